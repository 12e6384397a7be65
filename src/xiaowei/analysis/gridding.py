"""Home of grids: points on a plane in metres, and square cells over them."""

from __future__ import annotations

import numpy as np

from xiaowei.analysis.eventlog import Floats

DEGREE = 111_320.0
"""Metres in a degree of latitude, and of longitude at the equator."""


def metres(lat: Floats, lon: Floats) -> Floats:
    """Return metres east and north of degrees, on a plane true near the middle of them; shape (n, 2).

    The plane's latitude is a whole degree, so that a few points more don't move all the others.
    """
    return np.stack([lon * DEGREE * _shrink(lat), lat * DEGREE], axis=1)


def cells(lat: Floats, lon: Floats, side: float) -> tuple[list[str], Floats]:
    """Return the cell of each point, named by the degrees of its middle, and that middle in metres."""
    middle = (np.floor(metres(lat, lon) / side) + 0.5) * side
    east, north = middle.T / DEGREE
    degrees = zip(north.tolist(), (east / _shrink(lat)).tolist(), strict=True)
    return [f"{one:.5f},{other:.5f}" for one, other in degrees], middle


def _shrink(lat: Floats) -> float:
    """Return how much shorter a degree of longitude is than one of latitude."""
    told = lat[np.isfinite(lat)]
    return float(np.cos(np.radians(np.round(np.median(told))))) if len(told) else 1.0
