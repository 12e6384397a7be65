"""Home of coordinates between systems: those shifted on purpose back to the true ones, and there again."""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, pi, radians, sin, sqrt

from xiaowei.domain.coordinates import BD09, EAST, GCJ02, NORTH, SOUTH, TRUE, WEST

Point = tuple[float, float]
"""(degrees east, degrees north)"""

# Krasovsky 1940, on which the shift is reckoned.
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
_BAIDU_PI = pi * 3000.0 / 180.0
_ROUNDS = 12
"""Each round of turning a shift back leaves less than a hundredth of the error before."""


def to_true(lon: float, lat: float, system: str) -> Point:
    """Return a point given in a `system` as WGS84 (CGCS2000 is the same within centimetres).

    The shifts have no inverse in closed form: it is found by fixed-point iteration.
    """
    if system in TRUE:
        return lon, lat
    return _turned_back((lon, lat), _SHIFTS[system])


def from_true(lon: float, lat: float, system: str) -> Point:
    """Return a WGS84 point as a map of that `system` draws it."""
    return (lon, lat) if system in TRUE else _SHIFTS[system]((lon, lat))


def _turned_back(seen: Point, shift: Callable[[Point], Point]) -> Point:
    lon, lat = seen
    for _ in range(_ROUNDS):
        there = shift((lon, lat))
        lon, lat = lon + seen[0] - there[0], lat + seen[1] - there[1]
    return lon, lat


def _to_gcj(point: Point) -> Point:
    """Shift as the survey bureau's plug-in does (known from the eviltransform reconstruction)."""
    lon, lat = point
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        return point
    x, y = lon - 105.0, lat - 35.0
    common = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    bulge = 1.0 - _ECCENTRICITY * sin(radians(lat)) ** 2
    per_lat = radians(_AXIS * (1.0 - _ECCENTRICITY) / (bulge * sqrt(bulge)))
    per_lon = radians(_AXIS / sqrt(bulge) * cos(radians(lat)))
    return lon + east / per_lon, lat + north / per_lat


def _to_bd(point: Point) -> Point:
    """Shift the shifted once more, as Baidu does."""
    x, y = _to_gcj(point)
    far = sqrt(x * x + y * y) + 0.00002 * sin(y * _BAIDU_PI)
    turn = atan2(y, x) + 0.000003 * cos(x * _BAIDU_PI)
    return far * cos(turn) + 0.0065, far * sin(turn) + 0.006


_SHIFTS: dict[str, Callable[[Point], Point]] = {GCJ02: _to_gcj, BD09: _to_bd}
