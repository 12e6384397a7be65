"""Home of reading one cell: texts, ticket numbers, codes, counts, coordinates, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from xiaowei.connectors.tabular.rows import Cell
from xiaowei.domain.coordinates import require_point, system_named
from xiaowei.domain.errors import BadInput
from xiaowei.domain.units import SCALES, unit_named

NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "null", "none", "nan", "n/a", "#n/a", "nil"}
)
UNKNOWN = NOTHING | {"无", "暂无", "未定", "待定", "未知", "不详"}
_GROUPED = re.compile(r"^\D*\d{1,3}(,\d{3})+(?![\d,])")
EXACT = 10**15
"""A sheet keeps 15 digits of a number; the rest are zeros it made up."""
LARGEST = 10**12
"""No amount, quantity or code here is larger; a larger number is a slip."""
MOST = 10**8
"""No count of households, sites or spaces is larger."""

_SCIENTIFIC = re.compile(r"^(\d)(?:\.(\d+))?[eE]\+(\d+)$")
_COUNT = re.compile(r"^([-+]?[\d,.]+)\s*(万|千)?\s*[多余]?([\u4e00-\u9fff]*?)(?:左右)?$")
_PARTS = re.compile(r"[;；、,，|\n\r]+")
_QUOTED = ("=", "+", "@", "-", "＝", "＋", "＠", "－")
_YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "对"})
_NO = frozenset({"否", "无", "不", "n", "no", "false", "0", "×", "x", "非"})


def text(cell: Cell) -> str:
    """Show a cell as its owner sees it: 123.0 as 123, a moment as 2020-04-12 06:30."""
    if isinstance(cell, str):
        return cell.replace("\x00", "")
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S" if cell.second else "%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else f"{cell:.15g}"
    return str(cell)


def plain(cell: Cell) -> str:
    """Show a cell with full-width letters and digits made narrow and blanks trimmed."""
    shown = text(cell).strip()
    return shown if shown.isascii() else unicodedata.normalize("NFKC", shown).strip()


def as_text(cell: Cell) -> str | None:
    """Read a text as it stands, without the blanks around it; "-" and NULL are nothing."""
    shown = text(cell).strip()
    if len(shown) < 5 and shown.lower() in NOTHING:
        return None
    if shown[0] != "'":
        return shown
    # our own .csv puts an apostrophe before a text that an office would run as a formula
    return shown[1:] if shown[1:2] in _QUOTED else shown


def as_ticket_number(cell: Cell) -> str | None:
    """Read a number that names something; digits lost to 1.23E+17 are never guessed.

    :raises BadInput: number_lost_digits
    """
    if isinstance(cell, float | int) and abs(cell) >= EXACT:
        raise BadInput("number_lost_digits", value=f"{cell:.3g}".upper())
    shown = plain(cell)
    found = _SCIENTIFIC.match(shown) if "+" in shown else None
    if found:
        digits, power = found[1] + (found[2] or ""), int(found[3])
        if len(digits) <= power:
            raise BadInput("number_lost_digits", value=shown)
        return digits[: power + 1]
    if shown[-2:] == ".0" and shown[:-2].isdigit():
        return shown[:-2]
    shown = shown.lstrip("'`").strip()
    return None if shown.lower() in NOTHING else shown


def as_parts(cell: Cell) -> tuple[str, ...]:
    """Read a list of names parted by ; 、 , | or line breaks; doubles are dropped."""
    shown = as_text(cell)
    if shown is None:
        return ()
    return tuple(dict.fromkeys(p for part in _PARTS.split(shown) if (p := part.strip())))


def ungrouped(shown: str) -> str:
    """Take the commas out of a number that group its thousands; any other comma stays, and is no number.

    1,348 is 1348; 1,5 and 15,00 are what somebody wrote who meant another sign.
    """
    return shown.replace(",", "") if _GROUPED.search(shown) else shown


def as_decimal(cell: Cell) -> Decimal | None:
    """Read a number, thousands separated or full-width.

    :raises BadInput: bad_number
    """
    if isinstance(cell, date):
        raise BadInput("bad_number", value=text(cell))
    if isinstance(cell, float | int):
        number = Decimal(f"{cell:.15g}")
        if not number.is_finite() or abs(number) > LARGEST:
            raise BadInput("bad_number", value=text(cell))
        return number
    shown = ungrouped(plain(cell).replace(" ", ""))
    if shown.lower() in UNKNOWN:
        return None
    try:
        number = Decimal(shown)
    except InvalidOperation as trouble:
        raise BadInput("bad_number", value=text(cell)) from trouble
    if not number.is_finite() or abs(number) > LARGEST:
        raise BadInput("bad_number", value=text(cell))
    return number


def as_whole(cell: Cell, unit: str | None = None) -> int | None:
    """Read a count of 0 or more; 1,348户 is 1348, and what is measured is no count.

    A unit in the cell outweighs the header's `unit`.

    :raises BadInput: bad_whole
    """
    bare, scale, own = _count_parts(cell)
    word = own or unit or ""
    counted = unit_named(word)
    try:
        number = as_decimal(bare)
    except BadInput as trouble:
        raise BadInput("bad_whole", value=text(cell)) from trouble
    if number is None:
        return None
    number *= scale * int(counted.factor if counted else 1)
    is_count = counted is None or counted.is_counted
    if not (is_count and 0 <= number <= MOST and number == number.to_integral_value()):
        shown = plain(cell)
        raise BadInput("bad_whole", value=shown if word in shown else f"{shown}{word}")
    return int(number)


def _count_parts(cell: Cell) -> tuple[Cell, int, str]:
    """Return the number of a count, its scale (万, 千) and its unit."""
    found = _COUNT.match(plain(cell))
    return (found[1], SCALES.get(found[2], 1), found[3]) if found else (cell, 1, "")


def as_region_code(cell: Cell) -> str | None:
    """Read a region code of 2, 4, 6, 9 or 12 digits.

    :raises BadInput: bad_region_code, number_lost_digits
    """
    code = as_ticket_number(cell)
    if code is None:
        return None
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 9, 12)):
        raise BadInput("bad_region_code", value=text(cell))
    return code


def as_longitude(cell: Cell) -> float | None:
    """Read degrees east; 0 is nothing.

    :raises BadInput: bad_coordinate
    """
    return _degrees(cell, 180)


def as_latitude(cell: Cell) -> float | None:
    """Read degrees north; 0 is nothing.

    :raises BadInput: bad_coordinate
    """
    return _degrees(cell, 90)


def as_system(cell: Cell) -> str | None:
    """Read the name of a system of coordinates.

    :raises BadInput: no_such_coordinate_system
    """
    said = as_text(cell)
    return system_named(said) if said else None


def point(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's point and its system as they were read.

    :raises BadInput: half_a_point, point_outside
    """
    require_point(values.get("lon"), values.get("lat"))
    return {name: values.get(name) for name in ("lon", "lat", "crs")}


def as_yes(cell: Cell, words: Mapping[str, bool] | None = None) -> bool | None:
    """Read yes or no, in `words` or in the common ones; None where it says neither."""
    shown = plain(cell).lower()
    if words and shown in words:
        return words[shown]
    return True if shown in _YES else False if shown in _NO else None


def _degrees(cell: Cell, limit: int) -> float | None:
    try:
        number = as_decimal(cell)
    except BadInput as trouble:
        raise BadInput("bad_coordinate", value=text(cell)) from trouble
    if number is not None and abs(number) > limit:
        raise BadInput("bad_coordinate", value=text(cell))
    return float(number) if number else None
