"""Home of the working-day clock: holidays, make-up workdays, deadlines.

Durations count both end days; a deadline of n working days counts from the next working day.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from xiaowei.domain.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""The years a programme may lie in; anything else is a slip of the keys."""
_SPARE_DAYS = 366 * 20
_FURTHEST = 10_000


@dataclass(frozen=True)
class Calendar:
    """A country's working days: `off` are days announced free, `on` are make-up workdays.

    Outside `first`..`confirmed_to` no notice is known: Monday to Friday are taken as working days
    and `confirmed` says no.
    """

    off: frozenset[date]
    on: frozenset[date]
    first: date
    confirmed_to: date

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on that day."""
        return day in self.on or (day.weekday() < 5 and day not in self.off)

    def confirmed(self, day: date) -> bool:
        """Tell whether a published notice covers that day."""
        return self.first <= day <= self.confirmed_to

    def days(self, start: date, end: date) -> int:
        """Count the working days from `start` to `end`, both included.

        :raises BadInput: `days_backwards`
        """
        if end < start:
            raise BadInput("days_backwards", start=start, end=end)
        return self._before(end + timedelta(1)) - self._before(start)

    def due(self, start: date, days: int) -> date:
        """Return the last day of a deadline of `days` working days after `start`; 0 is `start`.

        :raises BadInput: `bad_day_count`
        """
        if not 0 <= days <= _FURTHEST:
            raise BadInput("bad_day_count", value=days)
        if days == 0:
            return start
        target = self._before(start + timedelta(1)) + days
        place = bisect_left(self.table, target)
        if start >= self.first and place < len(self.table):
            return self.first + timedelta(place - 1)
        return self._walk(start, days)

    def pressing(self, due: date, as_of: date) -> str:
        """Return how a deadline presses on a day: `run`, `near` from its eve on, `over`."""
        if as_of > due:
            return "over"
        return "near" if self.due(as_of, 1) >= due else "run"

    @cached_property
    def table(self) -> array[int]:
        """`table[i]` = working days in the i days from `first` on, so that the days from a to b
        are `table[b + 1] - table[a]`, with a and b counted from `first`; it reaches 20 years past
        `confirmed_to`.
        """
        length = (self.confirmed_to - self.first).days + 1 + _SPARE_DAYS
        sums = array("i", bytes(4 * (length + 1)))
        total, weekday, base = 0, self.first.weekday(), self.first.toordinal()
        off = {d.toordinal() - base for d in self.off}
        on = {d.toordinal() - base for d in self.on}
        for i in range(length):
            total += i in on or ((weekday + i) % 7 < 5 and i not in off)
            sums[i + 1] = total
        return sums

    def _before(self, day: date) -> int:
        """Count the working days from `first` to the eve of `day`; negative before `first`."""
        place = (day - self.first).days
        if 0 <= place < len(self.table):
            return self.table[place]
        if place < 0:
            return -_weekdays(day, self.first)
        last = self.first + timedelta(len(self.table) - 1)
        return self.table[-1] + _weekdays(last, day)

    def _walk(self, start: date, days: int) -> date:
        day = start
        while days:
            day += timedelta(1)
            days -= self.is_workday(day)
        return day


def most_of(durations: Iterable[int], percent: int) -> int | None:
    """Return the fewest days that at least `percent` of durations do not exceed; None of none.

    It is one of the durations (nearest rank), so that "half took no more than 5 days" is true as said.
    """
    ranked = sorted(durations)
    if not ranked:
        return None
    return ranked[max(-(-percent * len(ranked) // 100), 1) - 1]


def _weekdays(start: date, end: date) -> int:
    """Count Mondays to Fridays from `start` to the eve of `end`."""
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start.weekday() + i) % 7 < 5 for i in range(rest))
