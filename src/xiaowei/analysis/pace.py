"""Home of pace: working days of many spans at once, and how they are spread.

The one-pair functions stand in `domain.workdays`; here is the same table as an array.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiaowei.domain.errors import BadInput
from xiaowei.domain.workdays import Calendar

Days = NDArray[np.datetime64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number of durations is spread, in working days."""

    n: int
    mean: float
    p50: float
    p90: float
    min: int
    max: int


def working_days(calendar: Calendar, starts: Days, ends: Days) -> Counts:
    """Count working days from each start to each end, both days included; shape (n,) of days.

    :raises BadInput: `days_backwards`
    """
    first, last = _days(starts), _days(ends)
    backwards = np.flatnonzero(last < first)
    if backwards.size:
        wrong = int(backwards[0])
        raise BadInput("days_backwards", start=first[wrong], end=last[wrong])
    return _before(calendar, last + np.timedelta64(1, "D")) - _before(calendar, first)


def due_days(calendar: Calendar, starts: Days, counts: Counts) -> Days:
    """Return each deadline: the n-th working day after its start; n = 0 is the start itself.

    :raises BadInput: `bad_day_count`, `beyond_calendar`
    """
    first = _days(starts)
    needed = np.asarray(counts, dtype=np.int64)
    if needed.size and needed.min() < 0:
        raise BadInput("bad_day_count", value=int(needed.min()))
    table = _table(calendar)
    places = (first - np.datetime64(calendar.first, "D")).astype(np.int64)
    if places.size and (places.min() < 0 or places.max() + 1 >= table.size):
        raise BadInput("beyond_calendar", first=calendar.first)
    target = table[places + 1] + needed
    if target.size and target.max() > table[-1]:
        raise BadInput("beyond_calendar", first=calendar.first)
    found = np.searchsorted(table, target) - 1
    due = np.datetime64(calendar.first, "D") + found.astype("timedelta64[D]")
    return np.where(needed == 0, first, due)


def spread(durations: Counts) -> Spread | None:
    """Return mean, median, 90th percentile and extremes of shape (n,); None when n = 0."""
    if durations.size == 0:
        return None
    p50, p90 = np.percentile(durations, (50, 90))
    return Spread(
        n=int(durations.size),
        mean=float(durations.mean()),
        p50=float(p50),
        p90=float(p90),
        min=int(durations.min()),
        max=int(durations.max()),
    )


def _days(moments: Days) -> Days:
    return np.asarray(moments, dtype="datetime64[D]")


def _table(calendar: Calendar) -> NDArray[np.int32]:
    return np.frombuffer(calendar.table, dtype=np.int32)


def _before(calendar: Calendar, days: Days) -> Counts:
    """Count the working days from the calendar's first day to the eve of each day."""
    table = _table(calendar)
    places = (days - np.datetime64(calendar.first, "D")).view(np.int64)
    if not places.size or (places.min() >= 0 and places.max() < table.size):
        return table[places].astype(np.int64)
    counts = table[np.clip(places, 0, table.size - 1)].astype(np.int64)
    early, late = places < 0, places >= table.size
    last = np.datetime64(calendar.first, "D") + np.timedelta64(table.size - 1, "D")
    counts[early] = -np.busday_count(days[early], np.datetime64(calendar.first, "D"))
    counts[late] += np.busday_count(last, days[late])
    return counts
