"""Home of the analyse door: masking, same-issue groups and bursts of a sheet, without a home."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xiaowei.connectors.tabular.rows import Cell, Table

_SHOWN = 30
_KEPT = frozenset({"number", "received_at", "received_on", "closed_at", "deadline"})


def register(commands: Any) -> None:
    """Add `analyse` and what it can do."""
    words = say("help.analyse", language())
    parser = commands.add_parser("analyse", help=words, description=words)
    methods = parser.add_subparsers(dest="method", required=True, metavar="METHOD")
    masking = command(methods, "mask", run_mask)
    option(masking, "file", key="analyse_file", type=Path, metavar="FILE")
    option(masking, "--text", key="analyse_text", required=True, action="append", metavar="COL")
    option(masking, "--out", key="analyse_out", type=Path, metavar="FILE")
    for name, run in (("group", run_group), ("bursts", run_bursts)):
        method = command(methods, name, run)
        option(method, "file", key="analyse_file", type=Path, metavar="FILE")
        option(method, "--gazetteer", key="analyse_gazetteer", type=Path, metavar="FILE")
        if name == "group":
            option(method, "--gap-days", key="analyse_gap", type=float, metavar="N")


def run_mask(args: argparse.Namespace) -> Answer:
    """Write the sheet again without personal data; `by_kind` counts the text columns alone."""
    from xiaowei.connectors.tabular.reading import read_any
    from xiaowei.connectors.tabular.writing import write_table

    began = time.perf_counter()
    sheet = read_any(args.file, args.text)
    chosen = {_column(sheet, name) for name in args.text}
    rows, masked, by_kind, elsewhere = _masked(sheet, chosen)
    output = args.out or _beside(args.file)
    write_table(output, sheet.headers, rows)
    data = {
        "read": len(sheet.rows),
        "masked": masked,
        "by_kind": dict(sorted(by_kind.items())),
        "other_columns": dict(elsewhere),
        "output_file": str(output),
        "seconds": round(time.perf_counter() - began, 3),
    }
    told = say("told.masked", language(), **data)
    kinds = [(say(f"personal.{kind}", language()), count) for kind, count in by_kind.items()]
    heads = [say(f"column.{name}", language()) for name in ("kind", "count")]
    return Answer(data, told + ("\n" + table(heads, kinds) if kinds else ""))


def run_group(args: argparse.Namespace) -> Answer:
    """Put every row of a ticket sheet into exactly one same-issue group."""
    from xiaowei.analysis.linkage import group
    from xiaowei.interfaces.cli.ticket_sheets import read_tickets

    began = time.perf_counter()
    sheet = read_tickets(args.file, args.gazetteer)
    found: list[dict[str, Any]] = []
    for one in group(sheet.tickets, args.gap_days, sheet.topics):
        name, code = sheet.place(one.place)
        topic = sheet.topic(one.topic)
        fields = {"ticket_nos": list(one.numbers), "place": name, "place_code": code}
        found.append({"id": one.id, **fields, "topic": topic, "callers": one.callers})
    for number in sheet.rejected:
        blank = {"place": None, "place_code": None, "topic": None, "callers": 1}
        found.append({"id": number, "ticket_nos": [number], **blank})
    data = {
        "read": sheet.read,
        "groups": found,
        "rejected": len(sheet.rejected),
        "seconds": round(time.perf_counter() - began, 3),
    }
    largest = sorted(found, key=lambda one: -len(one["ticket_nos"]))[:_SHOWN]
    rows = [(g["place"], g["topic"], len(g["ticket_nos"]), g["callers"], g["id"]) for g in largest]
    heads = _heads("place", "topic", "tickets", "callers", "first_ticket")
    told = say("told.grouped", language(), read=sheet.read, groups=len(found))
    return Answer(data, told + "\n" + table(heads, rows))


def run_bursts(args: argparse.Namespace) -> Answer:
    """List the bursts in the order in which a stream would have shown them."""
    from xiaowei.analysis.bursts import bursts
    from xiaowei.interfaces.cli.ticket_sheets import read_tickets

    began = time.perf_counter()
    sheet = read_tickets(args.file, args.gazetteer)
    found: list[dict[str, Any]] = []
    for burst in bursts(sheet.tickets):
        name, code = sheet.place(burst.place)
        found.append(
            {
                "place": name,
                "place_code": code,
                "topic": sheet.topic(burst.topic),
                "flagged_at": burst.flagged_at.isoformat(),
                "tickets_so_far": burst.tickets_so_far,
                "ticket_nos": list(burst.numbers),
                "callers": burst.callers,
                "first_at": burst.first_at.isoformat(),
                "last_at": burst.last_at.isoformat(),
            }
        )
    seconds = round(time.perf_counter() - began, 3)
    data = {"read": sheet.read, "bursts": found, "seconds": seconds}
    rows = [
        (b["place"], b["topic"], len(b["ticket_nos"]), b["callers"], b["flagged_at"])
        for b in found[:_SHOWN]
    ]
    heads = _heads("place", "topic", "tickets", "callers", "flagged_at")
    told = say("told.bursts", language(), read=sheet.read, bursts=len(found))
    return Answer(data, told + ("\n" + table(heads, rows) if rows else ""))


def _heads(*names: str) -> list[str]:
    return [say(f"column.{name}", language()) for name in names]


def _column(sheet: Table, name: str) -> int:
    """Return the place of the column called `name`.

    :raises BadInput: `no_such_column`
    """
    plain = [header.strip() for header in sheet.headers]
    if name.strip() not in plain:
        raise BadInput("no_such_column", name=name, known="、".join(filter(None, plain)))
    return plain.index(name.strip())


def _masked(
    sheet: Table, chosen: set[int]
) -> tuple[list[Sequence[Cell]], int, Counter[str], Counter[str]]:
    """Mask every cell but numbers and dates of the ticket; count rows and kinds of `chosen`."""
    from xiaowei.analysis.masking import mask
    from xiaowei.connectors.tabular.values import text

    spared = _spared(sheet) - chosen
    rows: list[Sequence[Cell]] = []
    by_kind: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    touched = 0
    for row in sheet.rows:
        cells = list(row.cells)
        before = by_kind.total()
        for column, cell in enumerate(cells):
            if column in spared or not isinstance(cell, str | int | float):
                continue
            result = mask(text(cell))
            if result.counts:
                cells[column] = result.text
                (by_kind if column in chosen else elsewhere).update(
                    result.counts if column in chosen else [sheet.headers[column]]
                )
        touched += by_kind.total() > before
        rows.append(cells)
    return rows, touched, by_kind, elsewhere


def _spared(sheet: Table) -> set[int]:
    """Return the columns of a ticket sheet that name or date the ticket."""
    from xiaowei.connectors.tabular.columns import load

    try:
        match = load("hotline_sheet").match(sheet.headers)
    except BadInput:
        return set()
    return {bound.index for bound in match.bound if bound.field in _KEPT}


def _beside(file: Path) -> Path:
    """Name the result beside the sheet; an old .xls becomes an .xlsx."""
    ending = ".csv" if file.suffix.lower() == ".csv" else ".xlsx"
    return file.with_name(f"{file.stem}.masked{ending}")
