"""Home of the sketch of where something lies, for paper: its points among the places around, to scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, hypot, radians
from typing import Any

from xiaowei.interfaces.web.atlas.points import Point

WIDTH, HEIGHT, EDGE = 640, 240, 34
NEIGHBOURS = 8
METRES_PER_DEGREE = 111_320
LEAST_SPAN = 400
"""Metres that a sketch shows at least: a single point needs some ground around it."""
LETTER, LINE = 13, 17
"""Width and height of a character of a name, in the sketch's units."""
BARS = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)


def sketch(own: Sequence[Point], around: Iterable[tuple[str, Point]]) -> dict[str, Any] | None:
    """Return what lies where in a box of WIDTH by HEIGHT, with a scale bar; None without a point.

    The nearest places are drawn; a name that would lie on another is left out, its dot stays.
    """
    if not own:
        return None
    east, north = own[0]
    flat = [_metres(point, east, north) for point in own]
    near = sorted(
        ((name, _metres(point, east, north)) for name, point in around),
        key=lambda one: hypot(*one[1]),
    )[:NEIGHBOURS]
    every = [*flat, *(at for _, at in near)]
    scale, left, top = _fitted(every)
    placed = [((x - left) * scale + WIDTH / 2, (top - y) * scale + HEIGHT / 2) for x, y in every]
    metres = max((bar for bar in BARS if bar * scale <= WIDTH / 4), default=BARS[0])
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "own": [{"x": round(x), "y": round(y)} for x, y in placed[: len(own)]],
        "around": _named([name for name, _ in near], placed[len(own) :], placed[: len(own)]),
        "bar": {"metres": metres, "x": round(WIDTH - EDGE - metres * scale), "to": WIDTH - EDGE},
    }


def _metres(point: Point, east: float, north: float) -> Point:
    """Return how far east and north of an origin a point lies, in metres."""
    longitude = (point[0] - east) * cos(radians(north)) * METRES_PER_DEGREE
    return longitude, (point[1] - north) * METRES_PER_DEGREE


def _fitted(every: Sequence[Point]) -> tuple[float, float, float]:
    """Return units per metre that fit all points into the box, and the middle in metres."""
    xs, ys = [x for x, _ in every], [y for _, y in every]
    wide, high = (max(max(of) - min(of), LEAST_SPAN) for of in (xs, ys))
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)
    return scale, (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _named(
    names: Sequence[str], dots: Sequence[Point], taken: Sequence[Point]
) -> list[dict[str, Any]]:
    """Return the dots with their names, each beside its dot on the side that has room."""
    boxes = [(x - LINE, y - LINE, x + LINE, y + LINE) for x, y in taken]
    found = []
    for name, (x, y) in zip(names, dots, strict=True):
        long = len(name) * LETTER
        to_left = x + long + LINE > WIDTH
        start = x - long - LINE / 2 if to_left else x + LINE / 2
        box = (start, y - LINE / 2, start + long, y + LINE / 2)
        shown = start >= 0 and not any(_meet(box, other) for other in boxes)
        boxes += [box] if shown else []
        dot = {"x": round(x), "y": round(y), "name": name if shown else ""}
        found.append(dot | {"from": round(start), "under": round(y + LINE / 4)})
    return found


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
