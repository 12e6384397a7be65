"""Home of dates such as 02/17/2020 12:19 PM: which of the two is the day, a whole column tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from xiaowei.connectors.tabular.moments import YEARS, as_moment
from xiaowei.connectors.tabular.rows import Cell
from xiaowei.domain.errors import BadInput

_SLASHED = re.compile(r"^\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(.+?))?\s*$")
MOST_MONTHS = 12


def slashed_reader(cells: Iterable[Cell]) -> Callable[[Cell], datetime | None]:
    """Return a reader of such dates for a column; it gives None for any other cell.

    Where a first number exceeds twelve the day comes first, where a second one does the month. A column that
    never tells, or tells both, is read by nobody: a guess would move days by months.
    """
    found = [match for cell in cells if isinstance(cell, str) and (match := _SLASHED.match(cell))]
    first = any(int(match[1]) > MOST_MONTHS for match in found)
    second = any(int(match[2]) > MOST_MONTHS for match in found)
    if first == second:
        return lambda _: None
    return lambda cell: _read(cell, day=1 if first else 2)


def _read(cell: Cell, day: int) -> datetime | None:
    match = _SLASHED.match(cell) if isinstance(cell, str) else None
    if not match or not YEARS[0] <= int(match[3]) < YEARS[1]:
        return None
    told = f"{match[3]}-{int(match[3 - day]):02}-{int(match[day]):02} {match[4] or ''}"
    try:
        found = as_moment(told)
    except BadInput:
        return None
    return found.replace(tzinfo=None) if found else None
