"""Home of neighbours: where one place has a problem, the places beside it that have not called of it yet.

Nothing tells how old a place's buildings are. So neighbours are places of the same kind: in the same
community, or near by where both have coordinates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from math import cos, hypot, radians

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import places_within
from xiaowei.base.remembering import remembered
from xiaowei.domain.months import shifted
from xiaowei.domain.wording import Note
from xiaowei.journey.hints import Hint
from xiaowei.stages.intake.volumes import heard_where

PROBLEM, RECENT_MONTHS, QUIET_MONTHS = 3, 3, 12
"""So many complaints in so many months are a problem; who had none for so long has not called of it."""
NEAR_METRES, NEAREST = 1_000.0, 3
_METRES_A_DEGREE = 111_320.0
_CELL = NEAR_METRES / _METRES_A_DEGREE


@remembered("intake", "regions", "places", "catalogue")
def neighbours_ahead(district: str, as_of: date) -> tuple[Hint, ...]:
    """Return the places beside those with a problem, those beside the worst problem first."""
    known = catalogue()
    recent, year = (shifted(as_of, -n).toordinal() for n in (RECENT_MONTHS, QUIET_MONTHS))
    heard = [one for one in heard_where(district, as_of) if one[0] > year]
    called = {(place, topic) for _, place, topic in heard}
    counts = Counter((place, topic) for day, place, topic in heard if day > recent)
    worst = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    problems = [(*unit, n) for unit, n in worst if n >= PROBLEM and known.types_for(unit[1])]
    around = _Around(places_within(district))
    found: dict[tuple[int, str], Hint] = {}
    for place, topic, n in problems:
        for beside in around.of(place):
            if (beside.pk, topic) not in called:
                note = Note("lead.beside", place=around.places[place].name, n=n)
                hint = Hint(beside, topic, "neighbours", (note,))
                found.setdefault((beside.pk, topic), hint)
    return tuple(found.values())


class _Around:
    """The places of a region by community and by cells as wide as near is."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {place.pk: place for place in places}
        self.communities: dict[str, list[Place]] = {}
        self.cells: dict[tuple[int, int], list[Place]] = {}
        for place in self.places.values():
            if place.community_code:
                self.communities.setdefault(place.community_code, []).append(place)
            if place.longitude is not None and place.latitude is not None:
                self.cells.setdefault(_cell(place.longitude, place.latitude), []).append(place)

    def of(self, pk: int) -> list[Place]:
        """Return the nearest places of the same kind, those of its community where it has no coordinates."""
        here = self.places.get(pk)
        if here is None:
            return []
        near = [
            (metres, one)
            for one in self._candidates(here)
            if one.pk != pk
            and one.kind == here.kind
            and (metres := _metres(here, one)) <= NEAR_METRES
        ]
        return [one for _, one in sorted(near, key=lambda pair: (pair[0], pair[1].pk))[:NEAREST]]

    def _candidates(self, here: Place) -> Iterator[Place]:
        if here.longitude is None or here.latitude is None:
            yield from self.communities.get(here.community_code, ())
            return
        x, y = _cell(here.longitude, here.latitude)
        for step_x in (-2, -1, 0, 1, 2):  # a degree east is shorter than a degree north
            for step_y in (-1, 0, 1):
                yield from self.cells.get((x + step_x, y + step_y), ())


def _cell(longitude: float, latitude: float) -> tuple[int, int]:
    return int(longitude // _CELL), int(latitude // _CELL)


def _metres(one: Place, other: Place) -> float:
    """Return how far apart two places are; those of one community without coordinates are next to it."""
    known = (one.longitude, one.latitude, other.longitude, other.latitude)
    if None in known:
        return 0.0 if one.community_code == other.community_code != "" else float("inf")
    east, north, other_east, other_north = (x or 0.0 for x in known)
    wide = cos(radians(north)) * _METRES_A_DEGREE
    return hypot((east - other_east) * wide, (north - other_north) * _METRES_A_DEGREE)
