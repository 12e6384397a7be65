"""Home of what happened at a place, as whoever follows it is told: steps of its projects, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiaowei.base.places.models import Place
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.errors import BadInput
from xiaowei.journey.clock import steps_of
from xiaowei.journey.register import PROJECT_ROOMS, lines_of
from xiaowei.stages.identification.models import CandidatePlace


@dataclass(frozen=True, slots=True)
class Happening:
    """A step that a project took on a day."""

    number: str
    type_code: str
    step: str
    on: date


@remembered(*PROJECT_ROOMS, "places", "policies")
@steady()
def happenings(code: str, as_of: date, limit: int = 50) -> tuple[Place, list[Happening]]:
    """Return a place and the steps that its projects have taken up to a day, newest first.

    :raises BadInput: `no_such_place`
    """
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise BadInput("no_such_place", value=code)
    keys = CandidatePlace.objects.filter(place=place).values("candidate_id")
    found = [
        Happening(line.number, line.type_code, step.code, step.on)
        for line in lines_of(keys, as_of)
        if line.is_public
        for step in steps_of(line, policy_for(line.district_code, line.year), as_of)
        if step.done and step.on is not None and step.on <= as_of
    ]
    found.sort(key=lambda one: one.number)
    found.sort(key=lambda one: one.on, reverse=True)
    return place, found[:limit]
