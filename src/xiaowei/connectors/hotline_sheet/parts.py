"""Home of large ticket sheets in parts: a text sheet by ranges of its bytes, Parquet by its rows.

A text sheet that is as regular as it has to be is cut where a row ends, so that each part can be read
alone, by whoever can open the file. What is irregular anywhere is read as a whole, as every sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.connectors.hotline_sheet.columnar import (
    Layout,
    is_large_text,
    layout_of,
    read_columns,
)
from xiaowei.connectors.hotline_sheet.lake import BROKEN, PART_ROWS, LakeParts, open_lake, typed
from xiaowei.connectors.tabular.textfile import decode
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.errors import BadInput

BLOCK, LARGEST_BLOCK = 32 << 20, 256 << 20
"""So many bytes are a part; where no row ends within so many, something else is wrong."""
Ints = npt.NDArray[np.intp]
Bytes = npt.NDArray[np.uint8]
_HEAD = 1 << 20
_QUOTE, _LINE, _RETURN = 34, 10, 13


class Irregular(Exception):
    """The sheet is not as regular as it has to be to be read in parts."""


@dataclass(frozen=True, slots=True)
class Range:
    """A part: from where to where (bytes, or rows of a Parquet file), and its first row in the sheet."""

    start: int
    stop: int
    first_row: int


@dataclass(frozen=True)
class HeldSheet:
    """A sheet that had to be read as a whole; its parts are tables."""

    parts: Sequence[pl.DataFrame]
    rows: int

    @classmethod
    def of(cls, file: Path, catalogue: Catalogue | None) -> HeldSheet:
        """Read a sheet, whatever it is.

        :raises BadInput: what the reader of ticket sheets refuses
        """
        found = read_columns(file, catalogue).rows
        starts = range(0, len(found), PART_ROWS)
        return cls([found.slice(at, PART_ROWS) for at in starts], len(found))

    @staticmethod
    def read(part: object) -> pl.DataFrame:
        """Return the tickets of a part."""
        if not isinstance(part, pl.DataFrame):
            raise TypeError(part)
        return part


@dataclass(frozen=True)
class TextParts:
    """A regular text sheet."""

    file: Path
    layout: Layout
    encoding: str
    parts: Sequence[Range]
    rows: int
    """How many rows stand below the headers, blank lines among them."""

    def read(self, part: object) -> pl.DataFrame:
        """Return the tickets of a range.

        :raises Irregular: the rows don't fit their headers
        """
        if not isinstance(part, Range):
            raise TypeError(part)
        with self.file.open("rb") as file:
            file.seek(part.start)
            data = file.read(part.stop - part.start)
        if self.encoding != "utf-8":
            data = data.decode(self.encoding).encode()
        found = self.layout.columns(data, 0, part.first_row)
        if found is None:
            raise Irregular(self.file.name)
        return found.select(typed())


@dataclass(frozen=True)
class ParquetParts:
    """A Parquet file whose columns are called as those of a sheet."""

    file: Path
    layout: Layout
    rows: int

    @property
    def parts(self) -> Sequence[Range]:
        """Return ranges of its rows."""
        starts = range(0, self.rows, PART_ROWS)
        return [Range(at, min(at + PART_ROWS, self.rows), at + 2) for at in starts]

    def read(self, part: object) -> pl.DataFrame:
        """Return the tickets of a range of rows.

        :raises BadInput: sheet_not_a_sheet
        """
        if not isinstance(part, Range):
            raise TypeError(part)
        try:
            rows = pl.scan_parquet(self.file).slice(part.start, part.stop - part.start).collect()
        except BROKEN as trouble:
            raise BadInput("sheet_not_a_sheet", file=self.file.name) from trouble
        return self.layout.columns_of(_as_texts(rows), part.first_row).select(typed())


TicketParts = HeldSheet | TextParts | ParquetParts | LakeParts


def open_parts(file: Path, catalogue: Catalogue | None = None) -> TicketParts:
    """Return a ticket sheet, or a lake's month or folder, in the parts in which it can be read.

    :raises BadInput: what the reader of ticket sheets refuses
    """
    if lake := open_lake(file):
        return lake
    if file.suffix.lower() == ".parquet":
        return _parquet(file, catalogue)
    if is_large_text(file):
        try:
            return _text(file, catalogue)
        except Irregular:
            pass
    return HeldSheet.of(file, catalogue)


def _parquet(file: Path, catalogue: Catalogue | None) -> ParquetParts:
    try:
        rows = pl.scan_parquet(file)
        head = rows.head(200).collect()
        count = int(rows.select(pl.len()).collect().item())
    except BROKEN as trouble:
        raise BadInput("sheet_not_a_sheet", file=file.name) from trouble
    data = BytesIO()
    _as_texts(head).write_csv(data)
    layout = layout_of(data.getvalue(), f"{file.stem}.csv", catalogue)
    if layout is None:
        raise BadInput("sheet_not_a_sheet", file=file.name)
    return ParquetParts(file, layout, count)


def _text(file: Path, catalogue: Catalogue | None) -> TextParts:
    with file.open("rb") as data:
        head = data.read(_HEAD)
    try:
        layout = layout_of(head, file.name, catalogue)
    except BadInput as trouble:
        raise Irregular(file.name) from trouble  # cut where it can't be; the whole tells
    if layout is None or head.startswith((b"\xff\xfe", b"\xfe\xff", b"sep=")):
        raise Irregular(file.name)
    encodings: set[str] = set()
    parts = []
    row, skip = 0, layout.header_row
    for start, block, ends in _blocks(file, ord(layout.delimiter)):
        encodings.add(_encoding(block, file.name))
        count = len(ends)
        if row + count > skip:
            inside = max(skip - row, 0)
            begin = int(ends[inside - 1]) + 1 if inside else 0
            parts.append(Range(start + begin, start + len(block), row + inside + 1))
        row += count
    encodings.discard("")
    if len(encodings) > 1:
        raise Irregular(file.name)
    return TextParts(file, layout, next(iter(encodings), "utf-8"), parts, max(row - skip, 0))


def _encoding(block: bytes, name: str) -> str:
    """Return how a block of whole rows is encoded, empty where both would do."""
    if block.isascii():
        return ""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        try:
            decode(block, name)
        except BadInput as trouble:
            raise Irregular(name) from trouble
        return "gb18030"
    return "utf-8"


def _blocks(file: Path, delimiter: int) -> Iterator[tuple[int, bytes, Ints]]:
    """Yield blocks of whole rows: where each begins, its bytes, and where its rows end."""
    start, size = 0, BLOCK
    length = file.stat().st_size
    with file.open("rb") as data:
        while start < length:
            data.seek(start)
            block = data.read(size)
            last = start + len(block) == length
            ends = _row_ends(np.frombuffer(block, np.uint8), delimiter, last)
            if not len(ends):
                if last or size >= LARGEST_BLOCK:
                    raise Irregular(file.name)
                size *= 2
                continue
            stop = int(ends[-1]) + 1
            yield start, block[:stop], ends
            start, size = start + stop, BLOCK


def _row_ends(block: Bytes, delimiter: int, last: bool) -> Ints:
    """Return where the rows of a block end: line ends outside of quotation marks."""
    quotes = np.flatnonzero(block == _QUOTE)
    lines = np.flatnonzero(block == _LINE)
    if len(quotes):
        lines = lines[np.searchsorted(quotes, lines) % 2 == 0]
        _check_quotes(block, quotes, delimiter)
    if last and len(quotes) % 2:
        raise Irregular
    if last and (not len(lines) or lines[-1] != len(block) - 1):
        lines = np.append(lines, len(block) - 1)
    return lines


def _check_quotes(
    block: Bytes,
    quotes: Ints,
    delimiter: int,
) -> None:
    """Refuse a mark that neither opens a cell, nor closes one, nor is doubled."""
    first, second = quotes[::2], quotes[1::2]
    before = block[first[first > 0] - 1]
    after = block[second[second < len(block) - 1] + 1]
    opens = np.isin(before, (delimiter, _LINE, _QUOTE))
    closes = np.isin(after, (delimiter, _LINE, _RETURN, _QUOTE))
    if not (opens.all() and closes.all()):
        raise Irregular


def _as_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what a text sheet would hold."""
    moments = [name for name, kind in rows.schema.items() if isinstance(kind, pl.Datetime)]
    told = rows.with_columns(pl.col(moments).dt.strftime("%Y-%m-%d %H:%M:%S"))
    return told.select(pl.all().cast(pl.String))
