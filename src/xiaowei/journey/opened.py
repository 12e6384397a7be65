"""Home of the open data of projects: what everybody may know of each, with where it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.parts import in_parts
from xiaowei.base.places.models import Place
from xiaowei.base.regions.queries import name_of
from xiaowei.base.steady import steady
from xiaowei.domain.money import wan
from xiaowei.journey.line import Line
from xiaowei.journey.register import register
from xiaowei.journey.where import Point, points_of


@steady()
def opened_projects(district: str, as_of: date) -> list[dict[str, Any]]:
    """Return every project of a district known on a day as a plain row; positions where they are known."""
    lines = [line for line in register(district, as_of=as_of) if line.is_public]
    ids = sorted({place for line in lines for place in line.place_ids})
    places = {
        pk: (code, name)
        for part in in_parts(ids)
        for pk, code, name in Place.objects.filter(pk__in=part).values_list("pk", "code", "name")
    }
    points, types = points_of(lines), {one.code: one.name for one in catalogue().types}
    return [_row(line, places, points.get(line.number, []), types, as_of) for line in lines]


def _row(
    line: Line,
    places: dict[int, tuple[str, str]],
    points: list[Point],
    types: dict[str, str],
    as_of: date,
) -> dict[str, Any]:
    served = [places[place] for place in line.place_ids if place in places]
    longitude, latitude = points[0] if points else (None, None)
    return {
        "number": line.number,
        "name": line.name,
        "year": line.year,
        "place_codes": [code for code, _ in served],
        "places": [name for _, name in served],
        "town": name_of(line.town_code, as_of),
        "type": types.get(line.type_code, line.type_code),
        "state": line.state,
        "applied_wan": None if line.applied_fen is None else wan(line.applied_fen),
        "approved_wan": None if line.approved_fen is None else wan(line.approved_fen),
        "collected_on": line.collected_on,
        "finished_on": line.finished_on,
        "accepted_on": line.accepted_on,
        "longitude": longitude,
        "latitude": latitude,
    }
