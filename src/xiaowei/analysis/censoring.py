"""Home of censored regression: a normal linear model of durations of which some are known to be longer only.

EM for the censored normal (Schmee & Hahn, Technometrics 21 (1979) 417; Aitkin, Technometrics 23 (1981)
161), with a ridge; quantiles of censored residuals by Kaplan & Meier (JASA 53 (1958) 457).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from statistics import NormalDist

import numpy as np
from scipy.special import erfcx

from xiaowei.analysis.eventlog import Flags, Floats

MOST_STEPS = 200
CLOSE = 1e-4
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True, slots=True)
class CensoredModel:
    """A normal model: `weights` of the columns, the first being the constant, and its spread."""

    weights: Floats
    spread: float


def fit(columns: Floats, values: Floats, censored: Flags, ridge: float) -> CensoredModel:
    """Fit by EM; `columns` (n, p) begin with ones, `values` (n,) are lower bounds where `censored`.

    `ridge` is the penalty of the squared weights, in rows; the constant has none.
    """
    penalty = np.full(columns.shape[1], max(ridge, 1e-9))
    penalty[0] = 1e-9
    solve = np.linalg.solve(columns.T @ columns + np.diag(penalty), columns.T)
    told, variance = values.copy(), np.zeros(len(values))
    weights, spread = solve @ told, max(float(values.std()), _LEAST_SPREAD)
    for _ in range(MOST_STEPS):
        mean = columns[censored] @ weights
        z = (values[censored] - mean) / spread
        excess = mills(z)
        told[censored] = mean + spread * excess
        variance[censored] = spread**2 * np.maximum(1 + z * excess - excess**2, 0)
        new = solve @ told
        left = float(np.mean((told - columns @ new) ** 2 + variance))
        moved = max(float(np.abs(new - weights).max()), abs(sqrt(left) - spread))
        weights, spread = new, max(sqrt(left), _LEAST_SPREAD)
        if moved < CLOSE:
            break
    return CensoredModel(weights, spread)


def mills(z: Floats) -> Floats:
    """Return the mean of a standard normal beyond `z`: its density over its tail."""
    tail: Floats = sqrt(2 / pi) / erfcx(z / sqrt(2))
    return tail


def quantile(values: Floats, censored: Flags, weight: Floats, share: float) -> float:
    """Return the value that `share` stay below, by Kaplan and Meier; the normal's where none is reached.

    Of equal values those censored come last, as is usual.
    """
    order = np.lexsort((censored, values))
    ended = np.where(censored[order], 0.0, weight[order])
    at_risk = np.cumsum(weight[order][::-1])[::-1]
    left = np.cumprod(1 - ended / at_risk)
    reached = np.flatnonzero(left <= 1 - share + 1e-12)
    if reached.size:
        return float(values[order][reached[0]])
    return max(NormalDist().inv_cdf(share), float(values.max(initial=0)))
