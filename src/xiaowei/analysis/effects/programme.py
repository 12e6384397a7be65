"""Home of the effect of a whole programme: its reduction, how sure that is, and how likely by chance.

A plain test takes places to be independent. They are not: what the treated have in common (a season
of their own, a growing quarter) moves all of them on one date. How much is measured on placebo
dates: the same computation at earlier dates, when nothing was done, on places whose expectations
had the same ranks as those of the treated have now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from xiaowei.analysis.effects.comparison import LEAST_LIKE, Comparison, chosen, compare
from xiaowei.analysis.effects.field import Field, Lesson
from xiaowei.analysis.effects.record import HISTORY, WEEK, Floats, Ints

PARTS = (1, 2, 4)
"""Placebo dates are tried with windows as long as the programme's, with halves and with quarters."""
LEAST_DATES = 3
"""As many placebo windows beside each other are needed to tell how dates differ."""
MOST_DATES = 24
BLOCK = 4
"""Works that came into use within so many weeks are moved back as one."""
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
class Cohort:
    """Places of a field whose works came into use on a day, by the ranks of what was expected of them."""

    field: Field
    day: int
    ranks: Ints


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums over places; `scale` is by how much all may be off that were scaled by the same untreated."""

    seen: float = 0.0
    expected: float = 0.0
    even: float = 0.0
    strayed: float = 0.0
    scale: float = 0.0

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def loose(self) -> float:
        """The variance that does not shrink as less is expected: untreated ones are shared by all."""
        return self.strayed + self.scale**2


def effect(compared: Sequence[Comparison], placebo: Placebo, alpha: float) -> Effect:
    """Return the effect of a programme with its interval of 1 − `alpha`; one comparison for each day.

    The interval holds every reduction that a two-sided t test at `alpha` would not refuse (Fieller 1954),
    so that it leaves out 0 exactly where p < alpha; a lower end of None has no bound.
    """
    from scipy.special import stdtr, stdtrit

    sums = sum(map(_sums, compared), _Sums())
    own = sums.even + sums.loose
    common = (placebo.deviation * sums.expected) ** 2
    sites = sum(len(one.sites) for one in compared)
    freedom = _freedom(own, common, sites, placebo.freedom)
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


def _sums(compared: Comparison) -> _Sums:
    expected = float(compared.expected.sum())
    return _Sums(
        seen=float(compared.after.sum()),
        expected=expected,
        even=float((compared.even * compared.expected).sum()),
        strayed=float(compared.strayed.sum()),
        scale=compared.shared**0.5 * expected,
    )


def _bounds(sums: _Sums, common: float, reach: float) -> tuple[float, float | None]:
    """Return the least and largest share r of the expected with (seen − r·expected)² ≤ reach²·variance(r)."""
    square = sums.expected**2 - reach**2 * (sums.loose + common)
    linear = 2 * sums.seen * sums.expected + reach**2 * sums.even
    root = float(np.sqrt(max(linear**2 - 4 * square * sums.seen**2, 0.0)))
    low = 2 * sums.seen**2 / (linear + root) if sums.seen else 0.0
    return low, (linear + root) / (2 * square) if square > 0 else None


def cohort(field: Field, day: int, told: Floats, sites: Ints) -> Cohort:
    """Return places of which `told` was expected as a cohort of their day."""
    order = np.argsort(-told, kind="stable")
    return Cohort(field, day, np.flatnonzero(np.isin(order, sites)))


def placebo(cohorts: Sequence[Cohort], weeks: int) -> Placebo | None:
    """Return how far dates before the works differ; None where the records hold too few of them.

    All cohorts are moved back together. Of the lengths tried the one that differs most is taken, so that
    few dates never make us too sure.
    """
    if not cohorts:
        return None
    together = _in_blocks(cohorts)
    found = [
        _for_length(one, weeks // part, weeks)
        for part in PARTS
        if weeks // part and (one := _at_length(together, weeks // part))
    ]
    return max(found, key=lambda one: one.deviation, default=None)


def _in_blocks(cohorts: Sequence[Cohort]) -> list[Cohort]:
    """Return cohorts of one field and about one day as one, so that they share their placebo dates."""
    last = max((one.day for one in cohorts), default=0)
    ranks: dict[tuple[Field, int], list[Ints]] = {}
    for one in cohorts:
        back = -(-(last - one.day) // (BLOCK * WEEK)) * BLOCK * WEEK
        ranks.setdefault((one.field, last - back), []).append(one.ranks)
    return [
        Cohort(field, day, np.unique(np.concatenate(found)))
        for (field, day), found in ranks.items()
    ]


def _for_length(told: Placebo, shorter: int, weeks: int) -> Placebo:
    """Return what shorter windows tell of longer ones: over several seasons, dates differ less."""
    share = max(shorter, SEASON) / max(weeks, SEASON)
    return replace(told, deviation=told.deviation * share**0.5)


def _at_length(cohorts: Sequence[Cohort], weeks: int) -> Placebo | None:
    shifts = _shifts(cohorts, weeks)
    span = float(shifts[-1] - shifts[0]) if shifts else 0.0
    if 1 + span / weeks < LEAST_DATES:
        return None
    told = [_excess(one) for one in _moved(cohorts, shifts, weeks) if one.expected]
    if len(told) < LEAST_DATES:
        return None
    deviation = max(sum(told) / len(told), 0.0) ** 0.5
    season = max(weeks, SEASON, _spread(cohorts))
    return Placebo(deviation, 1 + span / season, len(told))


def _spread(cohorts: Sequence[Cohort]) -> float:
    """Return over how many weeks the cohorts lie: dates less than that apart share some of them."""
    days = [one.day for one in cohorts]
    return (max(days) - min(days)) / WEEK


def _shifts(cohorts: Sequence[Cohort], weeks: int) -> list[int]:
    """Return by how many weeks to move back: windows end before the works and lie in the record."""
    step = max(weeks // 4, 1)
    if _spread(cohorts):
        step = -(-step // BLOCK) * BLOCK
    most = _most_back(cohorts, weeks)
    shifts = np.arange(-(-weeks // step) * step if _spread(cohorts) else weeks, most + 1, step)
    if len(shifts) > MOST_DATES:
        shifts = shifts[np.linspace(0, len(shifts) - 1, MOST_DATES).astype(np.int64)]
    return [int(shift) for shift in shifts]


def _most_back(cohorts: Sequence[Cohort], weeks: int) -> int:
    """Return by how many weeks most of the places, those of their cohorts, can be moved back."""
    back = [_back(one, weeks) for one in cohorts for _ in one.ranks]
    return sorted(back)[len(back) // 2] if back else 0


def _back(one: Cohort, weeks: int) -> int:
    return (one.day - one.field.span.first) // WEEK - HISTORY * weeks


def _moved(cohorts: Sequence[Cohort], shifts: Sequence[int], weeks: int) -> Iterable[_Sums]:
    """Return the sums of all cohorts at each shift; each date of a field is learnt once."""
    sums = dict.fromkeys(shifts, _Sums())
    landing: dict[tuple[Field, int], list[tuple[int, Cohort]]] = {}
    for one in cohorts:
        for shift in shifts:
            if shift <= _back(one, weeks):
                date = one.day - WEEK * shift
                landing.setdefault((one.field, date), []).append((shift, one))
    for (field, date), landed in landing.items():
        for shift, found in _landed(field.lesson(date, weeks, skip=0), landed):
            sums[shift] += found
    return sums.values()


def _landed(lesson: Lesson, landed: list[tuple[int, Cohort]]) -> Iterator[tuple[int, _Sums]]:
    """Yield the sums of the cohorts that were moved to one date, on the places of their ranks then."""
    known = int(lesson.now.known.sum())
    ranks = np.unique(np.concatenate([one.ranks for _, one in landed]))
    ranks = ranks[ranks < known]
    order = np.argsort(-np.where(lesson.now.known, lesson.told, -1.0), kind="stable")
    compared = compare(lesson, np.asarray(order[ranks], np.int64))
    if compared:
        for shift, one in landed:
            yield shift, _sums(chosen(compared, np.isin(ranks, one.ranks)))


def _excess(sums: _Sums) -> float:
    """Return the squared relative miss on a date beyond what independent places would miss."""
    miss = (sums.seen - sums.expected) ** 2 - sums.even - sums.loose
    return miss / sums.expected**2
