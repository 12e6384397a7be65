"""Home of times as SaTScan writes them: years, months or days, and the periods of a study."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

UNITS = ("year", "month", "day")
LONGEST = 366 * 60
"""More periods than this are not meant."""
MID_YEAR, MID_MONTH = (7, 1), 15
"""The day of a population that names a year, or a month, alone."""
_CENTURY = 69
"""Two digits from here on are of the 1900s, as in POSIX."""
_TIME = re.compile(r"(\d{4}|\d\d)(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?")
_LONG = re.compile(r"\d{4}([-/].*)?")
Periods = tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Told:
    """A time as it was told: the numbers of its year, month and day, as many as were told."""

    parts: tuple[int, ...]

    @property
    def unit(self) -> str:
        """Return how exact it is."""
        return UNITS[len(self.parts) - 1]

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(*(*self.parts, 1, 1)[:3])

    @property
    def middle(self) -> date:
        """Return the day for which a population counts."""
        year, *rest = self.parts
        if len(rest) == 2:
            return self.first
        return date(year, rest[0], MID_MONTH) if rest else date(year, *MID_YEAR)


def looks_like_time(text: str) -> bool:
    """Tell whether a column of a case file is meant as a time: it begins with a year of four digits."""
    return bool(_LONG.fullmatch(text))


def read_time(text: str) -> Told | None:
    """Read 1991, 73, 2025/12, 2025-12-31; None where there is no such time."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    year, *rest = (int(part) for part in found.groups() if part)
    if len(found[1]) == 2:
        year += 1900 if year >= _CENTURY else 2000
    told = Told((year, *rest))
    try:
        told.middle  # noqa: B018 - no such day is no time
    except ValueError:
        return None
    return told


def periods_between(unit: str, first: date, last: date) -> Periods:
    """Return the calendar years, months or days of a study; the first and last may be cut by it."""
    if not 0 <= number_of(unit, last) - number_of(unit, first) < LONGEST:
        return ()
    starts = [
        _start_of(unit, number)
        for number in range(number_of(unit, first), number_of(unit, last) + 2)
    ]
    return tuple(
        (max(start, first), min(after - timedelta(1), last)) for start, after in pairwise(starts)
    )


def number_of(unit: str, day: date) -> int:
    """Return the running number of the year, month or day in which a day lies."""
    if unit == "day":
        return day.toordinal()
    return day.year if unit == "year" else day.year * 12 + day.month - 1


def end_of(told: Told) -> date:
    """Return the last day of a time."""
    return _start_of(told.unit, number_of(told.unit, told.first) + 1) - timedelta(1)


def _start_of(unit: str, number: int) -> date:
    """Return the first day of a year, month or day; of one beyond the year 9999, the last day there is."""
    try:
        if unit == "day":
            return date.fromordinal(number)
        return date(number, 1, 1) if unit == "year" else date(number // 12, number % 12 + 1, 1)
    except ValueError:
        return date.max
