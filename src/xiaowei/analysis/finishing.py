"""Home of finish forecasts: by when half, and nine of ten, of the cases like an open one are over.

The days left are log-normal given what is known of a case, learnt from finished and unfinished cases alike
(`censoring`), seen at earlier moments as the open ones are seen now (`landmarks`). The quantiles are not the
normal's but those of residuals that the model had not learnt from: each fifth of the cases is told by a
model of the others, later moments weigh more, and unfinished cases count as what they are (conformal
prediction, Vovk et al. 2005; under censoring by Kaplan & Meier).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from xiaowei.analysis.censoring import CensoredModel, fit, quantiles
from xiaowei.analysis.ending import Endings, endings
from xiaowei.analysis.eventlog import EventLog, Flags, Floats, Ints
from xiaowei.analysis.landmarks import Landmarks, columns, landmarks
from xiaowei.domain.errors import BadInput

SHARES = (0.5, 0.9)
MOST_SHARE = 0.99
PARTS = 5
RIDGE_CASES = 3.0
"""The penalty of a weight, in cases."""
LATEST_CASES = 200
"""Moments since so many cases were opened weigh as much as all before them when the quantiles are set."""
BEYOND = 2.0
"""No forecast is longer than so many times as long as any case has been open so far."""
_SOFT = 0.01
_LEAST_SOFT = 1 / 24 / 60


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is told of the open cases, in the order of their names.

    `days` (cases, shares) from the moment asked about until such shares are over, half and nine of ten where
    no others are asked for; `step` is the last one done, `waited` (cases,) the days since, `opened` those
    since the first.
    """

    case: Ints
    step: Ints
    opened: Floats
    waited: Floats
    days: Floats


@dataclass(frozen=True, slots=True)
class Finishing:
    """What was learnt from a log: how columns are scaled, the model, and its quantiles."""

    scale: float
    mean: Floats
    spread: Floats
    model: CensoredModel
    z: tuple[float, ...]
    most_days: float


def forecast(
    log: EventLog,
    day: float,
    finishes: Collection[str] = (),
    among: Flags | None = None,
    shares: Sequence[float] = SHARES,
) -> tuple[Forecast, Endings]:
    """Tell of each open case when it will be over, from what the log holds up to `day`.

    `among` (cases,) may name other cases than the open ones.

    :raises BadInput: `no_such_step`, `pace_few_cases`, `nothing_finished`, `nothing_lasted`
    """
    ends = endings(log, day, finishes)
    told = ends.open if among is None else among
    case = np.flatnonzero(told)
    at = np.full(len(case), day)
    with threadpool_limits(
        1, "blas"
    ):  # the matrices are small: threads would only wait for each other
        learnt = learn(log, ends, day, shares)
    event = np.flatnonzero(log.last)[case]
    days = left(learnt, columns(log, ends, case, at, learnt.scale))
    opened, waited = day - log.opened_at[case], day - log.at[event]
    return Forecast(case, log.step[event], opened, waited, days), ends


def learn(log: EventLog, ends: Endings, day: float, shares: Sequence[float] = SHARES) -> Finishing:
    """Learn how long cases take from here on, from what was known at earlier moments.

    :raises BadInput: `nothing_lasted`
    """
    seen = landmarks(log, ends, day)
    if seen.censored.all():
        raise BadInput("nothing_lasted", count=int(ends.over.sum()))
    scale = max(_SOFT * float(np.median(seen.days)), _LEAST_SOFT)
    raw = columns(log, ends, seen.case, seen.at, scale)
    mean = np.average(raw, axis=0, weights=seen.weight)
    spread = np.sqrt(np.average((raw - mean) ** 2, axis=0, weights=seen.weight))
    mean[0], spread[0] = 0.0, 1.0
    scaled = _scaled(raw, mean, spread)
    values = np.log(seen.days + scale)
    ridge = RIDGE_CASES * float(seen.weight.sum()) / len(np.unique(seen.case))
    model = fit(scaled, values, seen.censored, seen.weight, ridge)
    half_life = day - np.sort(log.opened_at)[max(0, len(log.cases) - LATEST_CASES)]
    z = _quantiles(scaled, values, seen, ridge, day, model, max(half_life, _LEAST_SOFT), shares)
    most = BEYOND * float((log.at[log.last] - log.opened_at).max(initial=_LEAST_SOFT))
    return Finishing(scale, mean, spread, model, z, most)


def left(learnt: Finishing, raw: Floats) -> Floats:
    """Return the days left at each share, of cases with such columns; shape (cases, shares)."""
    expected = _scaled(raw, learnt.mean, learnt.spread) @ learnt.model.weights
    logs = expected[:, None] + learnt.model.spread * np.array(learnt.z)
    return np.clip(np.exp(np.minimum(logs, 50)) - learnt.scale, 0, learnt.most_days)


def _scaled(raw: Floats, mean: Floats, spread: Floats) -> Floats:
    """Return columns around their mean in units of their spread; one that never changed tells nothing.

    What lies further out than anything usual counts as five spreads out.
    """
    varies = spread > 1e-9
    scaled = np.where(varies, (raw - mean) / np.where(varies, spread, 1), 0.0)
    return np.clip(scaled, -5, 5)


def _quantiles(
    scaled: Floats,
    values: Floats,
    seen: Landmarks,
    ridge: float,
    day: float,
    start: CensoredModel,
    half_life: float,
    asked: Sequence[float],
) -> tuple[float, ...]:
    """Return the quantiles of the residuals, in spreads, of cases that the model had not learnt from."""
    part = _shuffled(seen.case) % PARTS
    residuals = np.empty(len(values))
    for one in range(PARTS):
        out = part == one
        kept = ~out
        if not out.any() or seen.censored[kept].all():
            kept = np.ones(len(values), bool)
        model = fit(
            scaled[kept], values[kept], seen.censored[kept], seen.weight[kept], ridge, start
        )
        residuals[out] = (values[out] - scaled[out] @ model.weights) / model.spread
    weight = seen.weight * 0.5 ** ((day - seen.at) / half_life)
    by_case = np.bincount(seen.case, weight)
    exact = 1 + float((by_case**2).sum() / by_case.sum() ** 2)
    shares = [min(share * exact, MOST_SHARE) for share in asked]
    return quantiles(residuals, seen.censored, weight, shares)


def _shuffled(case: Ints) -> Ints:
    """Return a number for each case that has nothing to do with its place in the log."""
    mixed = np.unique(case, return_inverse=True)[1].astype(np.uint64)
    mixed = (mixed + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    told: Ints = (mixed >> np.uint64(33)).astype(np.int64)
    return told
