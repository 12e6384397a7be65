"""Home of reading seasons known beforehand: which topics rise in which months, and how many times."""

from __future__ import annotations

import re
from math import isfinite
from pathlib import Path

from xiaowei.connectors.event_sheet.parse import place_of
from xiaowei.connectors.tabular.reading import read_any
from xiaowei.connectors.tabular.rows import Table
from xiaowei.connectors.tabular.values import plain, text
from xiaowei.domain.errors import BadInput

HEADERS = (("问题", "月份", "倍数"), ("topic", "months", "times"))
MOST_TIMES = 100
_SPAN = re.compile(r"^(\d{1,2})(?:\s*[-–~至到]\s*(\d{1,2}))?$")
Windows = dict[str, list[tuple[frozenset[int], float]]]


def seasons(file: Path) -> Windows:
    """Return topic -> [(months of the year, how many times as many as in the others)].

    :raises BadInput: `no_such_column`, `season_row`, and what the sheet's reader refuses
    """
    table = read_any(file, [name for names in HEADERS for name in names])
    topic, months, times = _columns(table)
    found: Windows = {}
    for row in table.rows:
        name = " ".join(text(row.cells[topic]).split())
        told = (plain(row.cells[months]), plain(row.cells[times]))
        try:
            window = _months(told[0]), _times(told[1])
        except ValueError:
            value = " ".join(told)[:40]
            raise BadInput("season_row", row=row.number, value=value, most=MOST_TIMES) from None
        found.setdefault(name, []).append(window)
    return found


def _columns(table: Table) -> tuple[int, ...]:
    plain_headers = {header.strip() for header in table.headers}
    names = next((one for one in HEADERS if plain_headers >= set(one)), HEADERS[0])
    return tuple(place_of(table, name) for name in names)


def _months(told: str) -> frozenset[int]:
    months: set[int] = set()
    for part in re.split(r"[,、;，；\s]+", told.replace("月", "")):
        found = _SPAN.match(part)
        if not found:
            raise ValueError(part)
        first, last = int(found[1]), int(found[2] or found[1])
        if not (1 <= first <= 12 and 1 <= last <= 12):
            raise ValueError(part)
        months.update((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))
    return frozenset(months)


def _times(told: str) -> float:
    times = float(told)
    if not isfinite(times) or not 0 < times <= MOST_TIMES:
        raise ValueError(told)
    return times
