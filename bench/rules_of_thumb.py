"""Home of what others would take for proof: rules of thumb and textbook tests, to be measured beside ours.

None of them is used for a verdict. Each takes counts of all places (places,) and the treated ones, and
tells for each of those whether it would claim success at 5 %.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from xiaowei.analysis.effects.record import Floats, Ints, Round

Claims = NDArray[np.bool_]
MATCHED = 20
_ALPHA = 0.05
_DROP = 0.7
_NORMAL = 1.645


def any_drop(now: Round, sites: Ints) -> Claims:
    """Claim success wherever fewer complaints came than before."""
    return now.after[sites] < now.before[sites]


def large_drop(now: Round, sites: Ints) -> Claims:
    """Claim success wherever at least 30 % fewer complaints came than before."""
    return now.after[sites] <= _DROP * now.before[sites]


def poisson(now: Round, sites: Ints) -> Claims:
    """Claim success by an exact Poisson test of after against before (Przyborowski and Wilenski 1940)."""
    return _fewer(now.after[sites], now.before[sites] + now.after[sites], 0.5)


def textbook(now: Round, sites: Ints) -> Claims:
    """Claim success by a gamma-Poisson prior from one window's moments, scaled by all (Hauer 1997)."""
    from scipy.special import betainc

    before = now.before[now.known]
    mean, variance = before.mean(), before.var()
    shape = mean**2 / max(variance - mean, 1e-9)
    rate = shape / mean
    season = now.after[now.known].sum() / max(before.sum(), 1)
    share = (rate + 1) / (rate + 1 + season)
    chance = betainc(shape + now.before[sites], now.after[sites] + 1, share)
    return np.asarray(chance <= _ALPHA)


def differences(now: Round, sites: Ints) -> Claims:
    """Claim success by difference in differences with the 20 untreated nearest before (log ratio, z test)."""
    untreated = now.known.copy()
    untreated[sites] = False
    others = np.flatnonzero(untreated)
    claims = []
    for site in sites:
        distance = np.abs(now.before[others] - now.before[site])
        matched = others[np.argsort(distance, kind="stable")[:MATCHED]]
        counts = np.array(
            [now.after[site], now.before[site], now.after[matched].sum(), now.before[matched].sum()]
        )
        logs, noise = np.log(counts + 0.5), np.sqrt((1 / (counts + 0.5)).sum())
        claims.append((logs[0] - logs[1] - logs[2] + logs[3]) / noise <= -_NORMAL)
    return np.array(claims, np.bool_)


NAIVE: Mapping[str, Callable[[Round, Ints], Claims]] = {
    "any drop": any_drop,
    "drop of 30 %": large_drop,
    "exact Poisson": poisson,
    "textbook empirical Bayes": textbook,
    "difference in differences": differences,
}


def _fewer(seen: Floats, of: Floats, share: float) -> Claims:
    """Tell where a binomial count is small at 5 %; of nothing, nothing is claimed."""
    from scipy.special import bdtr

    return np.asarray((of > 0) & (bdtr(seen, of.astype(np.int64), share) <= _ALPHA))
