"""Home of the shapes a sheet passes through: a book of grids, a table of rows, what was parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import Rejected

Cell = str | int | float | date | datetime | None
Box = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column; 0-based within the grid."""

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Grid:
    """One worksheet as read, nothing judged; `rows[0]` is row `first_row + 1` of their sheet."""

    name: str
    rows: Sequence[list[Cell]]
    first_row: int = 0
    first_column: int = 0
    merged: tuple[Box, ...] = ()
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) from 0 within the grid -> formula_no_value, cell_error or cell_too_long."""


@dataclass(frozen=True)
class Book:
    """One file: its name and its worksheets."""

    name: str
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One data row; `number` counts from 1 in their sheet, `cells` stand under `Table.headers`."""

    number: int
    cells: tuple[Cell, ...]
    carried: frozenset[int] = frozenset()
    """Columns whose value belongs to a merged cell that begins in another row or column."""
    fault: BadInput | None = None
    """Why the row can't be read whatever its columns mean."""


@dataclass(frozen=True)
class Table:
    """A sheet with its headers found; every row that isn't data is listed in `skipped`."""

    headers: tuple[str, ...]
    rows: Sequence[Row]
    sheet_name: str
    header_row: int
    """Row of their sheet, from 1, where the headers end."""
    skipped: tuple[tuple[int, str], ...] = ()
    """(row, reason): title, header, total, note, serial, blank."""
    totals: tuple[Row, ...] = ()
    """The rows skipped as totals, with their cells."""
    titles: tuple[str, ...] = ()
    """Texts above the headers; a unit such as 单位:万元 often stands there."""
    warnings: tuple[BadInput, ...] = ()


@dataclass(frozen=True)
class Parsed(Generic[RowT]):
    """What came of a table; every data row is either in `rows` or in `rejected`."""

    rows: Sequence[RowT]
    rejected: Sequence[Rejected]
    mapping: Mapping[str, str]
    """Field -> the header it was read from."""
    unmapped: tuple[str, ...]
    """Headers nobody asked for; their values are kept in each row's `extra`."""
    warnings: Sequence[BadInput] = ()
    headers: tuple[str, ...] = ()
    skipped: tuple[tuple[int, str], ...] = ()

    @property
    def read(self) -> int:
        """Count the data rows: taken and rejected."""
        return len(self.rows) + len(self.rejected)
