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
_AT_ONCE = 1 << 18
"""So many distances are looked at together."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = TypeVar("Numbers", Ints, Floats)


def distances(x: Floats, y: Floats, at: Ints, *, geographic: bool) -> Floats:
    """Return the distances of all locations from some (these × all): km where x is latitude, y longitude."""
    if not geographic:
        return np.asarray(np.hypot(x - x[at, None], y - y[at, None]))
    lat, lon = np.radians([x, y])
    half = np.sin((lat - lat[at, None]) / 2) ** 2
    half += np.cos(lat[at, None]) * np.cos(lat) * np.sin((lon - lon[at, None]) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


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
    A zone holds no more than `max_share` of those at risk; a location with more is in none. One whose
    coordinates nobody knows (NaN) is a zone of its own.
    """
    size = len(x)
    order, reach = np.zeros((size, size), np.int64), np.zeros(size, np.int64)
    most = max_share * float(at_risk.sum()) * (1 + _SLACK)
    ties = np.argsort(np.lexsort((y, x)))
    step = max(_AT_ONCE // size, 1)
    for first in range(0, size, step):
        some = np.arange(first, min(first + step, size))
        away = distances(x, y, some, geographic=geographic)
        unknown = np.isnan(away)
        away[unknown] = 0
        rank = (away / np.maximum(away.max(1, keepdims=True) * _ALIKE, 1e-300)).round()
        rank[unknown], away[unknown] = 2 / _ALIKE, np.inf
        rank[some - first, some], away[some - first, some] = -1, 0
        rows = np.argsort(rank.astype(np.int64) * size + ties, axis=1)
        away = np.take_along_axis(away, rows, 1)
        far = (away > max_radius * (1 + _SLACK)) | np.isinf(away)
        beyond = (np.cumsum(at_risk[rows], 1) > most) | far
        order[some] = rows
        reach[some] = np.where(beyond.any(1), beyond.argmax(1), size)
    return order[:, : max(int(reach.max(initial=0)), 1)], reach
