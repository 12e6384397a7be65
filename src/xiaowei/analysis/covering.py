"""Home of cover: how often cases were over by the days that were forecast, asked at earlier moments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.ending import Endings
from xiaowei.analysis.eventlog import EventLog, Flags, Floats
from xiaowei.analysis.finishing import forecast
from xiaowei.domain.errors import BadInput

DATES = 8
EARLIEST = 0.3
"""No forecast is made before so much of the log's time has passed."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How many forecasts at how many dates have proved true or false, and the share true at P50 and P90."""

    dates: int
    forecasts: int
    p50: float | None
    p90: float | None


def cover(
    log: EventLog, ends: Endings, day: float, finishes: Collection[str] = (), dates: int = DATES
) -> Cover:
    """Forecast at even moments of the past with what was known then; look with what is known at `day`.

    The cases asked about are those that, as we know now, were open then.
    """
    begin = float(log.at.min())
    asked = begin + np.linspace(EARLIEST, 1, dates, endpoint=False) * (day - begin)
    found = [_true_at(log, ends, day, at, finishes) for at in asked.tolist()]
    told = [one for one in found if one is not None and one.shape[0]]
    if not told:
        return Cover(0, 0, None, None)
    true = np.concatenate(told)
    p50, p90 = true.mean(axis=0).tolist()
    return Cover(len(told), len(true), p50, p90)


def _true_at(
    log: EventLog, ends: Endings, day: float, at: float, finishes: Collection[str]
) -> Flags | None:
    """Return whether each forecast made at a moment came true, by share; None where none can be made."""
    known, which = log.until(at), log.known_cases(at)
    was_open = (ends.over_at[which] > at) & ~ends.resting[which]
    try:
        told, _ = forecast(known, at, finishes, among=was_open)
    except BadInput:
        return None
    return judged(told.days, ends.over_at[which[told.case]] - at, day - at)


def judged(days: Floats, took: Floats, looked: float) -> Flags:
    """Return which forecasts (cases, shares) came true of cases that `took` days, infinite if still open.

    Judged are those whose last day had come after `looked` days, whether or not the case was over by then:
    the others that are over would all be true.
    """
    due = days.max(axis=1, initial=0) <= looked
    true: Flags = took[due, None] <= days[due]
    return true
