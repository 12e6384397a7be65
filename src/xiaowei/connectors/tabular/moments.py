"""Home of reading dates and moments: 2020/4/12 6:30, 20200412, 2020年4月12日, 43933.27."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from xiaowei.connectors.tabular.rows import Cell
from xiaowei.connectors.tabular.values import UNKNOWN, plain, text
from xiaowei.domain.errors import BadInput
from xiaowei.domain.zone import ZONE

YEARS = (1980, 2100)
_SERIALS = (29221, 73051)  # the days of 1980-01-01 and 2100-01-01 in a sheet
_EPOCH = datetime(1899, 12, 30, tzinfo=ZONE)

_MOMENT = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s*(?:星期|周)[一二三四五六日天])?"
    r"(?:[T\s,]*(上午|下午|晚上|凌晨|中午|am|pm)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?"
    r"(?::?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?\s*(am|pm)?)?$",
    re.I,
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})\s*(?:(\d{2}):?(\d{2})(?::?(\d{2}))?)?$")
_SERIAL = re.compile(r"^\d{5}(\.\d+)?$")
_ZONED = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")
_LATER = ("下午", "晚上", "pm")


def as_moment(cell: Cell) -> datetime | None:
    """Read a moment in Asia/Shanghai; a bare date is its midnight, an empty cell nothing.

    :raises BadInput: bad_moment, moment_beyond
    """
    try:
        # the common form, ten times faster than the patterns below
        common = isinstance(cell, str) and len(cell) in (16, 19) and cell[4] == "-" == cell[7]
        found = datetime.fromisoformat(str(cell)) if common and _is_plain(cell) else _read(cell)
    except ValueError as trouble:
        raise BadInput("bad_moment", value=text(cell)) from trouble
    return None if found is None else _checked(found.replace(tzinfo=ZONE), cell)


def as_date(cell: Cell) -> date | None:
    """Read a day; an empty cell, 无 or - is nothing.

    :raises BadInput: bad_date
    """
    try:
        found = _read_text(cell) if isinstance(cell, str) else _read(cell)
        return None if found is None else _checked(found, cell).date()
    except (ValueError, BadInput) as trouble:
        raise BadInput("bad_date", value=text(cell)) from trouble


def _is_plain(cell: Cell) -> bool:
    shown = str(cell)
    return shown[10] == " " and shown.isascii() and shown[13] == ":"


def as_clock(cell: Cell) -> time | None:
    """Read a bare time of day such as 6:30; None where the cell holds anything else."""
    if isinstance(cell, float) and 0 < cell < 1:
        return (_EPOCH + timedelta(seconds=round(cell * 86400))).time()
    found = _CLOCK.match(plain(cell))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def _read(cell: Cell) -> datetime | None:
    if cell is None:
        return None
    if isinstance(cell, datetime):
        # sheets keep moments as fractions of a day: 06:30 comes back as 06:29:59.999999
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), ZONE)
    if isinstance(cell, float | int):
        return _from_number(cell)
    return _read_text(cell)


def _from_number(number: float) -> datetime:
    if _SERIALS[0] <= number < _SERIALS[1]:
        return _EPOCH + timedelta(seconds=round(number * 86400))
    if number == int(number):
        return _compact(str(int(number)))
    raise ValueError(number)


@lru_cache(maxsize=8192)
def _read_text(cell: str) -> datetime | None:
    shown = plain(cell)
    if shown.lower() in UNKNOWN:
        return None
    found = _MOMENT.match(shown)
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        half = (found[4] or found[8] or "").lower()
        hour = _hour(int(found[5] or 0), half)
        return datetime(year, month, day, hour, int(found[6] or 0), int(found[7] or 0), tzinfo=ZONE)
    if _SERIAL.match(shown):
        return _from_number(float(shown))
    if _ZONED.match(shown):
        return _here(datetime.fromisoformat(shown)).replace(microsecond=0)
    return _compact(shown)


def _here(moment: datetime) -> datetime:
    try:
        return moment.astimezone(ZONE)
    except OverflowError as beyond:  # the last night of the year 9999
        raise ValueError(moment) from beyond


def _hour(hour: int, half: str) -> int:
    if half in _LATER and hour < 12:
        return hour + 12
    if half in ("上午", "凌晨", "am") and hour == 12:
        return 0
    return hour


def _compact(shown: str) -> datetime:
    found = _COMPACT.match(shown)
    if not found:
        raise ValueError(shown)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


def _checked(moment: datetime, cell: Cell) -> datetime:
    if not YEARS[0] <= moment.year < YEARS[1]:
        raise BadInput("moment_beyond", value=text(cell), first=YEARS[0], last=YEARS[1] - 1)
    return moment
