"""Home of `analyse classify`: learn categories or take a model, tell them on a sheet, and score."""

from __future__ import annotations

import argparse
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.domain.zone import ZONE
from xiaowei.interfaces.cli.analyse.columns import column_of, headers_of, heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import as_date, command, new_file, option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xiaowei.analysis.categorising import Categoriser, Category
    from xiaowei.connectors.tabular.rows import Table

_SHOWN = ("macro_f1", "accuracy", "sure", "accuracy_sure")
_CARD = (
    "method", "method_version", "learnt_on", "rows", "data_digest", "folds", "macro_f1", "accuracy",
    "sure", "accuracy_sure", "sure_from", "calibration_error", "temperature", "lead",
)  # fmt: skip


def register(methods: Any) -> None:
    """Add `classify`."""
    method = command(methods, "classify", run)
    source = method.add_mutually_exclusive_group(required=True)
    option(source, "--train", key="classify_train", type=Path, metavar="FILE")
    option(source, "--model", key="classify_model", type=Path, metavar="FILE")
    option(method, "--test", key="classify_test", type=Path, metavar="FILE")
    option(method, "--text", key="classify_text", metavar="COL")
    option(method, "--label", key="classify_label", metavar="COL")
    option(method, "--save", key="classify_save", type=new_file, metavar="FILE")
    option(method, "--card", key="classify_card", action="store_true")
    option(method, "--on", key="classify_on", metavar="DAY")
    option(method, "--out", key="analyse_out", type=new_file, metavar="FILE")


def run(args: argparse.Namespace) -> Answer:
    """Learn on a sheet or take a stored model, store it, tell categories on a sheet, and score."""
    _require_usage(args)
    began = time.perf_counter()
    model, data = _learnt(args) if args.train else _stored(args)
    lines = []
    if args.test:
        data |= _tested(args, model)
        told = say("told.classified", language(), **{"n_train": "–", **data})
        lines.append(told + "\n" + _shares(data))
    if args.save:
        lines.append(say("told.model_saved", language(), file=args.save))
    if args.card or args.save:
        lines.append(card_text(data["card"]))
    else:
        data.pop("card", None)
    return Answer(data | {"seconds": round(time.perf_counter() - began, 3)}, "\n".join(lines))


def _require_usage(args: argparse.Namespace) -> None:
    """Refuse what doesn't say what to do: something to learn from or to tell, and which columns."""
    idle = not (args.test or args.save or args.card)
    unread = (args.train or args.test) and not args.text
    unlabelled = args.train and not args.label
    if idle or unread or unlabelled or (args.model and args.save):
        raise BadInput("classify_usage")


def _learnt(args: argparse.Namespace) -> tuple[Categoriser, dict[str, Any]]:
    """Learn on the sheet; with its card where the model is to be kept or shown."""
    from xiaowei.analysis.categorising import learn
    from xiaowei.connectors.tabular.reading import read_any

    train = read_any(args.train, [args.text, args.label])
    rows = zip(_texts(train, args.text), _texts(train, args.label), strict=True)
    examples = [(text, label) for text, label in rows if label]
    if not examples:
        raise BadInput("too_few_categories", count=0, least=2)
    texts, labels = [text for text, _ in examples], [label for _, label in examples]
    began = time.perf_counter()
    data: dict[str, Any] = {"n_train": len(examples)}
    if args.save or args.card:
        from xiaowei.analysis.modelcards import learn_with_card
        from xiaowei.analysis.modelfiles import digest_of, save

        model, card = learn_with_card(texts, labels, _day(args.on))
        digest = save(args.save, model, card) if args.save else digest_of(model, card)
        data |= {"model": digest, "model_file": str(args.save) if args.save else None}
        data["card"] = card.as_json()
    else:
        model = learn(texts, labels)
    return model, data | {"fit_seconds": round(time.perf_counter() - began, 3)}


def _stored(args: argparse.Namespace) -> tuple[Categoriser, dict[str, Any]]:
    from xiaowei.analysis.modelfiles import load

    model, card, digest = load(args.model)
    data = {"n_train": card.rows, "model": digest, "model_file": str(args.model)}
    return model, data | {"card": card.as_json(), "fit_seconds": 0.0}


def _tested(args: argparse.Namespace, model: Categoriser) -> dict[str, Any]:
    """Tell the categories of the sheet, write it again with them, and score where it has labels."""
    from xiaowei.analysis.categorising import macro_f1
    from xiaowei.connectors.tabular.reading import read_any

    test = read_any(args.test, [name for name in (args.text, args.label) if name])
    found = model.categorise(_texts(test, args.text))
    labelled = args.label and args.label in headers_of(test)
    real = _texts(test, args.label) if labelled else [""] * len(found)
    judged = [(one, label) for one, label in zip(found, real, strict=True) if label]
    output = args.out or args.test.with_name(f"{args.test.stem}.classified.csv")
    _write(output, test, found)
    names = [one.name for one, _ in judged], [label for _, label in judged]
    return {
        "macro_f1": round(macro_f1(*names), 4) if judged else None,
        "accuracy": _accuracy(judged),
        "n_test": len(found),
        "predictions_file": str(output),
        "sure": round(sum(one.is_sure for one in found) / max(len(found), 1), 4),
        "accuracy_sure": _accuracy([(one, label) for one, label in judged if one.is_sure]),
    }


def _day(said: str | None) -> date:
    return as_date(said) if said else datetime.now(ZONE).date()


def card_text(card: Mapping[str, Any]) -> str:
    """Return a model card as a table: how well it tells, then each category."""
    figures = [
        (say(f"column.card_{name}", language()), "–" if card[name] is None else card[name])
        for name in _CARD
    ]
    ngrams = "、".join(f"{say(f'way.{way}', language())} {n}" for way, n in card["ngrams"].items())
    figures.append((say("column.card_ngrams", language()), ngrams))
    labels = [(one["name"], one["rows"], one["f1"]) for one in card["labels"]]
    return "\n\n".join(
        (
            table(heads("card", "card_value"), figures),
            table(heads("category", "card_rows", "card_f1"), labels),
        )
    )


def _shares(data: Mapping[str, Any]) -> str:
    rows = [
        (say(f"column.{name}", language()), "–" if data[name] is None else data[name])
        for name in _SHOWN
    ]
    return table(heads("kind", "share"), rows)


def _texts(sheet: Table, name: str) -> list[str]:
    from xiaowei.connectors.tabular.values import text

    column = column_of(sheet, name)
    return [text(row.cells[column]).strip() for row in sheet.rows]


def _accuracy(judged: Sequence[tuple[Category, str]]) -> float | None:
    right = sum(one.name == label for one, label in judged)
    return round(right / len(judged), 4) if judged else None


def _write(output: Path, sheet: Table, found: Sequence[Category]) -> None:
    from xiaowei.connectors.tabular.writing import write_table

    titles = heads("category", "chance", "likeliest")
    rows = (
        [*row.cells, one.name if one.is_sure else "", round(one.chance, 4), one.name]
        for row, one in zip(sheet.rows, found, strict=True)
    )
    write_table(output, [*sheet.headers, *titles], rows)
