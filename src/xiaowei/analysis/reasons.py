"""Home of reasons: what the forecast of a unit rests on, in words of its own reports and its surroundings."""

from __future__ import annotations

import numpy as np

from xiaowei.analysis.eventlog import Ints
from xiaowei.analysis.forecasting import Told
from xiaowei.analysis.monthly import Monthly
from xiaowei.domain.wording import Note

YEAR = 12
ORDINARY = (0.8, 1.25)
"""What is so many times the usual is nothing to tell."""


def reasons(data: Monthly, told: Told, which: Ints) -> list[list[Note]]:
    """Return what is told of each of the units `which` of a forecast, the plainest first."""
    unit, known = told.unit[which], told.known - data.first
    counts = data.counts[:, max(known - YEAR, 0) : known]
    year, last = counts[unit].sum(axis=1), counts[unit, -1]
    ago = told.month - YEAR - data.first
    same = data.counts[unit, ago] if 0 <= ago < known else np.zeros(len(unit))
    at_place = np.bincount(data.place, counts.sum(axis=1), len(data.places))
    other = at_place[data.place[unit]] - year
    found: list[list[Note]] = []
    for at in range(len(unit)):
        notes = [Note("reason.year", count=int(year[at]))]
        for key, count in (("last", last[at]), ("same_month", same[at]), ("place", other[at])):
            if count:
                notes.append(Note(f"reason.{key}", count=int(count)))
        for key, times in (("season", told.factor[which[at]]), ("around", told.around[which[at]])):
            if not ORDINARY[0] <= times <= ORDINARY[1]:
                notes.append(Note(f"reason.{key}", times=f"{times:.1f}"))
        found.append(notes)
    return found
