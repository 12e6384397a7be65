"""Home of mending a table before it is read: cells that somebody corrected on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xiaowei.connectors.tabular.rows import Row, Table

Mends = Mapping[str, Mapping[str, str]]
"""Row number -> header -> what the cell should say."""


def mended(table: Table, mends: Mends) -> Table:
    """Return the table with its mended cells, those of total rows too."""
    if not mends:
        return table
    place = {header: index for index, header in enumerate(table.headers)}
    rows, totals = (
        tuple(_mend(row, mends.get(str(row.number)), place) for row in some)
        for some in (table.rows, table.totals)
    )
    return replace(table, rows=rows, totals=totals)


def _mend(row: Row, cells: Mapping[str, str] | None, place: Mapping[str, int]) -> Row:
    if not cells:
        return row
    changed = list(row.cells)
    for header, value in cells.items():
        if header in place:
            changed[place[header]] = value
    return replace(row, cells=tuple(changed))
