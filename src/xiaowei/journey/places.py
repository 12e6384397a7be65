"""Home of a place's history: who called when about what, what was done there, who came to look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import place_with
from xiaowei.base.regions.queries import standing
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note
from xiaowei.journey.line import Line
from xiaowei.journey.register import lines_of
from xiaowei.journey.spots import pressing_spots
from xiaowei.journey.survey import RECORDS
from xiaowei.stages.identification.models import CandidatePlace, StopGap
from xiaowei.stages.identification.queries import SpotRow
from xiaowei.stages.identification.visits import visits
from xiaowei.stages.intake.queries import days_heard

SHOWN_VISITS = 50


@dataclass(frozen=True)
class Asked:
    """A topic at a place: how many tickets, the first and the last day."""

    topic: str
    tickets: int
    first: date
    last: date


@dataclass(frozen=True)
class PlaceStory:
    """A place as it stood on a day; months as (YYYY-MM, tickets), lists newest first."""

    place: Place
    town_code: str
    months: tuple[tuple[str, int], ...]
    topics: tuple[Asked, ...]
    """The most asked for first."""
    spots: tuple[SpotRow, ...]
    lines: tuple[Line, ...]
    gaps: tuple[StopGap, ...]
    visits: tuple[dict[str, Any], ...]


@remembered(*RECORDS, "identification", "accounts", most=64)
@steady()
def place_story(code: str, as_of: date, language: str = "zh") -> PlaceStory:
    """Return a place's history up to a day, over all years.

    :raises BadInput: `not_found`
    """
    place = place_with(code)
    if place is None:
        raise BadInput("not_found", what=Note("thing.place"), number=code)
    heard = days_heard(place.pk, as_of)
    town = standing(place.town_code, as_of)
    at_it = CandidatePlace.objects.filter(place=place).values("candidate_id")
    lines = sorted(lines_of(at_it, as_of), key=lambda line: (-line.year, line.number))
    near = pressing_spots(town, as_of).at({code})
    gaps = StopGap.objects.filter(spot__place=place, from_on__lte=as_of).order_by("-from_on")
    return PlaceStory(
        place=place,
        town_code=town,
        months=tuple(sorted(Counter(day.strftime("%Y-%m") for day, _ in heard).items())),
        topics=_topics(heard),
        spots=tuple(near.rows(language)),
        lines=tuple(lines),
        gaps=tuple(gaps.select_related("spot")),
        visits=tuple(visits(town, as_of, [place.pk], SHOWN_VISITS)),
    )


def _topics(heard: list[tuple[date, str]]) -> tuple[Asked, ...]:
    days: dict[str, list[date]] = {}
    for day, topic in heard:
        days.setdefault(topic, []).append(day)
    found = [Asked(_name(code), len(when), min(when), max(when)) for code, when in days.items()]
    return tuple(sorted(found, key=lambda one: (-one.tickets, one.topic)))


def _name(topic_code: str) -> str:
    return catalogue().topic_name(topic_code)
