"""Home of opening a sheet file: its bytes tell what it is, whatever its name ends in."""

from __future__ import annotations

from pathlib import Path

from xiaowei.connectors.tabular.rows import Book
from xiaowei.connectors.tabular.textfile import read_text, stream_text
from xiaowei.connectors.tabular.workbook import read_workbook
from xiaowei.connectors.tabular.xlsx_streaming import stream_workbook
from xiaowei.domain.errors import BadInput

LARGE_BYTES = 4 << 20
"""From here on a file may have more rows than the memory should hold."""
ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_WEB = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")


def fetch(source: Path | str | bytes, name: str = "", *, streamed: bool = False) -> Book:
    """Read a .csv, .xls or .xlsx file, or its bytes, into grids.

    Where `streamed` is asked for, the rows of a large file stay in it: see `Streamed`.

    :raises BadInput: sheet_not_found, sheet_empty, sheet_not_a_sheet, sheet_webpage,
        sheet_damaged, sheet_locked, sheet_too_large, sheet_spread, sheet_cut, sheet_encoding,
        sheet_encoding_mixed, sheet_quotes, sheet_cell_too_long
    """
    if not isinstance(source, bytes):
        name = name or Path(source).name
        if not Path(source).is_file():
            # a folder, or a device or pipe that may never end
            raise BadInput("sheet_not_found", file=str(source))
        if streamed and (book := _stream(Path(source), name)):
            return book
        try:
            source = Path(source).read_bytes()
        except OSError as trouble:
            raise BadInput("sheet_not_found", file=str(source)) from trouble
    if not source.strip(b"\0\r\n\t ,;\xef\xbb\xbf"):
        raise BadInput("sheet_empty", file=name)
    if source.startswith((ZIP, OLE)):
        return read_workbook(source, name)
    _refuse_others(source[:4096], name)
    return read_text(source, name)


def _stream(file: Path, name: str) -> Book | None:
    """Return the book of a large file without holding its rows; None where it has to be read at once."""
    try:
        if file.stat().st_size < LARGE_BYTES:
            return None
        with file.open("rb") as data:
            begins = data.read(4096)
    except OSError:
        return None
    if begins.startswith(OLE):
        return None
    if begins.startswith(ZIP):
        return stream_workbook(file, name)
    _refuse_others(begins, name)
    return stream_text(file, name)


def _refuse_others(begins: bytes, name: str) -> None:
    """Refuse what is neither a workbook nor a text, by its first bytes."""
    head = begins.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(_WEB):
        raise BadInput("sheet_webpage", file=name)
    if b"\0" in begins and not begins.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("sheet_not_a_sheet", file=name)
    if head.startswith((b"%pdf", b"{\\rtf", b"rar!", b"\x89png", b"\xff\xd8\xff")):
        raise BadInput("sheet_not_a_sheet", file=name)
