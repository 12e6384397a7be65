"""Home of a map's data: one feature a point, one label a township, and the box around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse

Point = tuple[float, float]
PLAIN, OPEN, DONE = range(3)
"""Of what kind a point is: under way or nothing special, still to be done, done."""
DECIMALS = 5
"""A metre is as near as anybody drives."""


@dataclass(frozen=True)
class Spotted:
    """One thing on a map: where, what it is called, what is said beside it, where it leads."""

    points: Sequence[Point]
    title: str
    beside: str
    url: str
    kind: int
    town: str


def points_answer(every: Iterable[Spotted]) -> HttpResponse:
    """Return things as GeoJSON; `towns` holds a label in the middle of each township's points."""
    features: list[dict[str, Any]] = []
    towns: dict[str, list[Point]] = {}
    for one in every:
        said = {"t": one.title, "s": one.beside, "u": one.url, "k": one.kind}
        features += [_feature(point, said) for point in one.points]
        towns.setdefault(one.town, []).extend(one.points)
    labels = [_feature(_middle(points), {"t": name}) for name, points in towns.items() if points]
    return JsonResponse(
        _collection(features) | {"towns": _collection(labels), "bbox": _box(features)},
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
        content_type="application/geo+json; charset=utf-8",
    )


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _feature(point: Point, said: dict[str, Any]) -> dict[str, Any]:
    where = [round(point[0], DECIMALS), round(point[1], DECIMALS)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": where},
        "properties": said,
    }


def _middle(points: Sequence[Point]) -> Point:
    """Return the middle one by longitude and by latitude: one slip far away does not move it."""
    east, north = sorted(p[0] for p in points), sorted(p[1] for p in points)
    return east[len(points) // 2], north[len(points) // 2]


def _box(features: list[dict[str, Any]]) -> list[float]:
    every = [feature["geometry"]["coordinates"] for feature in features] or [[0.0, 0.0]]
    east, north = [x for x, _ in every], [y for _, y in every]
    return [min(east), min(north), max(east), max(north)]
