"""Home of zones: around each location its neighbours, the nearest first, as far as a zone may reach."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

EARTH_KM = 6371.0
"""Mean radius; SaTScan measures great circles with it."""
_SLACK = 1e-9
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def distances(x: Floats, y: Floats, at: int, *, geographic: bool) -> Floats:
    """Return the distance of every location from one: km where x is latitude and y longitude (degrees)."""
    if not geographic:
        return np.asarray(np.hypot(x - x[at], y - y[at]))
    one, other = np.radians([x[at], y[at]]), np.radians([x, y])
    half = np.sin((other - one[:, None]) / 2) ** 2
    chord = half[0] + np.cos(one[0]) * np.cos(other[0]) * half[1]
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))))


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

    Of equally distant ones that with the smaller coordinates comes first. A zone holds no more than
    `max_share` of those at risk, except that a location alone is always a zone.
    """
    size = len(x)
    order = np.zeros((size, size), np.int64)
    reach = np.zeros(size, np.int64)
    most = max_share * float(at_risk.sum()) * (1 + _SLACK)
    for at in range(size):
        away = distances(x, y, at, geographic=geographic)
        away[at] = -1
        row = np.lexsort((y, x, away))
        within = (np.cumsum(at_risk[row]) <= most) & (away[row] <= max_radius * (1 + _SLACK))
        order[at] = row
        reach[at] = size if within.all() else int(np.argmin(within))
    return order[:, : max(int(reach.max(initial=0)), 1)], reach
