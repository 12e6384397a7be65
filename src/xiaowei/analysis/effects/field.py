"""Home of the field on which works of one matter are judged: its complaints, and where works went on when.

A place whose works touch the windows of a date is no untreated one of that date, and teaches nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xiaowei.analysis.effects.expectation import Expectation, learn
from xiaowei.analysis.effects.record import HISTORY, WEEK, Floats, Record, Round, Span, round_at


@dataclass(frozen=True, slots=True)
class Lesson:
    """The counts around a date, what history taught by then, and what it tells of every place."""

    now: Round
    taught: Expectation
    told: Floats


class Field:
    """A record of one matter, what was recorded at all, and works as (place, first day, last day)."""

    def __init__(
        self, record: Record, span: Span, works: Sequence[tuple[int, int, int]] = ()
    ) -> None:
        self.record, self.span = record, span
        self._works = np.array(works, np.int64).reshape(-1, 3)

    def round(self, day: int, weeks: int, skip: int = 1) -> Round:
        """Return the counts around a day, of which `skip` days count nowhere; busy places are unknown."""
        days = weeks * WEEK
        now = round_at(self.record, self.span.first, day, day + skip, days)
        place, first, last = self._works.T
        busy = place[(first <= day + days) & (last >= day - (HISTORY - 1) * days)]
        if not len(busy):
            return now
        free = np.ones(self.record.places, np.bool_)
        free[busy] = False
        return replace(now, known=now.known & free, known_earlier=now.known_earlier & free)

    def lesson(self, day: int, weeks: int, skip: int = 1) -> Lesson:
        """Return what was known by a day."""
        now = self.round(day, weeks, skip)
        taught = learn(now)
        return Lesson(now, taught, taught.of(now.before, now.earlier))
