"""Home of the watch for relapses: do complaints come back at a place, told week by week?

Whoever tests at 5 % every week is wrong far more often than 5 % of the time. Evidence that may be looked
at whenever one likes is the wealth of a fair bet against "as in the baseline": it reaches 1/alpha with a
chance of alpha at most, however long one looks (Ville 1939; Ramdas et al. 2023, e-processes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TIMES = (1.5, 2.0, 2.5, 3.0, 4.0, 8.0, 16.0)
"""By how much complaints may have come back; the bet is spread over these evenly. What had fallen
silent comes back by far more than what never ceased.
"""
LOOKS = 26
"""The relapse may begin at any of so many looks; the bet is spread over these, most on the first ones."""
_UNSEEN = 0.5
"""What is added to the baseline's count, so that one without complaints expects some (Jeffreys 1946)."""
_PLENTY = 600.0
"""More than e to this is no number."""


@dataclass(frozen=True, slots=True)
class Relapse:
    """The evidence after each look, and at which look (from 1) it sufficed; None where it did not."""

    evidence: tuple[float, ...]
    at: int | None


def watch(baseline: Floats, seen: Floats, alpha: float = 0.05) -> Relapse:
    """Return whether counts `seen` (looks,) relapse from those of a `baseline` (weeks,), one a week."""
    found = evidence(float(baseline.sum()), len(baseline), seen[None], bunching(baseline))[0]
    reached = np.flatnonzero(found >= 1 / alpha)
    return Relapse(tuple(found.tolist()), int(reached[0]) + 1 if reached.size else None)


def bunching(baseline: Floats) -> float:
    """Return how many complaints come together: variance over mean of weekly counts (weeks,), from 1 on.

    What exceeds 1 is taken a standard error larger than it looks: few weeks tell it badly.
    """
    if len(baseline) < 2 or not baseline.any():
        return 1.0
    excess: float = baseline.var(ddof=1) / baseline.mean() - 1
    return float(1 + max(excess, 0.0) * (1 + (2 / (len(baseline) - 1)) ** 0.5))


def evidence(before: float, weeks: float, seen: Floats, bunch: float = 1.0) -> Floats:
    """Return the evidence for a relapse after each look of each run; `seen` and result are (runs, looks).

    The rate itself is not known but told by `before` complaints in `weeks`: each bet is a Bayes factor of
    "c times the rate since look k" against "the rate", the rate having the posterior of all weeks before k.
    Complaints that come in bunches count as so many fewer.
    """
    looks = seen.shape[1]
    until = np.cumsum(np.column_stack([np.zeros(len(seen)), seen]), 1) / bunch
    start = np.arange(min(looks, LOOKS))
    weight = 1 / (start + 1.0) / (1 / np.arange(1.0, LOOKS + 1)).sum()
    found = np.full(seen.shape, 1 - weight.sum())  # what is bet on later looks is still in hand
    for first, share in zip(start.tolist(), weight.tolist(), strict=True):
        came = until[:, first + 1 :] - until[:, [first]]
        length = np.arange(1.0, looks - first + 1)
        known = weeks + first
        total = (before / bunch + _UNSEEN) + until[:, first + 1 :]
        bets = [
            came * np.log(c) + total * np.log((known + length) / (known + c * length))
            for c in TIMES
        ]
        wealth = np.exp(np.minimum(bets, _PLENTY)).mean(0)
        found[:, first:] += share * wealth
        found[:, :first] += share
    return found
