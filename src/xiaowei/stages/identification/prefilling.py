"""Home of what a spot already tells of the project that would cure it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import district_of
from xiaowei.base.remembering import remembered
from xiaowei.domain.catalogue import ProjectType
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.identification import Reason
from xiaowei.domain.wording import Note
from xiaowei.domain.zone import day_of, end_of
from xiaowei.stages.identification.models import Candidate, Spot, SpotTicket


@dataclass(frozen=True, slots=True)
class Prefill:
    """A form filled from a spot: only the quantity is left to measure. Prices in fen per unit."""

    name: str
    type_code: str
    type_name: str
    unit: str
    unit_price_fen: int | None
    place_id: int
    town_code: str
    district_code: str
    households: int | None
    maintainer: str
    """Who looks after the last project at this place."""
    reason: str


@remembered()
def prefill(spot_id: int, on: date, type_code: str = "") -> Prefill:
    """Return what a spot tells on a day of the project that would cure it.

    :raises BadInput: `not_found`
    :raises RuleBroken: `type_to_choose`, `no_type_for_topic`, `type_known`
    """
    spot = Spot.objects.select_related("place").filter(pk=spot_id).first()
    if spot is None:
        raise BadInput("not_found", what=Note("thing.spot"), number=spot_id)
    kind = _kind(spot, type_code)
    place = spot.place
    return Prefill(
        name=project_name(place, kind),
        type_code=kind.code,
        type_name=kind.name,
        unit=kind.unit,
        unit_price_fen=kind.price.middle_fen if kind.price else None,
        place_id=place.pk,
        town_code=place.town_code,
        district_code=district_of(place.town_code),
        households=place.households,
        maintainer=_maintainer(place),
        reason=_evidence(spot, on),
    )


def unsaved(filled: Prefill, spot_id: int, on: date) -> Candidate:
    """Return the candidate that the form would make of a spot, not stored."""
    return Candidate(
        name=filled.name,
        type_code=filled.type_code,
        town_code=filled.town_code,
        district_code=filled.district_code,
        year=on.year,
        spot_id=spot_id,
        unit=filled.unit,
        households_claimed=filled.households,
        maintainer=filled.maintainer,
        reason=filled.reason,
    )


def project_name(place: Place, kind: ProjectType) -> str:
    """Return what a project of this type at this place is called until somebody names it."""
    return f"{place.name}{kind.name}项目"


def _kind(spot: Spot, type_code: str) -> ProjectType:
    known = catalogue()
    if type_code:
        kind = known.type(type_code)
        if kind is None:
            raise RuleBroken("type_known", type=type_code)
        return kind
    fitting = known.types_for(spot.topic_code)
    topic = catalogue().topic_name(spot.topic_code)
    if not fitting:
        raise RuleBroken("no_type_for_topic", topic=topic)
    if len(fitting) > 1:
        names = "、".join(kind.name for kind in fitting)
        raise RuleBroken("type_to_choose", topic=topic, types=names)
    return fitting[0]


def _maintainer(place: Place) -> str:
    here = Candidate.objects.filter(place_links__place=place).exclude(maintainer="")
    return here.order_by("-pk").values_list("maintainer", flat=True).first() or ""


def _evidence(spot: Spot, on: date) -> str:
    found = SpotTicket.objects.filter(spot=spot, ticket__received_at__lt=end_of(on)).aggregate(
        tickets=Count("pk"),
        known=Count("ticket__caller_hash", distinct=True, filter=~Q(ticket__caller_hash="")),
        unknown=Count("pk", filter=Q(ticket__caller_hash="")),
        first=Min("ticket__received_at"),
        last=Max("ticket__received_at"),
    )
    if not found["tickets"]:
        return ""
    facts = {
        "first": day_of(found["first"]),
        "last": day_of(found["last"]),
        "tickets": found["tickets"],
        "callers": found["known"] + found["unknown"],
        "place": spot.place.name,
        "topic": catalogue().topic_name(spot.topic_code),
    }
    return Reason("evidence", facts).text()
