"""Home of landmarks: what was known of each open case at moments of the past, and what became of it.

What is to be told of a case open today is learnt from cases that were open at earlier moments, seen as one
would have seen them then (van Houwelingen, Scand. J. Statist. 34 (2007) 70). So long cases count as often as
they are met, and no later step leaks in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.ending import Endings
from xiaowei.analysis.eventlog import EventLog, Flags, Floats, Ints

MOST_ROWS, ROWS_A_CASE = 10_000, 30
MOST_CATEGORIES = 20
_LEAST_DAYS = 1 / 24 / 60
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Open cases at past moments, each row one case at one moment; all of shape (rows,).

    `days` until the case was over, or, where `censored`, until nothing more is known of it.
    """

    case: Ints
    at: Floats
    days: Floats
    censored: Flags


def landmarks(log: EventLog, ends: Endings, day: float) -> Landmarks:
    """Look back from `day` at even moments, so many that the rows suffice and stay few.

    A case that came to rest without an end is left out: what is learnt holds for cases that go on.
    """
    cases = np.flatnonzero(ends.over | ends.open)
    until = np.minimum(ends.over_at[cases], day)
    lasted = until - log.opened_at[cases]
    rows = min(MOST_ROWS, ROWS_A_CASE * len(cases))
    step = max(float(lasted.sum()) / rows, _LEAST_DAYS)
    # the k-th moment is day − k·step; a case is open from its opening on and before its end
    newest = np.floor((day - until) / step).astype(np.int64) + 1
    oldest = np.floor((day - log.opened_at[cases]) / step).astype(np.int64)
    times = np.maximum(oldest - newest + 1, 0)
    which = np.repeat(np.arange(len(cases)), times)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times) + newest[which]
    at = day - nth * step
    return Landmarks(cases[which], at, until[which] - at, ~ends.over[cases][which])


def columns(log: EventLog, case: Ints, at: Floats, scale: float) -> Floats:
    """Return what is known of each case at its moment, first a constant; shape (rows, columns).

    How long it has been open and since its last step, how many steps, which ones, the last one, and its
    traits. `scale` in days softens the logarithms.
    """
    event = last_events(log, case, at)
    opening = np.flatnonzero(log.first)
    ages = np.log(np.stack([at - log.at[opening[case]], at - log.at[event]]) + scale)
    count = np.log(event - opening[case] + 1)
    done = _first_times(log)[case] <= event[:, None]
    last = log.step[event][:, None] == np.arange(len(log.steps))
    traits = [one[case][:, None] == _commonest(one) for one in log.traits]
    return np.column_stack([np.ones(len(case)), *ages, count, done, last, *traits]).astype(float)


def last_events(log: EventLog, case: Ints, at: Floats) -> Ints:
    """Return the place of the last event of each case up to its moment; shape (rows,)."""
    start, span = float(log.at.min()), float(np.ptp(log.at)) + 2.0
    sought = case * span + np.clip(at - start, 0, span - 1.0)
    found: Ints = np.searchsorted(log.case * span + (log.at - start), sought, "right") - 1
    return np.maximum(found, np.flatnonzero(log.first)[case])


def _first_times(log: EventLog) -> Ints:
    """Return where each case first did each step, or never; shape (cases, steps)."""
    found = np.full((len(log.cases), len(log.steps)), _NEVER)
    np.minimum.at(found, (log.case, log.step), np.arange(len(log.case)))
    return found


def _commonest(categories: Ints) -> Ints:
    return np.argsort(-np.bincount(categories), kind="stable")[:MOST_CATEGORIES]
