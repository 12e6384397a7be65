"""Home of `analyse duplicates`: which rows of a sheet repeat an earlier one."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import column_of, heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, option

if TYPE_CHECKING:
    from datetime import datetime

    from xiaowei.analysis.duplicates import Report
    from xiaowei.connectors.tabular.rows import Cell, Table

_SHOWN = 30
_FIELDS = {
    "id": ("number",),
    "time": ("received_at", "received_on"),
    "closed": ("closed_at",),
    "place": ("address", "estate"),
    "text": ("content", "title"),
    "lat": ("lat",),
    "lon": ("lon",),
    "kind": ("topic_4", "topic_3", "topic_2", "topic_1", "topic_path"),
}
"""What may be told of a row, and the fields of a ticket sheet that tell it."""


def register(methods: Any) -> None:
    """Add `duplicates`."""
    method = command(methods, "duplicates", run)
    option(method, "file", key="analyse_file", type=Path, metavar="FILE")
    for name in _FIELDS:
        option(method, f"--{name}", key=f"duplicates_{name}", metavar="COL")


def run(args: argparse.Namespace) -> Answer:
    """List the rows that repeat an earlier one of the same place that was still open."""
    from xiaowei.analysis.duplicates import duplicates
    from xiaowei.connectors.tabular.reading import read_any

    began = time.perf_counter()
    named = {name: said for name in _FIELDS if (said := getattr(args, name))}
    sheet = read_any(args.file, list(named.values()))
    reports = _reports(sheet, _columns(sheet, named))
    found = [
        {"id": reports[one.index].id, "of": reports[one.of].id, "score": one.score}
        for one in duplicates(reports)
    ]
    data = {
        "read": len(sheet.rows),
        "duplicates": found,
        "untold": len(sheet.rows) - len(reports),
        "seconds": round(time.perf_counter() - began, 3),
    }
    told = say("told.duplicates", language(), **data | {"duplicates": len(found)})
    rows = [(one["id"], one["of"], one["score"]) for one in found[:_SHOWN]]
    titles = heads("ticket", "repeats", "score")
    return Answer(data, told + ("\n" + table(titles, rows) if rows else ""))


def _columns(sheet: Table, named: dict[str, str]) -> dict[str, int]:
    """Return the column of each thing told: as named, or else by the headers of a ticket sheet.

    :raises BadInput: `no_such_column`, `column_to_name`
    """
    from xiaowei.connectors.tabular.columns import load

    match = load("hotline_sheet").bind(sheet.headers)
    found = {
        name: bound.index
        for name, fields in _FIELDS.items()
        if name not in named and (bound := match.of_any(fields))
    }
    found |= {name: column_of(sheet, said) for name, said in named.items()}
    if "time" not in found:
        raise BadInput("column_to_name", option="--time", known="、".join(sheet.headers))
    if not found.keys() & {"place", "text"} and not found.keys() >= {"lat", "lon"}:
        raise BadInput("column_to_name", option="--place", known="、".join(sheet.headers))
    return found


def _reports(sheet: Table, columns: dict[str, int]) -> list[Report]:
    """Return the rows of which place and time are told."""
    from xiaowei.analysis.duplicates import Report
    from xiaowei.analysis.text import fold, gist
    from xiaowei.connectors.tabular.values import text

    def told(row: tuple[Cell, ...], name: str) -> str:
        return text(row[columns[name]]).strip() if name in columns else ""

    reports = []
    for row in sheet.rows:
        cells = tuple(row.cells)
        words = gist(told(cells, "text"))
        point = _point(told(cells, "lat"), told(cells, "lon"))
        place = fold(told(cells, "place")) or point or words
        opened_at = _moment(cells, columns["time"])
        if not place or opened_at is None:
            continue
        reports.append(
            Report(
                id=told(cells, "id") or f"row {row.number}",
                place=place,
                opened_at=opened_at,
                closed_at=_moment(cells, columns.get("closed")),
                kind=fold(told(cells, "kind")) or None,
                words=words or None,
            )
        )
    return reports


def _point(lat: str, lon: str) -> tuple[float, float] | None:
    """Return where a row lies, rounded to what is one place."""
    from xiaowei.analysis.duplicates import COORDINATE_DIGITS

    try:
        return round(float(lat), COORDINATE_DIGITS), round(float(lon), COORDINATE_DIGITS)
    except ValueError:
        return None


def _moment(cells: tuple[Cell, ...], column: int | None) -> datetime | None:
    """Read a moment; one that can't be read is unknown, and so counted among the untold."""
    from xiaowei.connectors.tabular.moments import as_moment

    try:
        return None if column is None else as_moment(cells[column])
    except BadInput:
        return None
