"""Home of the record of complaints: which place, which day; and how many of each place in a window.

Windows are of whole weeks. The one after begins on the day after the works came into use, those
before end on the day before it: a complaint of that day itself counts nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
WEEK = 7
HISTORY = 3
"""Windows before the works that are needed: two to tell from, and one in which that was learnt."""
INTERRUPTED = 14
"""A silence of so many usual gaps between days with complaints is a gap in the record."""
_LATE = 3
"""A record may end so many usual gaps (or days) before a window does, but no quarter of it."""


class Record:
    """The complaints of many places: `day` (ordinals) and `place` (0…n−1), both of shape (events,)."""

    def __init__(self, day: Ints, place: Ints, places: int) -> None:
        order = np.argsort(day, kind="stable")
        self.day, self.place, self.places = day[order], place[order], places

    def count(self, first: int, days: int) -> Floats:
        """Count the complaints of each place in so many days from a day on; shape (places,)."""
        begin, end = np.searchsorted(self.day, [first, first + days])
        return np.bincount(self.place[begin:end], minlength=self.places).astype(np.float64)

    def span(self, day: int) -> Span:
        """Return the uninterrupted part of the record that began last before a day.

        Stray rows with a mistyped year lie beyond a gap, and so in no part that matters.
        """
        days = np.unique(self.day)
        usual = float(np.median(np.diff(days))) if len(days) > 1 else 1.0
        breaks = np.flatnonzero(np.diff(days) > INTERRUPTED * usual) + 1
        bounds = [0, *breaks.tolist(), len(days)]
        parts = [(int(days[first]), int(days[end - 1])) for first, end in pairwise(bounds)]
        first, last = next((part for part in reversed(parts) if part[0] < day), parts[0])
        return Span(first, last, round(_LATE * max(usual, 1.0)))


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last day of a record; `late` days missing at either end of a window are no matter."""

    first: int
    last: int
    late: int

    def windows_before(self, day: int, days: int) -> int:
        """Count the windows of so many days that end before a day and lie in the record."""
        told = min(day, self.last + 1) - self.first + self._late(days)
        return max(told // days, 0)

    def is_over(self, day: int, days: int) -> bool:
        """Tell whether the record reaches the end of the window of so many days after a day."""
        return day + days <= self.last + self._late(days)

    def _late(self, days: int) -> int:
        return min(self.late, days // 4)


@dataclass(frozen=True, slots=True)
class Round:
    """Counts of each place after a day, in the three windows before it, and whether it was known before.

    All of shape (places,). A place is known from its first complaint on: one that never complained
    is in no record.
    """

    after: Floats
    before: Floats
    earlier: Floats
    earliest: Floats
    known: NDArray[np.bool_]
    known_earlier: NDArray[np.bool_]


def round_at(record: Record, first: int, end: int, begin: int, days: int) -> Round:
    """Return the round of windows that end before `end`, and of one of `days` days that begins on `begin`.

    `first` is the first day of the record.
    """
    before, earlier, earliest = (record.count(end - days * n, days) for n in range(1, HISTORY + 1))
    start = min(first, end - days * HISTORY)
    return Round(
        record.count(begin, days), before, earlier, earliest,
        record.count(start, end - start) > 0, record.count(start, end - days - start) > 0,
    )  # fmt: skip


def record_of(days: Sequence[int], places: Sequence[str]) -> tuple[Record, dict[str, int]]:
    """Return the record of (day, place) pairs, and the number of each place, in the order of the names."""
    index = {name: at for at, name in enumerate(sorted(set(places)))}
    numbers = np.fromiter((index[name] for name in places), np.int64, len(places))
    return Record(np.asarray(days, np.int64), numbers, len(index)), index
