"""Home of a place as residents see it: projects, what was built for how much, complaints by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import place_names
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import lying_in, name_of
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.errors import BadInput
from xiaowei.journey.line import Line
from xiaowei.journey.projects import row_of
from xiaowei.journey.reach import is_few
from xiaowei.journey.register import IDENTIFIED, lines_of
from xiaowei.journey.spots import pressing_spots
from xiaowei.journey.survey import RECORDS
from xiaowei.stages.identification.models import CandidatePlace
from xiaowei.stages.intake.queries import complaints

DONE, UNDER_WAY, WAITING, OVER = "done", "under_way", "waiting", "over"
LISTED = ("code", "name", "kind", "households", "town_code", "longitude", "latitude")
PHASES = (DONE, UNDER_WAY, WAITING, OVER)


@dataclass(frozen=True)
class Locality:
    """A place with its projects by phase, its complaints by year, and what was approved of it in fen."""

    place: Place
    town: str
    projects: dict[str, list[dict[str, Any]]]
    spent_fen: int
    years: tuple[tuple[int, int | None], ...]
    """(year, complaints); None where they are too few to be told."""


@remembered(*RECORDS)
@steady()
def locality(code: str, as_of: date) -> Locality:
    """Return a place as residents see it on a day.

    :raises BadInput: `no_such_place`
    """
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise BadInput("no_such_place", value=code)
    keys = CandidatePlace.objects.filter(place=place).values("candidate_id")
    every = lines_of(keys, as_of)
    lines = [line for line in every if line.is_public]
    names, types = place_names(), catalogue()
    phases: dict[str, list[dict[str, Any]]] = {phase: [] for phase in PHASES}
    for line in sorted(lines, key=lambda one: (-one.year, one.number)):
        policy = policy_for(line.district_code, line.year)
        phases[phase_of(line)].append(row_of(line, names, types, policy, as_of))
    done = (line for line in lines if phase_of(line) == DONE)
    spent = sum(line.settled_fen or line.approved_fen or 0 for line in done)
    return Locality(place, name_of(place.town_code, as_of), phases, spent, _years(place, as_of))


def phase_of(line: Line) -> str:
    """Return whether a project is done, under way, waiting, or will not be done."""
    if line.is_over:
        return OVER
    if line.is_finished:
        return DONE
    return UNDER_WAY if line.is_filed or line.is_started else WAITING


def told(count: int) -> int | None:
    """Return a count as it may be told to everybody; None where it is too small."""
    return None if is_few(count) else count


def _years(place: Place, as_of: date) -> tuple[tuple[int, int | None], ...]:
    topics = [topic.code for topic in catalogue().topics]
    counts = Counter(one.received_on.year for one in complaints([place.pk], topics, until=as_of))
    return tuple((year, told(counts[year])) for year in sorted(counts, reverse=True))


@dataclass(frozen=True)
class Uncovered:
    """A place that is complained of again and again, and no project answers it."""

    place: str
    place_code: str
    town: str
    topic: str
    tickets: int | None
    since: str


@remembered(*RECORDS, most=32)
@steady()
def uncovered(district: str, as_of: date) -> list[Uncovered]:
    """Return the places with a repeated problem that no project answers, those waiting longest first."""
    found = pressing_spots(district, as_of).only(lambda head: not head.is_listed).rows()
    return [
        Uncovered(
            row["place"], row["place_code"], row["town"], row["topic"], told(row["tickets"]),
            (row["first_at"] or "")[:10],
        )
        for row in sorted(found, key=lambda one: one["first_at"] or "")
    ]  # fmt: skip


def turned_away(lines: Sequence[Line]) -> list[Line]:
    """Return the applications that were refused or wait to be mended, the newest first."""
    found = [line for line in lines if line.application_state in ("rejected", "returned")]
    return sorted(found, key=lambda one: one.closed_on or one.returned_on or date.min, reverse=True)


@remembered("places", "regions", *IDENTIFIED, most=64)
def places_listed(district: str, as_of: date, town: str = "") -> list[dict[str, Any]]:
    """Return the places of a district, or of one of its townships, with how many projects each has had."""
    rows = Place.objects.filter(lying_in("town_code", town or district, as_of))
    counts = Counter(
        CandidatePlace.objects.filter(
            lying_in("place__town_code", town or district, as_of), candidate__year__lte=as_of.year
        )
        .exclude(candidate__state__in=("lead", "draft"))
        .values_list("place__code", flat=True)
    )
    return [
        {
            "code": code, "name": name, "kind": kind, "households": households,
            "town": name_of(town_code, as_of), "projects": counts[code],
            "longitude": longitude, "latitude": latitude,
        }
        for code, name, kind, households, town_code, longitude, latitude in rows.order_by(
            "town_code", "name", "code"
        ).values_list(*LISTED)
    ]  # fmt: skip
