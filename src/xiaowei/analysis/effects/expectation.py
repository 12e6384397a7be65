"""Home of what would have come anyway: a count told from the two before it, as history taught.

A place that stands out falls back by itself (regression to the mean). How far is learnt from all
places one round earlier, as in empirical Bayes (Robbins 1956; Efron 2010, ch. 1) but without a
prior of a given form: counts are regressed on the two windows before, none of which may weigh less
than nothing, and what the line misses is mended by a rising curve through groups of places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from xiaowei.analysis.effects.record import Floats, Ints, Round

GROUP = 50
"""Places in a group of the curve."""
_LEAST = 1e-3
_PASSES = 8
_SHIFT = 2.0**26
"""Pairs of counts below it are told apart by one number."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What history taught: weights of the line, points of the curve, and how far counts stray from it.

    The variance of a count with mean m is m + `spread`·m² (negative binomial).
    """

    weights: Floats
    line: Floats
    curve: Floats
    spread: float

    def of(self, before: Floats, earlier: Floats) -> Floats:
        """Return the counts expected after windows with these counts; beyond the curve in proportion."""
        told = np.maximum(_rows(before, earlier) @ self.weights, _LEAST)
        found = np.interp(told, self.line, self.curve)
        for end, beyond in ((0, told < self.line[0]), (-1, told > self.line[-1])):
            found = np.where(beyond, told * self.curve[end] / self.line[end], found)
        return np.maximum(found, _LEAST)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Places with the same two counts: how many, and the sums of what came then and of its squares."""

    rows: Floats
    places: Floats
    sums: Floats
    squares: Floats

    def mean(self) -> Floats:
        return self.sums / self.places

    def spread(self, mean: Floats) -> float:
        """Return by how much the variance exceeds a Poisson's, as a share of the mean's square."""
        strayed = self.squares - 2 * mean * self.sums + self.places * mean * mean
        excess = (strayed - self.places * mean).sum() / (self.places * mean * mean).sum()
        return float(max(excess, _LEAST))


def learn(past: Round) -> Expectation:
    """Return how the window before follows from the two before it, over all places known by then.

    Where none was, hardly anything is expected: `compare` says that too few taught it.
    """
    at = past.known_earlier
    if not at.any():
        least = np.full(1, _LEAST)
        return Expectation(np.zeros(3), least, least, _LEAST)
    groups = _grouped(past.earlier[at], past.earliest[at], past.before[at])
    mean = np.maximum(groups.rows[:, 1:].mean(1), 0.1)
    weights = np.zeros(3)
    for _ in range(_PASSES):
        worth = groups.places / (mean + groups.spread(mean) * mean * mean)
        weights = _least_squares(groups.rows, groups.mean(), worth)
        mean = np.maximum(groups.rows @ weights, _LEAST)
    line, curve = _curve(mean, groups)
    told = Expectation(weights, line, curve, 0.0)
    spread = groups.spread(told.of(groups.rows[:, 1], groups.rows[:, 2]))
    return Expectation(weights, line, curve, spread)


def _rows(before: Floats, earlier: Floats) -> Floats:
    return np.column_stack([np.ones(len(before)), before, earlier])


def _grouped(before: Floats, earlier: Floats, after: Floats) -> _Groups:
    pairs, which, places = np.unique(
        before * _SHIFT + earlier, return_inverse=True, return_counts=True
    )
    rows = _rows(pairs // _SHIFT, pairs % _SHIFT)
    return _Groups(
        rows, places.astype(np.float64), _summed(which, after), _summed(which, after * after)
    )


def _summed(which: Ints, values: Floats) -> Floats:
    return np.bincount(which, values).astype(np.float64)


def _least_squares(rows: Floats, seen: Floats, worth: Floats) -> Floats:
    """Return the weights, none negative, that fit best: of every choice of columns the best lawful one."""
    root = np.sqrt(worth)
    best, least = np.zeros(rows.shape[1]), np.inf
    for chosen in _choices(range(rows.shape[1])):
        part = rows[:, chosen] * root[:, None]
        found = np.linalg.lstsq(part, seen * root, rcond=None)[0]
        miss = float(((part @ found - seen * root) ** 2).sum())
        if (found >= 0).all() and miss < least:
            best, least = np.zeros(rows.shape[1]), miss
            best[list(chosen)] = found
            if len(chosen) == rows.shape[1]:
                break  # nothing fits better than all columns together
    return best


def _choices(columns: range) -> Iterable[list[int]]:
    for size in range(len(columns), 0, -1):
        yield from map(list, combinations(columns, size))


def _curve(line: Floats, groups: _Groups) -> tuple[Floats, Floats]:
    """Return the points of a rising curve: what the line says of groups of places, and what came."""
    order = np.argsort(line, kind="stable")
    places, total = groups.places[order], groups.places.sum()
    middle = (np.cumsum(places) - places / 2) / total
    size = max(int(total // GROUP), 1)
    label = np.unique((middle * size).astype(np.int64), return_inverse=True)[1]
    weight = _summed(label, places)
    said = _summed(label, places * line[order]) / weight
    came = _summed(label, groups.sums[order]) / weight
    return said, np.maximum(_rising(came, weight), _LEAST)


def _rising(values: Floats, weights: Floats) -> Floats:
    """Return the closest sequence that never falls (pool adjacent violators; Ayer et al. 1955)."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        pool = (value, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, heavy, size = pools.pop()
            both = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / both, both, size + pool[2])
        pools.append(pool)
    return np.concatenate([np.full(size, mean) for mean, _, size in pools])
