"""Home of text sheets: .csv in UTF-8, GB18030 or UTF-16, parted by comma, tab, semicolon or bar."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from xiaowei.connectors.tabular.rows import Book, Cell, Grid
from xiaowei.connectors.tabular.streaming import Streamed
from xiaowei.domain.errors import BadInput

DELIMITERS = ",\t;|"
_SHORT = 8
_HEAD, _CHUNK = 1 << 16, 1 << 20
_HAN_UTF8 = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")
_SAID = re.compile(r"^sep=(.)\r?\n")


def read_text(data: bytes, name: str) -> Book:
    """Read the bytes of a text sheet into a book of one grid.

    :raises BadInput: sheet_cut, sheet_encoding, sheet_encoding_mixed, sheet_quotes,
        sheet_cell_too_long
    """
    text = decode(data, name)
    same: dict[str, str] = {}
    # what many rows say alike, such as a town, is kept in memory once
    rows: list[list[Cell]] = [
        [same.setdefault(c, c) if len(c) <= _SHORT else c for c in row]
        for row in _rows_of(lambda: io.StringIO(text, newline=""), name)()
    ]
    return Book(name, (Grid("", rows),))


def stream_text(file: Path, name: str) -> Book:
    """Return a book of one grid whose rows are read from a text sheet again whenever they are asked for.

    :raises BadInput: sheet_cut, sheet_encoding, sheet_encoding_mixed, sheet_quotes
    """
    encoding = find_encoding(file, name)

    def opened() -> TextIO:
        return file.open(encoding=encoding, newline="")

    rows = cast("Sequence[list[Cell]]", Streamed(_rows_of(opened, name)))
    return Book(name, (Grid("", rows),))


def find_encoding(file: Path, name: str) -> str:
    """Return the encoding of a text file as `decode` finds it, without reading it at once.

    :raises BadInput: sheet_cut, sheet_encoding, sheet_encoding_mixed
    """
    with file.open("rb") as data:
        mark = data.read(3)
        if mark.startswith((b"\xff\xfe", b"\xfe\xff")):
            if not _decodes(data, "utf-16"):
                _strictly(file.read_bytes(), "utf-16", name)
            return "utf-16"
        if _decodes(data, "utf-8"):
            return "utf-8-sig"
        cut = _decodes(data, "utf-8", whole=False)
        data.seek(0)
        if not cut:
            _refuse_mixture(data, name)
        if not cut and mark != b"\xef\xbb\xbf" and _decodes(data, "gb18030"):
            return "gb18030"
    decode(file.read_bytes(), name)
    return "gb18030"


def _decodes(data: BinaryIO, encoding: str, *, whole: bool = True) -> bool:
    data.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := data.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _rows_of(opened: Callable[[], TextIO], name: str) -> Callable[[], Iterator[list[str]]]:
    """Return what reads the rows of a text, once its quotation marks are found to be even."""
    with opened() as text:
        said = _SAID.match(text.read(8))
        text.seek(0)
        delimiter = said[1] if said else find_delimiter(text.read(_HEAD))
    _check_quotes(opened, delimiter, name)
    return lambda: _rows(opened, delimiter, 1 if said else 0, name)


def _rows(
    opened: Callable[[], TextIO], delimiter: str, skip: int, name: str
) -> Iterator[list[str]]:
    with opened() as text:
        for _ in range(skip):
            text.readline()
        reader = csv.reader(text, delimiter=delimiter)
        try:
            yield from reader
        except csv.Error as trouble:
            # A cell beyond the reader's limit: most often a quotation mark was never closed.
            line, most = reader.line_num, csv.field_size_limit()
            raise BadInput("sheet_cell_too_long", file=name, line=line, most=most) from trouble


def decode(data: bytes, name: str) -> str:
    """Turn bytes into text: UTF-16 by its mark, UTF-8, else GB18030; never a mixture.

    :raises BadInput: sheet_cut, sheet_encoding, sheet_encoding_mixed
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16", name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        _refuse_cut(data, trouble, name)
        _refuse_mixture(io.BytesIO(data), name)
        if data.startswith(b"\xef\xbb\xbf"):
            raise _bad_encoding(data, trouble, name) from trouble
    return _strictly(data, "gb18030", name)


def find_delimiter(text: str) -> str:
    """Choose the delimiter that cuts the first lines into the most even columns."""
    head = text[:_HEAD]
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        if delimiter not in head:
            continue
        widths = Counter(len(row) for row in _first_rows(head, delimiter) if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if (count, width) > best_score:
            best, best_score = delimiter, (count, width)
    return best


def _first_rows(head: str, delimiter: str) -> list[list[str]]:
    try:
        return list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), 30))
    except csv.Error:
        return []


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as trouble:
        raise _bad_encoding(data, trouble, name) from trouble


def _bad_encoding(data: bytes, trouble: UnicodeDecodeError, name: str) -> BadInput:
    return BadInput("sheet_encoding", file=name, offset=trouble.start, line=_line_of(data, trouble))


def _line_of(data: bytes, trouble: UnicodeDecodeError) -> int:
    return data.count(b"\n", 0, trouble.start) + 1


def _refuse_cut(data: bytes, trouble: UnicodeDecodeError, name: str) -> None:
    """Chinese in UTF-8 up to half a letter at the very end is a file that did not come whole."""
    ends = trouble.reason == "unexpected end of data" and trouble.end == len(data)
    if ends and _HAN_UTF8.search(data, 0, trouble.start):
        line = _line_of(data, trouble)
        raise BadInput("sheet_cut", file=name, offset=trouble.start, line=line) from trouble


def _refuse_mixture(data: Iterable[bytes], name: str) -> None:
    """GB18030 swallows almost any bytes, so two files glued together must be found by line."""
    utf8: tuple[int, int] | None = None
    other: tuple[int, int] | None = None
    offset = 0
    for number, line in enumerate(data, start=1):
        if not line.isascii():
            try:
                line.decode("utf-8")
                if utf8 is None and _HAN_UTF8.search(line):
                    utf8 = (number, offset)
            except UnicodeDecodeError as trouble:
                other = other or (number, offset + trouble.start)
        if utf8 and other:
            line_no, at = max(utf8, other)
            raise BadInput("sheet_encoding_mixed", file=name, offset=at, line=line_no)
        offset += len(line)


def _check_quotes(opened: Callable[[], TextIO], delimiter: str, name: str) -> None:
    with opened() as text:
        if sum(chunk.count('"') for chunk in iter(lambda: text.read(_CHUNK), "")) % 2 == 0:
            return
    start = 1
    with opened() as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for _ in reader:
                start = reader.line_num + 1
        except csv.Error as trouble:
            if "end of data" in str(trouble):
                raise BadInput("sheet_quotes", file=name, line=start) from trouble
