"""Home of scores of forecasts of counts: hits among the likeliest, loss of quantiles, reliability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from xiaowei.analysis.eventlog import Flags, Floats, Ints
from xiaowei.analysis.forecasting import Told, counts_of
from xiaowei.analysis.monthly import Monthly
from xiaowei.analysis.negbinomial import quantile

YEAR = 12

BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Units told a chance between `low` and `high`: their mean chance, and the share that had a report."""

    low: float
    high: float
    units: int
    told: float
    happened: float


@dataclass(frozen=True, slots=True)
class Score:
    """How a month's forecast did, beside the last month known and the mean of the last twelve known.

    `hit` is the share of the top units that had a report, `loss_50` and `loss_90` the pinball losses of the
    median and the 90 % quantile, `inside_50` and `inside_90` the shares within the intervals, `leads` how
    many units were named, `followed` how many of them had a report.
    """

    units: float
    hit: float
    hit_last: float
    hit_mean: float
    loss_50: float
    loss_50_last: float
    loss_50_mean: float
    loss_90: float
    loss_90_last: float
    loss_90_mean: float
    inside_50: float
    inside_90: float
    leads: float
    followed: float


def score(data: Monthly, told: Told, share: float, least: float) -> Score:
    """Score a month told: the top `share` of units, and as leads those of a chance of at least `least`."""
    counts = counts_of(data, told)
    some = counts > 0
    known = told.known - data.first
    last = data.counts[told.unit, known - 1]
    mean = data.counts[told.unit, max(known - YEAR, 0) : known].mean(axis=1)
    low, below, middle, above, nine_of_ten, high = (
        quantile(one, told.shape, told.mean) for one in (0.05, 0.25, 0.5, 0.75, 0.9, 0.95)
    )
    hit, hit_last, hit_mean = (hit_rate(rank, some, share) for rank in (told.mean, last, mean))
    half, half_last, half_mean = (pinball(counts, one, 0.5) for one in (middle, last, mean))
    nine, nine_last, nine_mean = (pinball(counts, one, 0.9) for one in (nine_of_ten, last, mean))
    named = leads(told, share, least)
    return Score(
        len(counts), hit, hit_last, hit_mean, half, half_last, half_mean, nine, nine_last, nine_mean,
        inside_50=float(((below <= counts) & (counts <= above)).mean()),
        inside_90=float(((low <= counts) & (counts <= high)).mean()),
        leads=len(named),
        followed=float(some[named].sum()),
    )  # fmt: skip


def leads(told: Told, share: float, least: float) -> Ints:
    """Return which of the units told are leads, likeliest first: of the top `share`, of a chance `least`."""
    order = np.lexsort((told.unit, -told.mean))[: max(1, round(share * len(told.unit)))]
    return np.asarray(order[told.chance[order] >= least])


def together(scores: Sequence[Score]) -> Score:
    """Return the mean of the scores of several months; leads are summed."""
    rows = np.array([[getattr(one, field.name) for field in fields(Score)] for one in scores])
    found = Score(*rows.mean(axis=0).tolist())
    return replace(found, leads=rows[:, -2].sum(), followed=rows[:, -1].sum())


def hit_rate(rank: Floats, happened: Flags, share: float) -> float:
    """Return how many of the top `share` of units had a report.

    Of units that rank alike at the cut each is taken in part: the mean over all orders of them.
    """
    taken = max(1, round(share * len(rank)))
    cut = np.partition(rank, len(rank) - taken)[len(rank) - taken]
    above, alike = rank > cut, rank == cut
    part = (taken - above.sum()) / alike.sum()
    return float((happened[above].sum() + part * happened[alike].sum()) / taken)


def pinball(counts: Floats, told: Floats, share: float) -> float:
    """Return the mean loss of quantiles told (Koenker & Bassett, Econometrica 46 (1978) 33)."""
    late = counts - told
    return float(np.maximum(share * late, (share - 1) * late).mean())


def reliability(chance: Floats, happened: Flags) -> list[Reliability]:
    """Return how often units of like chance had a report."""
    where = np.clip(np.searchsorted(BINS, chance, "right") - 1, 0, len(BINS) - 2)
    count = np.bincount(where, minlength=len(BINS) - 1)
    told = np.bincount(where, chance, len(BINS) - 1)
    had = np.bincount(where, happened, len(BINS) - 1)
    return [
        Reliability(BINS[at], BINS[at + 1], int(n), told[at] / n, had[at] / n)
        for at, n in enumerate(count)
        if n
    ]
