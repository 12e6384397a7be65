"""Home of zones: around each location its neighbours, the nearest first, as far as a zone may reach."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

EARTH_KM = 6371.0
"""Mean radius; SaTScan measures great circles with it."""
_SLACK = 1e-9
_ALIKE = 1e-12
"""Distances that differ by less, as a share of the largest, are equal: only rounding tells them apart."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = TypeVar("Numbers", Ints, Floats)


def distances(x: Floats, y: Floats, at: int, *, geographic: bool) -> Floats:
    """Return the distance of every location from one: km where x is latitude and y longitude (degrees)."""
    if not geographic:
        return np.asarray(np.hypot(x - x[at], y - y[at]))
    one, other = np.radians([x[at], y[at]]), np.radians([x, y])
    half = np.sin((other - one[:, None]) / 2) ** 2
    chord = half[0] + np.cos(one[0]) * np.cos(other[0]) * half[1]
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))))


def sites_of(x: Floats, y: Floats) -> Ints:
    """Return the number of each location's site: locations of equal coordinates are one, as they come."""
    _, firsts, at = np.unique(np.stack([x, y]), axis=1, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(firsts))[at.ravel()], np.int64)


def gathered(values: Numbers, sites: Ints) -> Numbers:
    """Return groups × locations × periods summed to groups × sites × periods."""
    found = np.zeros((values.shape[0], int(sites.max()) + 1, values.shape[2]), values.dtype)
    for at, site in enumerate(sites):
        found[:, site] += values[:, at]
    return found


def neighbours(
    x: Floats,
    y: Floats,
    at_risk: Floats,
    *,
    geographic: bool = False,
    max_radius: float = np.inf,
    max_share: float = 0.5,
) -> tuple[Ints, Ints]:
    """Return each location's neighbours by distance, itself first, and how many of them a zone may have.

    Of equally distant ones that with the smaller coordinates comes first; no two have the same (`sites_of`).
    A zone holds no more than `max_share` of those at risk, except that a location alone is always a zone.
    """
    size = len(x)
    order = np.zeros((size, size), np.int64)
    reach = np.zeros(size, np.int64)
    most = max_share * float(at_risk.sum()) * (1 + _SLACK)
    for at in range(size):
        away = distances(x, y, at, geographic=geographic)
        alike = max(float(away.max()) * _ALIKE, 1e-300)
        rank = (away / alike).round()
        rank[at] = -1
        row = np.lexsort((y, x, rank))
        within = (np.cumsum(at_risk[row]) <= most) & (away[row] <= max_radius * (1 + _SLACK))
        order[at] = row
        reach[at] = size if within.all() else int(np.argmin(within))
    return order[:, : max(int(reach.max(initial=0)), 1)], reach
