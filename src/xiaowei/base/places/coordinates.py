"""Home of coordinates at the door: stored as WGS84, with the system in which they came."""

from __future__ import annotations

from django.conf import settings

from xiaowei.analysis.coordinates import to_true
from xiaowei.domain.coordinates import TRUE, require_point

PLACES = 6
"""Decimals kept of what was shifted back: a tenth of a metre."""


def stored(
    lon: float | None, lat: float | None, said: str | None
) -> tuple[float | None, float | None, str]:
    """Return (longitude, latitude, the system they came in) as kept; blank where no point is given.

    A sheet that doesn't say its system has the one that the operator set.

    :raises BadInput: `half_a_point`, `point_outside`
    """
    require_point(lon, lat)
    if lon is None or lat is None:
        return None, None, ""
    system = said or settings.COORDINATES
    if system in TRUE:
        return lon, lat, system
    east, north = to_true(lon, lat, system)
    return round(east, PLACES), round(north, PLACES), system
