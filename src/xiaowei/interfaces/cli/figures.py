"""Home of `spots`, `briefing`, `ledger` and `journey`: the programme's figures and stories."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.forms import FORMS
from xiaowei.domain.identification import HOT, SPOT_KINDS
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import as_date, command, option, require_setup, start_django

if TYPE_CHECKING:
    from xiaowei.journey.survey import Survey
    from xiaowei.stages.identification.hot import HotRow
    from xiaowei.stages.identification.queries import SpotRow


def register(commands: Any) -> None:
    """Add the commands."""
    parser = command(commands, "spots", spots)
    option(parser, "--district", key="district", metavar="CODE")
    option(parser, "--as-of", key="as_of", metavar="D")
    option(parser, "--kind", key="spot_kind", choices=(*SPOT_KINDS, HOT))
    option(parser, "--limit", key="limit", type=int, metavar="N")
    for name, run in (("briefing", briefing), ("ledger", ledger)):
        parser = command(commands, name, run)
        option(parser, "--district", key="district", metavar="CODE", required=True)
        option(parser, "--as-of", key="as_of", metavar="D", required=True)
        option(parser, "--year", key="year", type=int, metavar="Y")
        if name == "briefing":
            option(parser, "--rows", key="rows", metavar="FIGURE")
    parser = command(commands, "export", export)
    option(parser, "--district", key="district", metavar="CODE", required=True)
    option(parser, "--as-of", key="export_as_of", metavar="D")
    option(parser, "--year", key="year", type=int, metavar="Y")
    option(parser, "--form", key="export_form", choices=FORMS)
    option(parser, "--round", key="export_round", metavar="NAME")
    option(parser, "file", key="export_file")
    parser = command(commands, "journey", journey)
    option(parser, "number", key="number")
    option(parser, "--as-of", key="as_of", metavar="D")


def spots(args: argparse.Namespace) -> Answer:
    """List problem spots, most pressing first; hot spots, where more is told than by chance, on asking."""
    if args.limit is not None and not 1 <= args.limit <= MOST_SHOWN:
        told = {"option": "--limit", "value": args.limit, "least": 1, "most": MOST_SHOWN}
        raise BadInput("option_outside", **told)
    _ready()
    from xiaowei.base.regions.queries import known_region
    from xiaowei.interfaces.clock import today
    from xiaowei.journey.spots import spots as find

    as_of = as_date(args.as_of) if args.as_of else today()
    district = known_region(args.district) if args.district else None
    found: Sequence[SpotRow | HotRow]
    if args.kind == HOT:
        from xiaowei.stages.identification.hot import hot_spots

        found = hot_spots(district, as_of, args.limit, language())
    else:
        found = find(district=district, as_of=as_of, kind=args.kind, limit=args.limit)
    rows = [
        (spot["id"], spot["kind"], spot["place"], spot["topic"], spot["tickets"], spot["callers"])
        for spot in found
    ]
    heads = [say(f"column.{name}", language()) for name in SPOT_COLUMNS]
    return Answer({"as_of": as_of.isoformat(), "spots": found}, table(heads, rows))


def briefing(args: argparse.Namespace) -> Answer:
    """Print the programme's figures and the news paragraph, or the rows behind one figure."""
    _ready()
    from xiaowei.journey.briefing import brief
    from xiaowei.journey.figures import rows_behind
    from xiaowei.journey.survey import survey_of

    survey = survey_of(args.district, as_date(args.as_of), args.year)
    if args.rows:
        found = rows_behind(args.rows, survey)
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
        heads = [say(f"column.{name}", language()) for name in found.columns]
        total = None if found.total is None else str(found.total)
        shown = say("note.unknown", language()) if total is None else total
        text = table(heads, found.rows) + f"\n{say('column.total', language())} {shown}"
        opened = {"figure": found.figure, "rows": rows, "total": total}
        return Answer(opened | _warned(survey), text)
    data = brief(survey, language())
    return Answer(data | _warned(survey), data["text"])


def ledger(args: argparse.Namespace) -> Answer:
    """Print the money by envelope, round, township and project."""
    _ready()
    from xiaowei.journey.ledger import books
    from xiaowei.journey.survey import survey_of

    survey = survey_of(args.district, as_date(args.as_of), args.year)
    data = books(survey) | _warned(survey)
    heads = [say(f"column.{name}", language()) for name in MONEY_COLUMNS]
    rows = [[row[name] for name in MONEY_COLUMNS] for row in data["rows"]]
    sums = [say("column.total", language()), "", "", *(data[name] for name in MONEY_COLUMNS[3:])]
    return Answer(data, table(heads, [*rows, sums]))


def export(args: argparse.Namespace) -> Answer:
    """Write the ledger, or a form of it, as a sheet that imports back as "same".

    :raises BadInput: `form_is_xlsx`, `no_such_round`
    """
    _ready()
    from xiaowei.connectors.ledger_sheet.form_book import write
    from xiaowei.connectors.tabular.writing import write_table
    from xiaowei.interfaces.clock import today
    from xiaowei.journey.forms import filled_form
    from xiaowei.journey.sheet import ledger_sheet

    as_of = as_date(args.as_of) if args.as_of else today()
    where = (args.district, as_of, args.year, args.round or "")
    if not args.form:
        headers, projects = ledger_sheet(*where)
        write_table(args.file, headers, projects)
        count = len(projects)
    elif not args.file.lower().endswith(".xlsx"):
        raise BadInput("form_is_xlsx", file=args.file)
    else:
        form = filled_form(args.form, *where)
        write(Path(args.file), form)
        count = len(form.rows)
    text = say("note.exported", language(), rows=count, file=args.file)
    return Answer({"rows": count, "file": args.file}, text)


def journey(args: argparse.Namespace) -> Answer:
    """Tell where one ticket or project is, with its whole story."""
    _ready()
    from xiaowei.interfaces.clock import today
    from xiaowei.journey.story import story

    data = story(args.number, as_date(args.as_of) if args.as_of else today(), language())
    lines = [
        f"{event['on'] or say('note.not_in_sheet', language())}  "
        f"{say('event.' + event['action'], language())}"
        for event in data["events"]
    ]
    head = f"{data['number']} {data['name']} · {say('state.' + data['state'], language())}"
    return Answer(data, "\n".join([head, *lines]))


def _warned(survey: Survey) -> dict[str, list[str]]:
    """Say on stderr what a reader should know beside the figures, and return it for scripts."""
    from xiaowei.interfaces.saying import said
    from xiaowei.journey.notes import notes_on

    found = [said(note, language()) for note in notes_on(survey)]
    for text in found:
        print(say("note.warning", language(), text=text), file=sys.stderr)
    return {"warnings": found}


def _ready() -> None:
    start_django()
    require_setup()


MOST_SHOWN = 1_000_000
SPOT_COLUMNS = ("id", "kind", "place", "topic", "tickets", "callers")
MONEY_COLUMNS = ("number", "town", "round", "filed", "disbursed", "paid", "settled", "returned")
