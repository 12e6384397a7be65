"""Home of reading a township's sheet for merging: its rows, and what its total rows say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from xiaowei.connectors.ledger_sheet.fetch import fetch
from xiaowei.connectors.ledger_sheet.parse import FUNDS, parse, with_units
from xiaowei.connectors.tabular.amounts import as_yuan
from xiaowei.connectors.tabular.columns import Bound, load
from xiaowei.connectors.tabular.headers import read_header
from xiaowei.connectors.tabular.mending import Mends, mended
from xiaowei.connectors.tabular.rows import Cell, Row, Table
from xiaowei.domain.checking import MONEY
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import LedgerRow
from xiaowei.domain.town_sheets import Line, Total, TownSheet

_VILLAGE_CODE = re.compile(
    r"^(?=.*(村|社区|居委会))(?!.*镇街).*(代码|编码)|^(village|community)_code$"
)
_UNIT_PRICE = re.compile(r"单价|^unit_?price")


def read(path: Path, name: str = "", mends: Mends | None = None) -> TownSheet:
    """Read one township's sheet, mended; the name is what findings call the file.

    :raises BadInput: what the file or its headers refuse
    """
    original = fetch(path, name=name or path.name)
    table = mended(original, mends or {})
    columns = load("ledger_sheet")
    columns.require(columns.bind(table.headers))
    parsed = parse(table)
    return TownSheet(
        file=name or path.name,
        lines=tuple(_line(row) for row in parsed.rows),
        rejected=tuple(parsed.rejected),
        totals=tuple(_totals(table, original)),
        headers=dict(parsed.mapping),
        warnings=original.warnings,
    )


def _line(row: LedgerRow) -> Line:
    village = next((v for header, v in row.extra.items() if _VILLAGE_CODE.search(header)), None)
    priced = ((h, v) for h, v in row.extra.items() if _UNIT_PRICE.search(h))
    header, price = next(priced, ("", ""))
    unit = read_header(header).unit if header else None
    return Line(row, village, _yuan(price, unit if unit in ("万元", "千元") else "元"))


def _totals(table: Table, original: Table) -> Iterator[Total]:
    """Yield each amount of each total row with the sums it may be, in yuan.

    A total is right, too, where it is the sum of the rows before they were mended.
    """
    match, _ = with_units(load("ledger_sheet").match(table.headers), table)
    bound = [b for b in match.bound if b.field in (*MONEY, *FUNDS)]
    before = 0
    for total in table.totals:
        spans = [
            span for rows in (original.rows, table.rows) for span in _spans(rows, total, before)
        ]
        before = total.number
        for column in bound:
            stated = _cell(total, column)
            if stated is not None:
                sums = (
                    sum((_cell(r, column) or Decimal(0) for r in own), Decimal(0)) for own in spans
                )
                yield Total(total.number, column.header, stated, tuple(dict.fromkeys(sums)))


def _spans(rows: Sequence[Row], total: Row, before: int) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the rows that a total may be of: those since the total before it, and all above it."""
    above = [row for row in rows if row.number < total.number]
    return [row for row in above if row.number > before], above or rows


def _cell(row: Row, column: Bound) -> Decimal | None:
    cell = row.cells[column.index]
    return None if column.index in row.carried else _yuan(cell, column.unit)


def _yuan(cell: Cell, unit: str | None) -> Decimal | None:
    try:
        return as_yuan(cell, unit=unit)
    except BadInput:
        return None
