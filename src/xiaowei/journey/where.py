"""Home of where projects are: at their sites, else where the sheet says, else at their places."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from xiaowei.base.parts import in_parts
from xiaowei.base.places.models import Place
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.journey.line import Line
from xiaowei.stages.delivery.models import Site
from xiaowei.stages.identification.models import Candidate

Located = type[Site | Candidate | Place]
Point = tuple[float, float]
"""(longitude, latitude) in WGS84."""


@steady()
def points_of(lines: Collection[Line]) -> dict[str, list[Point]]:
    """Return the points of those projects that have any, by number."""
    sites = _of(Site, "works_id", (line.works_pk for line in lines if line.works_pk))
    own = _of(Candidate, "pk", (line.pk for line in lines))
    places = _of(Place, "pk", (place for line in lines for place in line.place_ids))
    found = {
        line.number: sites.get(line.works_pk or 0)
        or own.get(line.pk)
        or [point for place in line.place_ids for point in places.get(place, ())]
        for line in lines
    }
    return {number: points for number, points in found.items() if points}


def _of(model: Located, key: str, keys: Iterable[int]) -> dict[int, list[Point]]:
    return _known(model, key, tuple(sorted(set(keys))))


@remembered("delivery.Site", "identification.Candidate", "places.Place", most=32)
def _known(model: Located, key: str, keys: tuple[int, ...]) -> dict[int, list[Point]]:
    """Return the known points of rows, in order, by a key of them."""
    points: dict[int, list[Point]] = {}
    for part in in_parts(keys):
        asked = {f"{key}__in": part, "longitude__isnull": False, "latitude__isnull": False}
        rows = model._default_manager.filter(**asked).order_by("pk")
        for one, lon, lat in rows.values_list(key, "longitude", "latitude"):
            points.setdefault(one, []).append((lon, lat))
    return points
