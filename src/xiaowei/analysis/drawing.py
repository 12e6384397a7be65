"""Home of draws from forecasts: many ways in which open cases may end, from the quantiles told of each.

One draw takes one quantile of each case. What hits all cases at once (a hard winter, money that comes late)
is not in the quantiles of one: `together` is how far the cases of a draw go the same way (the one-factor
normal copula; Li, Journal of Fixed Income 9 (2000) 43). It is learnt from how far all went the same way
beside what was told of them at earlier moments.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xiaowei.analysis.censoring import mills
from xiaowei.analysis.eventlog import Floats

GRID = 50
MIDDLES = tuple((place + 0.5) / GRID for place in range(GRID))
"""The shares at which quantiles are asked for: the middle of each of so many equal parts."""
FIRST_SHIFT = 0.58
"""What a shift is taken to be before any was seen, in spreads of one case; it weighs as one seen."""
MOST_SHIFT, MOST_STEPS = 3.0, 60


def draws(quantiles: Floats, times: int, seed: int, together: float) -> Floats:
    """Return draws of each case from its quantiles at `MIDDLES` (cases, GRID); shape (times, cases)."""
    from scipy.special import ndtr

    random = np.random.default_rng(seed)
    cases = len(quantiles)
    shared = random.standard_normal((times, 1))
    own = random.standard_normal((times, cases))
    level = ndtr(np.sqrt(together) * shared + np.sqrt(1 - together) * own)
    place = np.minimum((level * GRID).astype(np.int64), GRID - 1)
    found: Floats = quantiles[np.arange(cases), place]
    return found


def shift(quantiles: Floats, took: Floats, looked: float) -> float:
    """Return how far all cases went beside what was told of them, in spreads of one; above 0 all took longer.

    They `took` (cases,) days, infinite or more than `looked` where no more is known than that.
    """
    from scipy.special import ndtri

    ended = took <= looked
    passed = (quantiles < np.where(ended, took, looked)[:, None]).sum(axis=1)
    level = ndtri((passed + 0.5) / (GRID + 1))
    found = 0.0
    for _ in range(MOST_STEPS):  # EM of a censored normal whose spread is known to be 1
        found = float(np.where(ended, level, found + mills(level - found)).mean())
    return min(max(found, -MOST_SHIFT), MOST_SHIFT)


def together(shifts: Sequence[float]) -> float:
    """Return how far cases go the same way, 0 to 1, from the shifts seen at earlier moments."""
    square = float(np.mean(np.square([FIRST_SHIFT, *shifts])))
    return square / (1 + square)
