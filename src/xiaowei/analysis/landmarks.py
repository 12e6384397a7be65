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
MOST_STEPS, MOST_CATEGORIES = 50, 20
"""Rarer steps, and rarer categories of a trait, have no column of their own."""
SURE = 0.99
"""What is surer than that is taken as known."""
_LEAST_DAYS = 1 / 24 / 60
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Open cases at past moments, each row one case at one moment; all of shape (rows,).

    `days` until the case was over, or, where `censored`, until nothing more is known of it. `weight` is how
    likely that is so: a case that may have gone quiet stands here twice, as over and as open.
    """

    case: Ints
    at: Floats
    days: Floats
    censored: Flags
    weight: Floats


def landmarks(log: EventLog, ends: Endings, day: float) -> Landmarks:
    """Look back from `day` at even moments, so many that the rows suffice and stay few.

    What is learnt holds for cases that go on: one that went quiet before its named end isn't learnt from.
    """
    case, until, censored, weight = _told(log, ends, day)
    lasted = until - log.opened_at[case]
    rows = min(MOST_ROWS, ROWS_A_CASE * len(log.cases))
    step = max(float(lasted @ weight) / rows, _LEAST_DAYS)
    # the k-th moment is day − k·step; a case is open from its opening on and before its end
    newest = np.floor((day - until) / step).astype(np.int64) + 1
    oldest = np.floor((day - log.opened_at[case]) / step).astype(np.int64)
    times = np.maximum(oldest - newest + 1, 0)
    which = np.repeat(np.arange(len(case)), times)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times) + newest[which]
    at = day - nth * step
    return Landmarks(case[which], at, until[which] - at, censored[which], weight[which])


def _told(log: EventLog, ends: Endings, day: float) -> tuple[Ints, Floats, Flags, Floats]:
    """Return case, end, whether that is only as far as is known, and how likely that is."""
    quiet = np.where(ends.quiet > SURE, 1.0, np.where(ends.quiet < 1 - SURE, 0.0, ends.quiet))
    over_at, over = ends.over_at, ends.over.astype(float)
    if not ends.named:
        over_at, over = log.at[log.last], quiet
    still = np.where(ends.over & ends.named, 0.0, 1 - quiet)
    ended, going = np.flatnonzero(over > 0), np.flatnonzero(still > 0)
    return (
        np.r_[ended, going],
        np.r_[over_at[ended], np.full(len(going), day)],
        np.r_[np.zeros(len(ended), bool), np.ones(len(going), bool)],
        np.r_[over[ended], still[going]],
    )


def columns(log: EventLog, ends: Endings, case: Ints, at: Floats, scale: float) -> Floats:
    """Return what is known of each case at its moment, first a constant; shape (rows, columns).

    How long it has been open and since its last step, how many steps, which ones, the last one, and its
    traits. `scale` in days softens the logarithms.
    """
    event = last_events(log, case, at)
    opening = np.flatnonzero(log.first)
    ages = np.log(np.stack([at - log.at[opening[case]], at - log.at[event]]) + scale)
    count = np.log(event - opening[case] + 1)
    steps = _commonest(log.step, MOST_STEPS)
    done = _first_times(log, steps)[case] <= event[:, None]
    last = log.step[event][:, None] == steps
    traits = [one[case][:, None] == _commonest(one, MOST_CATEGORIES) for one in log.traits]
    return np.column_stack(
        [np.ones(len(case)), *ages, _load(log, ends, at), count, done, last, *traits]
    ).astype(float)


def _load(log: EventLog, ends: Endings, at: Floats) -> Floats:
    """Return the logarithm of how many cases were open at each moment."""
    over = ends.over.astype(float) if ends.named else ends.quiet
    over_at = ends.over_at if ends.named else log.at[log.last]
    order = np.argsort(over_at)
    gone = np.r_[0.0, np.cumsum(over[order])][np.searchsorted(over_at[order], at, "right")]
    come = np.searchsorted(np.sort(log.opened_at), at, "right")
    return np.asarray(np.log(np.maximum(come - gone, 1.0)))


def last_events(log: EventLog, case: Ints, at: Floats) -> Ints:
    """Return the place of the last event of each case up to its moment; shape (rows,)."""
    start, span = float(log.at.min()), float(np.ptp(log.at)) + 2.0
    sought = case * span + np.clip(at - start, 0, span - 1.0)
    found: Ints = np.searchsorted(log.case * span + (log.at - start), sought, "right") - 1
    return np.maximum(found, np.flatnonzero(log.first)[case])


def _first_times(log: EventLog, steps: Ints) -> Ints:
    """Return where each case first did each of these steps, or never; shape (cases, steps)."""
    place = np.full(len(log.steps), -1)
    place[steps] = np.arange(len(steps))
    events = np.flatnonzero(place[log.step] >= 0)
    found = np.full((len(log.cases), len(steps)), _NEVER)
    np.minimum.at(found, (log.case[events], place[log.step[events]]), events)
    return found


def _commonest(categories: Ints, most: int) -> Ints:
    """Return the categories met most often, in their order."""
    count = np.bincount(categories)
    common = np.argsort(-count, kind="stable")[:most]
    return np.sort(common[count[common] > 0])
