"""Home of opening a sheet file: its bytes tell what it is, whatever its name ends in."""

from __future__ import annotations

from pathlib import Path

from xiaowei.connectors.tabular.rows import Book
from xiaowei.connectors.tabular.textfile import read_text
from xiaowei.connectors.tabular.workbook import read_workbook
from xiaowei.domain.errors import BadInput

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_WEB = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")


def fetch(source: Path | str | bytes, name: str = "") -> Book:
    """Read a .csv, .xls or .xlsx file, or its bytes, into grids.

    :raises BadInput: sheet_not_found, sheet_empty, sheet_not_a_sheet, sheet_webpage,
        sheet_damaged, sheet_locked, sheet_too_large, sheet_spread, sheet_cut, sheet_encoding,
        sheet_encoding_mixed, sheet_quotes, sheet_cell_too_long
    """
    if not isinstance(source, bytes):
        name = name or Path(source).name
        try:
            source = Path(source).read_bytes()
        except OSError as trouble:
            raise BadInput("sheet_not_found", file=str(source)) from trouble
    if not source.strip(b"\0\r\n\t ,;\xef\xbb\xbf"):
        raise BadInput("sheet_empty", file=name)
    if source.startswith((ZIP, OLE)):
        return read_workbook(source, name)
    head = source[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(_WEB):
        raise BadInput("sheet_webpage", file=name)
    if b"\0" in source[:4096] and not source.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("sheet_not_a_sheet", file=name)
    if head.startswith((b"%pdf", b"{\\rtf", b"rar!", b"\x89png", b"\xff\xd8\xff")):
        raise BadInput("sheet_not_a_sheet", file=name)
    return read_text(source, name)
