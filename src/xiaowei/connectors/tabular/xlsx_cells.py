"""Home of what the fast reader doesn't tell of an .xlsx: formulas saved without a value, cells in
error, and one stray cell far away that would ask for all the memory there is.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from xiaowei.domain.errors import BadInput

Sheets = dict[str, dict[tuple[int, int], str]]
"""Sheet name -> {(row, column) from 0: code of the fault}."""


@dataclass(frozen=True)
class Survey:
    """What was found in a workbook, and whether it is known to ask for no more memory than it may."""

    faults: Sheets
    is_bounded: bool


UNKNOWN = Survey({}, is_bounded=False)

MOST_BYTES = 1 << 30
SMALL_BYTES, MOST_PACKED = 1 << 26, 100
"""Above a small size, what unpacks to a hundred times its size is no sheet that anybody wrote."""
MOST_CELLS = 20_000_000
MOST_WIDE, MOST_LOW = 1 << 14, 1 << 20
"""An .xlsx has no more columns and rows."""
MOST_TEXT = 32_767
"""A cell of an office holds no longer text."""
MOST_LISTED = 1 << 22
"""So many bytes are enough to list the worksheets of a workbook."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    EOFError,
    OSError,
    LookupError,  # a part, a shared text or an encoding that isn't there
    ValueError,
    OverflowError,
    RuntimeError,  # an encrypted part, or a way of packing nobody uses
    struct.error,
)
# nothing here looks further than a tag is long: what is damaged must not take the square of its size
_OPEN = re.compile(
    rb'<(?:\w{1,20}:)?c(?=\s)([^<>]{0,200}?\sr="([A-Z]{1,3})(\d{1,7})"([^<>]{0,200}))>'
)
_ANY = re.compile(rb"<(?:[^\s<>/:]+:)?c[\s/>]")
_CLOSE = re.compile(rb"</(?:\w{1,20}:)?c>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CHUNK = 1 << 20
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_ERROR = re.compile(rb'\bt="e"')


def survey(data: bytes, name: str) -> Survey:
    """Look through an .xlsx for cells that can't be read; other workbooks give nothing.

    :raises BadInput: sheet_damaged, sheet_not_a_sheet, sheet_too_large, sheet_spread
    """
    if not data.startswith(b"PK"):
        return UNKNOWN
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > MOST_BYTES or size > max(SMALL_BYTES, len(data) * MOST_PACKED):
                raise BadInput("sheet_too_large", file=name)
            if "xl/workbook.xml" not in archive.namelist():
                return _other(archive, name)
            _require_true_sizes(archive)
            return _surveyed(archive)
    except DAMAGED as trouble:
        raise BadInput("sheet_damaged", file=name, reason=str(trouble)) from trouble


def _surveyed(archive: zipfile.ZipFile) -> Survey:
    names = archive.namelist()
    is_bounded = len({name.lower() for name in names}) == len(names)
    faults: Sheets = {}
    for sheet, part in parts_of(archive):
        if part not in names:
            is_bounded = False  # another reader may find it all the same
            continue
        xml = archive.read(part)
        is_bounded &= _is_told(xml, sheet)
        faults[sheet] = _faults(xml)
    return Survey(faults, is_bounded)


def _require_true_sizes(archive: zipfile.ZipFile) -> None:
    """Unpack what `survey` does not read: a part that is longer than it says is damaged."""
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as packed:
                while packed.read(_CHUNK):
                    pass


def listed(archive: zipfile.ZipFile, part: str, most: int = MOST_LISTED) -> ET.Element:
    """Return a small part as a tree.

    :raises zipfile.BadZipFile: it is not small
    """
    if archive.getinfo(part).file_size > most:
        raise zipfile.BadZipFile(part)
    # the parser beneath bounds the expansion of entities, and files outside are never fetched
    return ET.fromstring(archive.read(part))  # noqa: S314


def column_letter(index: int) -> str:
    """Name a column as the office does: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _other(archive: zipfile.ZipFile, name: str) -> Survey:
    names = archive.namelist()
    if "xl/workbook.bin" in names or "content.xml" in names:
        return UNKNOWN
    raise BadInput("sheet_not_a_sheet", file=name)


def parts_of(archive: zipfile.ZipFile, *, visible: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each worksheet's name and the part that holds it; only those that are shown, if asked."""
    links = listed(archive, "xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book = listed(archive, "xl/workbook.xml")
    for sheet in book.iterfind(".//{*}sheet"):
        if visible and sheet.get("state", "visible") != "visible":
            continue
        link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        target = targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        yield sheet.get("name", ""), posixpath.normpath(path)


def _faults(xml: bytes) -> dict[tuple[int, int], str]:
    has_formula = _FORMULA.search(xml) is not None
    if not has_formula and not _ERROR.search(xml):
        return {}
    faults = {}
    for cell, inside in _cells(xml):
        at = (int(cell[3]) - 1, _index(cell[2]))
        if _ERROR.search(cell[1]):
            faults[at] = "cell_error"
        elif has_formula and _is_hole(cell[1], inside):
            faults[at] = "formula_no_value"
    return faults


def _cells(xml: bytes) -> Iterator[tuple[re.Match[bytes], bytes]]:
    """Yield each cell's beginning, and what stands between it and its end."""
    for cell, after in pairwise((*_OPEN.finditer(xml), None)):
        if cell is None or cell[4].endswith(b"/"):
            continue
        stop = after.start() if after else len(xml)
        if end := _CLOSE.search(xml, cell.end(), stop):
            yield cell, xml[cell.end() : end.start()]


def _is_hole(attributes: bytes, inside: bytes) -> bool:
    # an empty text is a value: =IF(A1="","",A1)
    is_text = b't="str"' in attributes
    return not is_text and bool(_FORMULA.search(inside)) and not _VALUE.search(inside)


def _is_told(xml: bytes, sheet: str) -> bool:
    """Tell whether every cell says in the common way where it is; refuse cells that lie too far apart."""
    columns: set[bytes] = set()
    lowest = count = twice = 0
    for cell in _OPEN.finditer(xml):
        count += 1
        twice += b"r=" in cell[4]
        if not cell[4].endswith(b"/"):
            columns.add(cell[2])
            lowest = max(lowest, int(cell[3]))
    width = max((_index(letters) for letters in columns), default=0) + 1
    require_dense(sheet, width, lowest)
    return not twice and b"\0" not in xml and count == sum(1 for _ in _ANY.finditer(xml))


def require_dense(sheet: str, width: int, lowest: int) -> None:
    """Refuse a worksheet that asks for more memory than its cells need.

    :raises BadInput: sheet_spread
    """
    if width * lowest > MOST_CELLS or width > MOST_WIDE or lowest > MOST_LOW:
        raise BadInput("sheet_spread", sheet=sheet, cell=f"{column_letter(width - 1)}{lowest}")


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
