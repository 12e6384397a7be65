"""Home of the negative binomial: counts whose rate is itself unsure, by mean and shape."""

from __future__ import annotations

import numpy as np

from xiaowei.analysis.eventlog import Floats

_LEAST = 1e-9


def chance_of_any(shape: Floats, mean: Floats) -> Floats:
    """Return the probability of at least one; arrays of one shape."""
    return np.asarray(-np.expm1(-shape * np.log1p(mean / shape)))


def log_likelihood(counts: Floats, shape: Floats, mean: Floats) -> float:
    """Return the sum of log probabilities of `counts`."""
    from scipy.special import gammaln

    total = -float((shape * np.log1p(mean / shape)).sum())
    some = counts > 0
    k, r, m = counts[some], shape[some], mean[some]
    parts = (
        gammaln(k + r) - gammaln(r) - gammaln(k + 1) + k * np.log(np.maximum(m, _LEAST) / (r + m))
    )
    return total + float(parts.sum())


def quantile(share: float, shape: Floats, mean: Floats) -> Floats:
    """Return the least count whose distribution function reaches `share`; found by halving."""
    from scipy.special import betainc

    odds = shape / (shape + mean)
    low = np.full(len(mean), -1.0)
    high = np.ceil(mean + 12 * np.sqrt(mean + mean**2 / shape) + 12)
    while (open_ := high - low > 1).any():
        at = np.flatnonzero(open_)
        middle = np.floor((low[at] + high[at]) / 2)
        enough = betainc(shape[at], middle + 1, odds[at]) >= share
        high[at[enough]] = middle[enough]
        low[at[~enough]] = middle[~enough]
    found: Floats = high
    return found
