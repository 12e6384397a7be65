"""Home of comparing places with untreated ones of which as much was expected.

What is expected of a treated place is scaled by what became of the untreated ones like it, so that
season and trend are the same for both. Its rank among them is the chance that nothing happened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xiaowei.analysis.effects.expectation import Expectation
from xiaowei.analysis.effects.field import Lesson
from xiaowei.analysis.effects.record import Floats, Ints, Round

LIKE = 200
"""Untreated places of like expectation that a place is compared with."""
LEAST_LIKE = 10
"""With fewer untreated places nothing is compared."""
_SEED = 20210105
_TINY = 1e-300
_LEAST_SHARE = 0.1
_POINTS = ((0.0, 2 / 3), (3**0.5, 1 / 6), (-(3**0.5), 1 / 6))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Treated places (t,) with what was expected of them, and its variance.

    A count's own variance is `even`·expected + `strayed`; `shared` is the relative variance of the
    untreated that all were scaled by.
    """

    sites: Ints
    before: Floats
    after: Floats
    expected: Floats
    even: Floats
    strayed: Floats
    shared: float
    peers: Peers


@dataclass(frozen=True, slots=True)
class Peers:
    """Places to rank among, in the order of what was expected of them."""

    after: Floats
    expected: Floats
    spread: float


def compare(lesson: Lesson, sites: Ints) -> Comparison | None:
    """Return treated places beside untreated ones; None where there are too few of those, now or before."""
    now, taught, told = lesson.now, lesson.taught, lesson.told
    untreated = now.known.copy()
    untreated[sites] = False
    like = _in_order(np.flatnonzero(untreated), told)
    if min(len(like), int(now.known_earlier.sum())) < LEAST_LIKE or not len(sites):
        return None
    near = like[_nearest(told[like], told[sites], LIKE)]
    scale = np.maximum(now.after[near].sum(1), 0.5) / told[near].sum(1)
    peers = told[near] * scale[:, None]
    variance = peers + taught.spread * peers**2
    # of sums: one place of which hardly anything was expected must not decide
    stray = np.maximum(((now.after[near] - peers) ** 2).sum(1) / variance.sum(1), 0.5)
    expected = told[sites] * scale
    return Comparison(
        sites=sites,
        before=now.before[sites],
        after=now.after[sites],
        expected=expected,
        even=stray,
        strayed=stray * taught.spread * expected**2,
        shared=float((stray * variance.sum(1) / peers.sum(1) ** 2).mean()),
        peers=_peers(now, like, taught, told, float(np.median(scale))),
    )


def _peers(now: Round, like: Ints, taught: Expectation, told: Floats, scale: float) -> Peers:
    """Return the untreated; where they are few, also all places one round earlier, when none was treated."""
    after, expected = now.after[like], told[like] * scale
    if len(like) < LIKE:
        past = np.flatnonzero(now.known_earlier)
        after = np.append(after, now.before[past])
        expected = np.append(expected, taught.of(now.earlier[past], now.earliest[past]))
        order = np.argsort(expected, kind="stable")
        after, expected = after[order], expected[order]
    return Peers(after, expected, taught.spread)


def ranks(compared: Comparison, deviation: float = 0.0) -> tuple[Floats, Floats]:
    """Return the chance of so few, and of so many, complaints at each place; both of shape (t,).

    `deviation` is how far dates differ when nothing was done, as a share of what is expected: the chance is
    the mean over that and over what the scale is unsure by (Gauss and Hermite's three points).
    """
    unsure = (deviation**2 + compared.shared) ** 0.5
    told = [
        (weight, _ranks(compared, max(1 + unsure * point, _LEAST_SHARE)))
        for point, weight in _POINTS
    ]
    fewer, more = (sum((w * both[at] for w, both in told), np.zeros(1)) for at in (0, 1))
    return fewer, more


def _ranks(compared: Comparison, share: float) -> tuple[Floats, Floats]:
    """Return the ranks of places among their peers, from below and from above.

    A count's place in its own distribution is a step, from the chance of fewer to that of no more. A place
    stands at the end of its step that speaks against what would be claimed, its peers anywhere on theirs:
    p = (1 + peers beyond) / (1 + peers), as in Phipson and Smyth (2010), each peer counted by its share.
    """
    peers, spread = compared.peers, compared.peers.spread
    low, high = _steps(compared.after, compared.expected * share, spread)
    near = _nearest(peers.expected, compared.expected, LIKE)
    some, at = np.unique(near, return_inverse=True)
    steps = _steps(peers.after[some], peers.expected[some], spread)
    floor, ceiling = (part[at.reshape(near.shape)] for part in steps)
    step = np.maximum(ceiling - floor, _TINY)
    size = near.shape[1] + 1
    fewer = (1 + np.clip((high[:, None] - floor) / step, 0, 1).sum(1)) / size
    more = (1 + np.clip((ceiling - low[:, None]) / step, 0, 1).sum(1)) / size
    return fewer, more


def chosen(compared: Comparison, at: NDArray[np.bool_]) -> Comparison:
    """Return some of the places, still beside the same untreated ones."""
    return replace(
        compared,
        sites=compared.sites[at],
        before=compared.before[at],
        after=compared.after[at],
        expected=compared.expected[at],
        even=compared.even[at],
        strayed=compared.strayed[at],
    )


def silenced(compared: Comparison) -> Comparison:
    """Return the same places as if nobody had complained there afterwards."""
    return replace(compared, after=np.zeros_like(compared.after))


def _steps(counts: Floats, expected: Floats, spread: float) -> tuple[Floats, Floats]:
    """Return the chances of fewer, and of no more (negative binomial)."""
    from scipy.special import betainc

    size = 1 / spread
    share = size / (size + expected)
    upper = betainc(size, counts + 1, share)
    lower = np.where(counts > 0, betainc(size, np.maximum(counts, 1), share), 0.0)
    return lower, upper


def _in_order(places: Ints, told: Floats) -> Ints:
    """Return places by what is told of them; equals in an order that has nothing to do with their names."""
    mixed = np.random.default_rng(_SEED).permutation(len(places))
    return places[mixed][np.argsort(told[places[mixed]], kind="stable")]


def _nearest(told: Floats, wanted: Floats, most: int) -> Ints:
    """Return for each wanted value the positions of the values around it; (wanted, up to `most`)."""
    size = min(most, len(told))
    middle = (np.searchsorted(told, wanted, "left") + np.searchsorted(told, wanted, "right")) // 2
    first = np.clip(middle - size // 2, 0, len(told) - size)
    return np.asarray(first[:, None] + np.arange(size), np.int64)
