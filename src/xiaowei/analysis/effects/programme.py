"""Home of the effect of a whole programme: its reduction, how sure that is, and how likely by chance.

A plain test takes places to be independent. They are not: what the treated have in common (a season
of their own, a growing quarter) moves all of them on one date. How much is measured on placebo
dates: the same computation at earlier dates, when nothing was done, on places whose expectations
had the same ranks as those of the treated have now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from xiaowei.analysis.effects.comparison import LEAST_LIKE, Compared, compare
from xiaowei.analysis.effects.expectation import learn
from xiaowei.analysis.effects.record import (
    HISTORY,
    WEEK,
    Floats,
    Ints,
    Record,
    Round,
    round_at,
)

PARTS = (1, 2, 4)
"""Placebo dates are tried with windows as long as the programme's, with halves and with quarters."""
LEAST_DATES = 3
"""As many placebo windows beside each other are needed to tell how dates differ."""
MOST_DATES = 24
SEASON = 13
"""Dates less than so many weeks apart share a season: they are no two witnesses."""


@dataclass(frozen=True, slots=True)
class Placebo:
    """How far dates differ when nothing was done: relative standard deviation, and its degrees of freedom."""

    deviation: float
    freedom: float
    dates: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of all sites together; `reduction` of .3 is 30 % less than would have come anyway."""

    reduction: float
    interval: tuple[float | None, float]
    p_value: float
    placebo: Placebo


@dataclass(frozen=True, slots=True)
class _Sums:
    seen: float
    expected: float
    even: float
    strayed: float


def effect(compared: Compared, placebo: Placebo, alpha: float) -> Effect:
    """Return the effect of a programme with its interval of 1 − `alpha`.

    The interval holds every reduction that a two-sided t test at `alpha` would not refuse (Fieller 1954),
    so that it leaves out 0 exactly where p < alpha; a lower end of None has no bound.
    """
    from scipy.special import stdtr, stdtrit

    sums = _sums(compared)
    own = sums.even + sums.strayed
    common = (placebo.deviation * sums.expected) ** 2
    freedom = _freedom(own, common, len(compared.sites), placebo.freedom)
    distance = (sums.seen - sums.expected) / np.sqrt(own + common)
    low, high = _bounds(sums, common, float(stdtrit(freedom, 1 - alpha / 2)))
    return Effect(
        reduction=1 - sums.seen / sums.expected,
        interval=(None if high is None else 1 - high, 1 - low),
        p_value=float(2 * stdtr(freedom, -abs(distance))),
        placebo=placebo,
    )


def _freedom(own: float, common: float, sites: int, dates: float) -> float:
    """Return the degrees of freedom of two variances (Welch 1947), one told by sites and one by dates."""
    known = own**2 / max(sites - 1, LEAST_LIKE) + common**2 / dates
    return (own + common) ** 2 / known


def _sums(compared: Compared) -> _Sums:
    expected = float(compared.expected.sum())
    return _Sums(
        seen=float(compared.after.sum()),
        expected=expected,
        even=float((compared.even * compared.expected).sum()),
        strayed=float(compared.strayed.sum()) + compared.shared * expected**2,
    )


def _bounds(sums: _Sums, common: float, reach: float) -> tuple[float, float | None]:
    """Return the least and largest share r of the expected with (seen − r·expected)² ≤ reach²·variance(r)."""
    square = sums.expected**2 - reach**2 * (sums.strayed + common)
    linear = 2 * sums.seen * sums.expected + reach**2 * sums.even
    root = float(np.sqrt(max(linear**2 - 4 * square * sums.seen**2, 0.0)))
    low = 2 * sums.seen**2 / (linear + root) if sums.seen else 0.0
    return low, (linear + root) / (2 * square) if square > 0 else None


def placebo(
    record: Record, now: Compared, told: Floats, day: int, first: int, weeks: int
) -> Placebo | None:
    """Return how far dates before `day` differ; None where the record holds too few of them.

    Of the lengths tried the one that differs most is taken, so that few dates never make us too sure.
    """
    order = np.argsort(-told, kind="stable")
    places = np.flatnonzero(np.isin(order, now.sites))
    found = [
        _for_length(one, weeks // part, weeks)
        for part in PARTS
        if weeks // part and (one := _at_length(record, places, day, first, weeks // part))
    ]
    return max(found, key=lambda one: one.deviation, default=None)


def _for_length(told: Placebo, shorter: int, weeks: int) -> Placebo:
    """Return what shorter windows tell of longer ones: over several seasons, dates differ less."""
    share = max(shorter, SEASON) / max(weeks, SEASON)
    return replace(told, deviation=told.deviation * share**0.5)


def _at_length(record: Record, places: Ints, day: int, first: int, weeks: int) -> Placebo | None:
    dates = _dates(day, first, weeks)
    span = (dates[0] - dates[-1]) / WEEK if dates else 0.0
    if 1 + span / weeks < LEAST_DATES:
        return None
    told = [one for date in dates for one in _excess(record, places, date, first, weeks)]
    if len(told) < LEAST_DATES:
        return None
    deviation = max(sum(told) / len(told), 0.0) ** 0.5
    return Placebo(deviation, 1 + span / max(weeks, SEASON), len(told))


def _dates(day: int, first: int, weeks: int) -> list[int]:
    """Return the placebo dates, latest first: all windows lie in the record and end before the works."""
    back = (day - first) // WEEK
    shifts = np.arange(weeks, back - HISTORY * weeks + 1, max(weeks // 4, 1))
    if len(shifts) > MOST_DATES:
        shifts = shifts[np.linspace(0, len(shifts) - 1, MOST_DATES).astype(np.int64)]
    return [day - WEEK * int(shift) for shift in shifts]


def _excess(record: Record, places: Ints, date: int, first: int, weeks: int) -> Iterator[float]:
    """Yield the squared relative miss on a date beyond what independent places would miss."""
    now = round_at(record, first, date, date, weeks * WEEK)
    taught = learn(now)
    told = taught.of(now.before, now.earlier)
    compared = compare(now, _ranked(now, told, places), taught, told)
    if compared:
        sums = _sums(compared)
        miss = (sums.seen - sums.expected) ** 2 - sums.even - sums.strayed
        yield miss / sums.expected**2


def _ranked(now: Round, told: Floats, places: Ints) -> Ints:
    """Return the known places whose expectations have these ranks."""
    order = np.argsort(-np.where(now.known, told, -1.0), kind="stable")
    return np.asarray(order[places[places < now.known.sum()]], np.int64)
