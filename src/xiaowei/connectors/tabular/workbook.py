"""Home of workbooks: .xlsx and .xls (and .ods) into grids, with merges and formula holes."""

from __future__ import annotations

import io
import pickle
import resource
import sys
from datetime import time, timedelta
from typing import cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from xiaowei.connectors.tabular.apart import read_apart
from xiaowei.connectors.tabular.rows import Book, Box, Cell, Grid
from xiaowei.connectors.tabular.xlsx_cells import MOST_TEXT, Sheets, survey
from xiaowei.domain.errors import BadInput

MEMORY = 3 << 30
"""What a reader of its own may take, in bytes."""


def read_workbook(data: bytes, name: str) -> Book:
    """Read the bytes of a workbook; hidden and empty worksheets are left out.

    :raises BadInput: sheet_damaged, sheet_locked, sheet_not_a_sheet, sheet_too_large,
        sheet_spread, sheet_empty
    """
    surveyed = survey(data, name)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise BadInput("sheet_locked", file=name)
    # the reader takes the whole process down where it gets too little memory
    bounded = surveyed.is_bounded
    read = open_grids(data, name, surveyed.faults) if bounded else read_apart(data, name)
    grids = tuple(grid for grid in read if grid.rows)
    if not grids:
        raise BadInput("sheet_empty", file=name)
    return Book(name, grids)


def serve() -> None:
    """Read the workbook on standard input; write its grids, or (code, facts) of a refusal.

    The other end is `apart.read_apart`.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        data, name = sys.stdin.buffer.read(), sys.argv[1]
        answer: object = open_grids(data, name, survey(data, name).faults)
    except BadInput as refusal:
        answer = (refusal.code, refusal.facts)
    sys.stdout.buffer.write(pickle.dumps(answer))


def open_grids(data: bytes, name: str, surveyed: Sheets) -> list[Grid]:
    """Read the worksheets of a workbook as grids.

    :raises BadInput: sheet_damaged, sheet_locked
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_grid(book.get_sheet_by_name(sheet), surveyed) for sheet in _visible(book)]
    except PasswordError as trouble:
        raise BadInput("sheet_locked", file=name) from trouble
    except (CalamineError, OSError, ValueError) as trouble:
        raise BadInput("sheet_damaged", file=name, reason=str(trouble)) from trouble
    except BaseException as trouble:
        # the reader is Rust and panics on some damaged files; that is no Exception
        if type(trouble).__name__ != "PanicException":
            raise
        raise BadInput("sheet_damaged", file=name, reason=str(trouble)) from trouble


def _visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _grid(sheet: CalamineSheet, surveyed: Sheets) -> Grid:
    if sheet.start is None:
        return Grid(sheet.name, [])
    top, left = sheet.start
    rows = [[_cell(value) for value in row] for row in sheet.to_python()]
    faults = {(r - top, c - left): code for (r, c), code in surveyed.get(sheet.name, {}).items()}
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > MOST_TEXT:
                cells[column], faults[at, column] = None, "cell_too_long"
    # a row whose only cells are holes lies outside what was read
    for row, _ in faults:
        rows.extend([None] for _ in range(row + 1 - len(rows)))
    return Grid(sheet.name, rows, top, left, _merged(sheet, top, left), faults)


def _merged(sheet: CalamineSheet, top: int, left: int) -> tuple[Box, ...]:
    return tuple(
        (a[0] - top, a[1] - left, b[0] - top, b[1] - left)
        for a, b in sheet.merged_cell_ranges or ()
        if a[0] >= top and a[1] >= left
    )


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return cast(Cell, value)
