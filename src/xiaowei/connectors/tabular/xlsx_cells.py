"""Home of what the fast reader doesn't tell of an .xlsx: formulas saved without a value, cells in
error, and one stray cell far away that would ask for all the memory there is.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from xiaowei.domain.errors import BadInput

Sheets = dict[str, dict[tuple[int, int], str]]
"""Sheet name -> {(row, column) from 0: code of the fault}."""

MOST_BYTES = 1 << 30
SMALL_BYTES, MOST_PACKED = 1 << 26, 100
"""Above a small size, what unpacks to a hundred times its size is no sheet that anybody wrote."""
MOST_CELLS = 20_000_000

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    EOFError,
    OSError,
    KeyError,
    RuntimeError,  # an encrypted part, or a way of packing nobody uses
)
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_FULL = re.compile(
    rb'<(?:\w+:)?c\b([^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*)(?<!/)>(.*?)</(?:\w+:)?c>', re.DOTALL
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_ERROR = re.compile(rb'\bt="e"')


def survey(data: bytes, name: str) -> Sheets:
    """Look through an .xlsx for cells that can't be read; other workbooks give nothing.

    :raises BadInput: sheet_damaged, sheet_not_a_sheet, sheet_too_large, sheet_spread
    """
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > MOST_BYTES or size > max(SMALL_BYTES, len(data) * MOST_PACKED):
                raise BadInput("sheet_too_large", file=name)
            if "xl/workbook.xml" not in archive.namelist():
                return _other(archive, name)
            return {
                sheet: _faults(archive.read(part), sheet)
                for sheet, part in parts_of(archive)
                if part in archive.namelist()
            }
    except DAMAGED as trouble:
        raise BadInput("sheet_damaged", file=name, reason=str(trouble)) from trouble


def column_letter(index: int) -> str:
    """Name a column as the office does: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _other(archive: zipfile.ZipFile, name: str) -> Sheets:
    names = archive.namelist()
    if "xl/workbook.bin" in names or "content.xml" in names:
        return {}
    raise BadInput("sheet_not_a_sheet", file=name)


def parts_of(archive: zipfile.ZipFile, *, visible: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each worksheet's name and the part that holds it; only those that are shown, if asked."""
    # the parser beneath bounds the expansion of entities, and files outside are never fetched
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    for sheet in book.iterfind(".//{*}sheet"):
        if visible and sheet.get("state", "visible") != "visible":
            continue
        link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        target = targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        yield sheet.get("name", ""), posixpath.normpath(path)


def _faults(xml: bytes, sheet: str) -> dict[tuple[int, int], str]:
    _refuse_spread(xml, sheet)
    has_formula = _FORMULA.search(xml) is not None
    if not has_formula and not _ERROR.search(xml):
        return {}
    faults = {}
    for cell in _FULL.finditer(xml):
        at = (int(cell[3]) - 1, _index(cell[2]))
        if _ERROR.search(cell[1]):
            faults[at] = "cell_error"
        elif has_formula and _is_hole(cell[1], cell[4]):
            faults[at] = "formula_no_value"
    return faults


def _is_hole(attributes: bytes, inside: bytes) -> bool:
    # an empty text is a value: =IF(A1="","",A1)
    is_text = b't="str"' in attributes
    return not is_text and bool(_FORMULA.search(inside)) and not _VALUE.search(inside)


def _refuse_spread(xml: bytes, sheet: str) -> None:
    columns: set[bytes] = set()
    lowest = 0
    for cell in _CELL.finditer(xml):
        columns.add(cell[1])
        lowest = max(lowest, int(cell[2]))
    width = max((_index(letters) for letters in columns), default=0) + 1
    if width * lowest > MOST_CELLS:
        raise BadInput("sheet_spread", sheet=sheet, cell=f"{column_letter(width - 1)}{lowest}")


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
