"""Home of text sheets: .csv in UTF-8, GB18030 or UTF-16, parted by comma, tab, semicolon or bar."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import cast

from xiaowei.connectors.tabular.rows import Book, Cell, Grid
from xiaowei.domain.errors import BadInput

DELIMITERS = ",\t;|"
_SHORT = 8
_HAN_UTF8 = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")
_SAID = re.compile(r"^sep=(.)\r?\n")


def read_text(data: bytes, name: str) -> Book:
    """Read the bytes of a text sheet into a book of one grid.

    :raises BadInput: sheet_cut, sheet_encoding, sheet_encoding_mixed, sheet_quotes,
        sheet_cell_too_long
    """
    text = decode(data, name)
    said = _SAID.match(text)
    delimiter = said[1] if said else find_delimiter(text)
    text = text[said.end() :] if said else text
    _check_quotes(text, delimiter, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    same: dict[str, str] = {}
    try:
        # what many rows say alike, such as a town, is kept in memory once
        rows = [[same.setdefault(c, c) if len(c) <= _SHORT else c for c in row] for row in reader]
    except csv.Error as trouble:
        # A cell beyond the reader's limit: most often a quotation mark was opened and never closed.
        line, most = reader.line_num, csv.field_size_limit()
        raise BadInput("sheet_cell_too_long", file=name, line=line, most=most) from trouble
    return Book(name, (Grid("", cast("list[list[Cell]]", rows)),))


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
        _refuse_mixture(data, name)
        if data.startswith(b"\xef\xbb\xbf"):
            raise _bad_encoding(data, trouble, name) from trouble
    return _strictly(data, "gb18030", name)


def find_delimiter(text: str) -> str:
    """Choose the delimiter that cuts the first lines into the most even columns."""
    head = text[:65536]
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


def _refuse_mixture(data: bytes, name: str) -> None:
    """GB18030 swallows almost any bytes, so two files glued together must be found by line."""
    utf8: tuple[int, int] | None = None
    other: tuple[int, int] | None = None
    offset = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
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
        offset += len(line) + 1


def _check_quotes(text: str, delimiter: str, name: str) -> None:
    if text.count('"') % 2 == 0:
        return
    start = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for _ in reader:
            start = reader.line_num + 1
    except csv.Error as trouble:
        if "end of data" in str(trouble):
            raise BadInput("sheet_quotes", file=name, line=start) from trouble
