"""Home of censored regression: a normal linear model of durations of which some are known to be longer only.

EM for the censored normal (Schmee & Hahn, Technometrics 21 (1979) 417; Aitkin, Technometrics 23 (1981)
161), with a ridge; quantiles of censored residuals by Kaplan & Meier (JASA 53 (1958) 457).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from statistics import NormalDist

import numpy as np

from xiaowei.analysis.eventlog import Flags, Floats

MOST_STEPS = 200
CLOSE = 1e-4
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True, slots=True)
class CensoredModel:
    """A normal model: `weights` of the columns, the first being the constant, and its spread."""

    weights: Floats
    spread: float


def fit(
    columns: Floats,
    values: Floats,
    censored: Flags,
    weight: Floats,
    ridge: float,
    start: CensoredModel | None = None,
) -> CensoredModel:
    """Fit by EM; `columns` (n, p) begin with ones, `values` (n,) are lower bounds where `censored`.

    `weight` (n,) is what each row counts; `ridge` the penalty of the squared weights of columns, in rows;
    the constant has none. The steps go through the censored rows alone: of the others sums are enough.
    """
    hidden, least, heavy = columns[censored], values[censored], weight[censored]
    seen = (columns * weight[:, None])[~censored]
    products = columns.T @ (columns * weight[:, None])
    penalty = np.full(len(products), max(ridge, 1e-9))
    penalty[0] = 1e-9
    inverse = np.linalg.inv(products + np.diag(penalty))
    known = seen.T @ values[~censored]
    squares, rows = float(weight[~censored] @ values[~censored] ** 2), float(weight.sum())
    if start is None:
        start = CensoredModel(inverse @ (known + hidden.T @ (heavy * least)), float(values.std()))
    weights, spread = start.weights, max(start.spread, _LEAST_SPREAD)
    for _ in range(MOST_STEPS):
        mean = hidden @ weights
        z = (least - mean) / spread
        excess = mills(z)
        told = mean + spread * excess
        variance = spread**2 * np.maximum(1 + z * excess - excess**2, 0)
        sums = known + hidden.T @ (heavy * told)
        new = inverse @ sums
        left = squares + heavy @ (told**2 + variance) - 2 * new @ sums + new @ products @ new
        wider = max(sqrt(max(float(left), 0.0) / rows), _LEAST_SPREAD)
        moved = max(float(np.abs(new - weights).max()), abs(wider - spread))
        weights, spread = new, wider
        if moved < CLOSE:
            break
    return CensoredModel(weights, spread)


def mills(z: Floats) -> Floats:
    """Return the mean of a standard normal beyond `z`: its density over its tail."""
    from scipy.special import erfcx

    tail: Floats = sqrt(2 / pi) / erfcx(z / sqrt(2))
    return tail


def quantiles(
    values: Floats, censored: Flags, weight: Floats, shares: Sequence[float]
) -> tuple[float, ...]:
    """Return the values that such shares stay below, by Kaplan and Meier; the normal's where none is reached.

    Of equal values those censored come last, as is usual.
    """
    order = np.lexsort((censored, values))
    ended = np.where(censored[order], 0.0, weight[order])
    at_risk = np.cumsum(weight[order][::-1])[::-1]
    left = np.cumprod(1 - ended / at_risk)
    reached = np.searchsorted(-left, [-(1 - share + 1e-12) for share in shares])
    most = float(values.max(initial=0))
    return tuple(
        float(values[order][at]) if at < len(order) else max(NormalDist().inv_cdf(share), most)
        for at, share in zip(reached.tolist(), shares, strict=True)
    )
