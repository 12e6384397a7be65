"""Home of a figure's rows as the drawer and the exported sheet show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.interfaces.web.shown import day, quantity, words
from xiaowei.journey.figures import Rows
from xiaowei.journey.reach import COUNTS, FEW


@dataclass(frozen=True)
class Column:
    """A column of the drawer: its code, where it stands in the rows, whether it holds numbers."""

    code: str
    index: int
    number: bool


def drawer(rows: Rows, title: str, *, carried: str) -> dict[str, Any]:
    """Return the rows behind a figure, as they may be told to the visitor."""
    same = _same(rows)
    columns = [
        Column(c, rows.columns.index(c), _is_number(rows, c)) for c in rows.columns if c not in same
    ]
    return {
        "code": rows.figure,
        "title": title,
        "count": len(rows.rows),
        "same": [f"{words(c, 'figure_column')} {shown}" for c, shown in same.items()],
        "columns": [{"label": words(c.code, "figure_column"), "number": c.number} for c in columns],
        "rows": [[_cell(row[c.index], c, carried) for c in columns] for row in rows.rows],
        "total": _total(rows, [c.code for c in columns]),
        "span": len(columns) - 1,
    }


def _same(rows: Rows) -> dict[str, str]:
    """Find the columns that say the same on every row: they are said once above the table."""
    found = {}
    for code in rows.columns[1:-1]:
        index = rows.columns.index(code)
        values = {row[index] for row in rows.rows}
        if len(rows.rows) > 1 and len(values) == 1 and code not in ("name", "town"):
            found[code] = _shown(values.pop(), code)
    return found


def table(rows: Rows) -> tuple[list[str], list[list[Any]]]:
    """Return headers and cells for a file, the total as the last row."""
    columns = list(rows.columns)
    cells = [[_plain(cell, c) for cell, c in zip(row, columns, strict=True)] for row in rows.rows]
    total = _total(rows, columns)
    if total:
        cells.append([_("合计"), *[""] * (len(columns) - 2), total])
    return [words(column, "figure_column") for column in columns], cells


def _total(rows: Rows, columns: list[str]) -> str:
    last_is_counted = rows.rows and _is_number(rows, rows.columns[-1])
    if not last_is_counted or columns[-1] in ("working_days",) or rows.total is None:
        return ""
    if columns[-1] in ("households", "projects") and rows.total == len(rows.rows):
        return ""
    return quantity(rows.total)


def _is_number(rows: Rows, code: str) -> bool:
    index = rows.columns.index(code)
    return any(isinstance(row[index], int | float | Decimal) for row in rows.rows)


def _cell(value: Any, column: Column, carried: str) -> dict[str, str]:
    url = ""
    if column.code == "number" and value:
        url = reverse("project", args=[value]) + (f"?{carried}" if carried else "")
    css = "n" if column.number else "no" if column.code in ("number", "place_code") else ""
    return {"text": _shown(value, column.code), "css": css, "url": url}


def _shown(value: Any, code: str) -> str:
    plain = _plain(value, code)
    if plain in (None, ""):
        return "—"
    if isinstance(plain, date):
        return day(plain)
    return quantity(plain) if isinstance(plain, int | float | Decimal) else str(plain)


def _plain(value: Any, code: str) -> Any:
    if code == "verdict":
        return words(value, "verdict")
    if code in COUNTS and value == FEW:
        return _("少于5件")
    return value
