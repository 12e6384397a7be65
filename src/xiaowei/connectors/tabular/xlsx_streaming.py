"""Home of large workbooks: an .xlsx read row by row from its XML, so that its rows are never held.

What many cells say stands once in the workbook's list of shared texts, which may be as large as the
sheet: it is laid into a file without a name, and each text is read from there.
"""

from __future__ import annotations

import os
import re
import tempfile
import weakref
import zipfile
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from xiaowei.connectors.tabular.rows import Book, Box, Cell, Grid
from xiaowei.connectors.tabular.streaming import Streamed
from xiaowei.connectors.tabular.xlsx_cells import (
    DAMAGED,
    MOST_TEXT,
    MOST_WIDE,
    listed,
    parts_of,
    require_dense,
)
from xiaowei.domain.errors import BadInput

NO_LEAP_DAY = 60
HEAD_ROWS = 40
"""Merged cells that reach further down have to be read with the whole sheet."""
MOST_BYTES, MOST_PACKED = 1 << 34, 100
MOST_STYLED, MOST_HELD = 1 << 25, 1 << 19
"""So many bytes of styles, and elements of one row or text, may be held at once."""
_DATE = re.compile(r"[ymdhs]|AM/PM", re.I)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_LETTERS = re.compile("[A-Z]{1,3}")
_BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Number formats without a code of their own that show a day or an hour."""


def stream_workbook(file: Path, name: str) -> Book | None:
    """Return a book whose rows are read from an .xlsx again whenever they are asked for.

    None where it is no plain .xlsx, or where cells are merged among its rows, or rows stand in no order.

    :raises BadInput: sheet_damaged, sheet_too_large, sheet_spread
    """
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > min(MOST_BYTES, file.stat().st_size * MOST_PACKED):
                raise BadInput("sheet_too_large", file=name)
            if "xl/workbook.xml" not in archive.namelist():
                return None
            texts, dates = _Texts(archive), _Dates.of(archive)
            sheets = [
                _Sheet(file, title, part, name, texts, dates)
                for title, part in parts_of(archive, visible=True)
                if part in archive.namelist()
            ]
            grids = [grid for sheet in sheets if (grid := sheet.grid()) is not None]
    except DAMAGED as trouble:
        raise BadInput("sheet_damaged", file=name, reason=str(trouble)) from trouble
    if len(grids) < len(sheets) or not any(grid.rows for grid in grids):
        return None
    return Book(name, tuple(grid for grid in grids if grid.rows))


class _Texts:
    """The shared texts of a workbook, in a file without a name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the book
        weakref.finalize(self, self._file.close)
        self._ends = array("Q", [0])
        self.get = lru_cache(maxsize=1 << 12)(partial(_between, self._file.fileno(), self._ends))
        if "xl/sharedStrings.xml" not in archive.namelist():
            return
        with archive.open("xl/sharedStrings.xml") as xml:
            for element in _ended(xml, ("si",), depth=1):
                self._ends.append(self._ends[-1] + self._file.write(_text(element).encode()))
        self._file.flush()


def _between(file: int, ends: array[int], at: int) -> str:
    if at < 0:
        raise IndexError(at)
    begin, end = ends[at], ends[at + 1]
    return os.pread(file, end - begin, begin).decode()


@dataclass(frozen=True)
class _Dates:
    """Which styles show a number as a moment, and from which day a workbook counts."""

    styles: frozenset[int]
    spans: frozenset[int]
    begin: datetime

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> _Dates:
        book = listed(archive, "xl/workbook.xml")
        later = any(p.get("date1904") in ("1", "true") for p in book.iterfind("{*}workbookPr"))
        begin = datetime(1904, 1, 1) if later else datetime(1899, 12, 30)  # noqa: DTZ001
        if "xl/styles.xml" not in archive.namelist():
            return cls(frozenset(), frozenset(), begin)
        styles = listed(archive, "xl/styles.xml", MOST_STYLED)
        codes = {
            int(one.get("numFmtId", 0)): _QUOTED.sub("", one.get("formatCode", ""))
            for one in styles.iterfind("{*}numFmts/{*}numFmt")
        }
        shown = {at: bool(_DATE.search(code)) for at, code in codes.items()}
        formats = [int(x.get("numFmtId", 0)) for x in styles.iterfind("{*}cellXfs/{*}xf")]
        dates = (at for at, one in enumerate(formats) if shown.get(one, one in _BUILT_IN))
        spans = (at for at, one in enumerate(formats) if _SPAN.search(codes.get(one, "")))
        return cls(frozenset(dates), frozenset(spans), begin)

    def moment(self, days: float) -> Cell:
        """Return what a number shown as a moment means: an hour, a day, or both."""
        if self.begin.year == 1899 and 1 <= days < NO_LEAP_DAY:
            days += 1  # the office counts a 29 February 1900 that never was
        try:
            moment = self.begin + timedelta(milliseconds=round(days * 86_400_000))
        except OverflowError:
            return days
        if days < 1:
            return moment.time().isoformat()
        return moment.date() if days == int(days) else moment


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that holds something: its place, its cells and their faults by column, from 0."""

    at: int
    cells: dict[int, Cell]
    faults: dict[int, str]


@dataclass
class _Sheet:
    """One worksheet: where its rows begin, which cells can't be read, which are merged."""

    file: Path
    title: str
    part: str
    name: str
    texts: _Texts
    dates: _Dates
    top: int = -1
    left: int = 1 << 20
    right: int = 0
    faults: dict[tuple[int, int], str] = field(default_factory=dict)

    def grid(self) -> Grid | None:
        """Look through the worksheet once; None where cells are merged among its rows."""
        last = -1
        boxes: list[Box] = []
        for row in self._ended("row", "mergeCell"):
            if isinstance(row, tuple):
                boxes.append(row)
                continue
            if row.at <= last:
                return None  # rows that stand in no order
            if self.top < 0:
                self.top = row.at
            last = row.at
            self.left, self.right = min(self.left, *row.cells), max(self.right, *row.cells)
            require_dense(self.title, self.right + 1, last + 1)
            self.faults |= {(row.at, column): code for column, code in row.faults.items()}
        return self._grid(boxes)

    def _grid(self, boxes: Iterable[Box]) -> Grid | None:
        if self.top < 0:
            return Grid(self.title, [])
        within = tuple(
            (top - self.top, left - self.left, bottom - self.top, right - self.left)
            for top, left, bottom, right in boxes
            if top >= self.top and left >= self.left
        )
        if any(bottom > HEAD_ROWS for _, _, bottom, _ in within):
            return None
        faults = {(r - self.top, c - self.left): code for (r, c), code in self.faults.items()}
        return Grid(self.title, Streamed(self._rows), self.top, self.left, within, faults)

    def _rows(self) -> Iterator[list[Cell]]:
        """Yield the rows from the first one that holds something, the blank ones between too."""
        due = self.top
        for found in self._ended("row"):
            if isinstance(found, tuple):
                continue
            yield from ([] for _ in range(found.at - due))
            row: list[Cell] = [None] * (self.right + 1 - self.left)
            for column, cell in found.cells.items():
                row[column - self.left] = cell
            yield row
            due = found.at + 1

    def _ended(self, *tags: str) -> Iterator[_Row | Box]:
        """Yield the rows that hold something, and the merged ranges that stand behind them."""
        try:
            with zipfile.ZipFile(self.file) as archive, archive.open(self.part) as xml:
                due = 0
                for element in _ended(xml, tags, depth=2):
                    if element.tag.endswith("mergeCell"):
                        yield _box(element.get("ref", ""))
                        continue
                    at = int(element.get("r", due + 1)) - 1
                    if at < 0:
                        raise ValueError("row 0")
                    due = at + 1
                    if at < 0:
                        raise ValueError(at)
                    row = self._row(at, element)
                    if row.cells:
                        yield row
        except DAMAGED as trouble:
            raise BadInput("sheet_damaged", file=self.name, reason=str(trouble)) from trouble

    def _row(self, at: int, element: ET.Element) -> _Row:
        found = dict(self._cells(element))
        faults = {c: code for c, (_, code) in found.items() if code}
        return _Row(at, {c: v for c, (v, code) in found.items() if v is not None or code}, faults)

    def _cells(self, row: ET.Element) -> Iterator[tuple[int, tuple[Cell, str]]]:
        due = 0
        for cell in row:
            where = cell.get("r")
            column = _index(where) if where else due
            due = column + 1
            value, fault = self._value(cell)
            too_long = isinstance(value, str) and len(value) > MOST_TEXT
            yield column, (None, "cell_too_long") if too_long else (value, fault)

    def _value(self, cell: ET.Element) -> tuple[Cell, str]:
        """Return a cell's value, and the code of its fault or nothing."""
        kind, value, formula = cell.get("t", "n"), None, False
        for inside in cell:
            if inside.tag.endswith("}v"):
                value = inside.text
            elif inside.tag.endswith("}f"):
                formula = True
            elif inside.tag.endswith("}is"):
                return _text(inside) or None, ""
        if kind == "e":
            return None, "cell_error"
        if value is None or value == "":
            return None, "formula_no_value" if formula and kind != "str" else ""
        return self._said(kind, value, int(cell.get("s", 0))), ""

    def _said(self, kind: str, value: str, style: int) -> Cell:
        if kind == "s":
            return self.texts.get(int(value)) or None
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "d":
            return _iso(value)
        if kind != "n":
            return value
        number = float(value)
        if style in self.dates.spans:
            return str(timedelta(milliseconds=round(number * 86_400_000)))
        return self.dates.moment(number) if style in self.dates.styles else number


def _ended(xml: Any, tags: Collection[str], depth: int) -> Iterator[ET.Element]:
    """Yield the elements of some names so deep in a tree as they end; what lies there is let go."""
    parents: list[ET.Element] = []
    held = 0
    for event, element in ET.iterparse(xml, ("start", "end")):  # noqa: S314 - see xlsx_cells
        if event == "start":
            parents.append(element)
            held += 1
            if held > MOST_HELD:
                raise ValueError(element.tag)
            continue
        parents.pop()
        if len(parents) == depth:
            if element.tag.rpartition("}")[2] in tags:
                yield element
            parents[-1].clear()
            held = 0


def _text(element: ET.Element) -> str:
    """Return the text of a cell or shared text, its runs joined, how it is read aloud left out."""
    return "".join(
        run.text or ""
        for inside in element
        if not inside.tag.endswith("}rPh")
        for run in inside.iter()
        if run.tag.endswith("}t")
    )


def _iso(value: str) -> Cell:
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return value


@lru_cache(maxsize=1 << 12)
def _column(letters: str) -> int:
    if not _LETTERS.fullmatch(letters):
        raise ValueError(letters)
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    if not 0 < index <= MOST_WIDE:
        raise ValueError(letters)
    return index - 1


def _index(where: str) -> int:
    return _column(where.rstrip("0123456789"))


def _place(where: str) -> tuple[int, int]:
    letters = where.rstrip("0123456789")
    return int(where[len(letters) :]) - 1, _column(letters)


def _box(ref: str) -> Box:
    first, _, last = ref.partition(":")
    return (*_place(first), *_place(last or first))
