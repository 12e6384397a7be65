"""Home of `retrain`, `models` and `map-topics`: who tells topics where the sheet's own words don't."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import LANGUAGES, say
from xiaowei.interfaces.cli.analyse.classify import card_text
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import (
    command,
    operator,
    option,
    require_setup,
    start_django,
)

_COLUMNS = (
    "model",
    "card_learnt_on",
    "card_rows",
    "held_out",
    "held_out_f1",
    "beside_f1",
    "in_use",
)
_REFUSED = 4
_PAIR = 2
"""A row's cells: their name, our topic."""


def register(commands: Any) -> None:
    """Add the commands."""
    parser = command(commands, "retrain", retrain)
    option(parser, "--anyway", key="retrain_anyway", action="store_true")
    option(parser, "--use", key="retrain_use", metavar="ID", default="")
    parser = command(commands, "models", models)
    option(parser, "--card", key="models_card", metavar="ID", default="")
    parser = command(commands, "map-topics", map_topics)
    option(parser, "file", key="map_topics_file", type=Path)


def map_topics(args: argparse.Namespace) -> Answer:
    """Take in which topic of ours each name of another topic tree means."""
    start_django()
    require_setup()
    from xiaowei.connectors.tabular.reading import read_any
    from xiaowei.connectors.tabular.values import text
    from xiaowei.interfaces.clock import now, today
    from xiaowei.procedures.map_topics import map_topics as take

    if not args.file.is_file():
        raise BadInput("no_such_file", file=args.file)
    sheet = read_any(args.file, [say("column.mapped_name", one) for one in LANGUAGES])
    whole = [
        (row.number, text(row.cells[0]).strip(), text(row.cells[1]).strip())
        for row in sheet.rows
        if len(row.cells) >= _PAIR
    ]
    found = take(rows=whole, by=operator(), on=today(), at=now())
    rejected = [{"row": one.row, "value": one.value} for one in found.rejected]
    data = {
        "read": len(whole), "new": found.new, "changed": found.changed, "same": found.same,
        "rejected": rejected,
    }  # fmt: skip
    told = say("told.topics_mapped", language(), **{**data, "rejected": len(rejected)})
    lines = [f"{one.row}: {one.error.text(language())}" for one in found.rejected]
    return Answer(data, "\n".join([told, *lines]))


def retrain(args: argparse.Namespace) -> Answer:
    """Learn from the house's own tickets, or go back to a model that was learnt before."""
    start_django()
    require_setup()
    from xiaowei.interfaces.clock import now, today
    from xiaowei.procedures import retrain as procedure
    from xiaowei.stages.intake.trained import model_named

    acting: dict[str, Any] = {"by": operator(), "on": today(), "at": now()}
    if args.use:
        chosen = model_named(procedure.use_model(name=args.use, **acting))
        return Answer(_row(chosen), say("told.model_used", language(), model=chosen))
    done = procedure.retrain(anyway=args.anyway, **acting)
    model = model_named(done.model)
    facts = {
        "model": model, "rows": model.card["rows"], "held_out": model.held_out,
        "f1": model.macro_f1, "beside": model.beside or "–",
        "beside_f1": "–" if model.beside_f1 is None else model.beside_f1,
    }  # fmt: skip
    key = "told.retrained" if done.taken else "told.retrained_worse"
    data = {**_row(model), "taken": done.taken, "card": model.card}
    return Answer(data, say(key, language(), **facts), 0 if done.taken else _REFUSED)


def models(args: argparse.Namespace) -> Answer:
    """List the models that were kept, or show one's card."""
    start_django()
    require_setup()
    from xiaowei.stages.intake.trained import model_named, trained_models

    if args.card:
        chosen = model_named(args.card)
        return Answer({**_row(chosen), "card": chosen.card}, card_text(chosen.card))
    rows = [_row(one) for one in trained_models()]
    shown = [[_shown(value) for value in row.values()] for row in rows]
    headers = [say(f"column.{name}", language()) for name in _COLUMNS]
    text = table(headers, shown) if rows else say("told.no_models", language())
    return Answer({"models": rows}, text)


def _row(model: Any) -> dict[str, Any]:
    return {
        "model": str(model),
        "learnt_on": model.learnt_on.isoformat(),
        "rows": model.card["rows"],
        "held_out": model.held_out,
        "macro_f1": model.macro_f1,
        "beside_f1": model.beside_f1,
        "in_use": model.in_use,
    }


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "✓" if value else ""
    return "–" if value is None else value
