"""Home of the visit log: who was where, what was seen, and what it belongs to."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.attachments.operations import attach
from xiaowei.base.places.models import Place
from xiaowei.base.trail.operations import record
from xiaowei.domain.butlers import VISITORS
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.stages.identification.models import Candidate, Spot, Visit
from xiaowei.stages.identification.permissions import require_at


@transaction.atomic
def log_visit(
    *,
    place_id: int,
    seen: str,
    spot_id: int | None = None,
    number: str = "",
    photo: bytes | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> Visit:
    """Log a visit of the day `on`: what was seen, at which spot or project of the place, a photo.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `visit_said`, `visit_elsewhere`, `not_in_future`
    :raises BadInput: `no_such_place`, and those of `attach`
    """
    place = Place.objects.filter(pk=place_id).first()
    if place is None:
        raise BadInput("no_such_place", value=place_id)
    require_at(by, VISITORS, place.town_code, (place.code,), "log_visit")
    require_past(at, on)
    if not seen.strip():
        raise RuleBroken("visit_said")
    spot = Spot.objects.filter(pk=spot_id, place=place).first() if spot_id else None
    here = Candidate.objects.filter(number=number, place_links__place=place)
    candidate = here.first() if number else None
    if (spot_id and spot is None) or (number and candidate is None):
        raise RuleBroken("visit_elsewhere", place=place.name)
    visit = Visit.objects.create(
        place=place,
        person_id=by.person_id,
        by_name=by.name[:60],
        visited_on=on,
        seen=mask(seen.strip()).text,
        spot=spot,
        candidate=candidate,
    )
    if photo:
        attach(
            number=photo_number(visit.pk), region_code=place.town_code,
            near=(place.code,), kind="during", content=photo, taken_on=on, by=by, on=on, at=at,
        )  # fmt: skip
    facts = {"visit": visit.pk, "spot": str(spot) if spot else None, "number": number or None}
    record(
        subject=f"place:{place.code}", action="identification.log_visit", by=by, on=on, at=at,
        facts=facts,
    )  # fmt: skip
    return visit


def photo_number(visit_id: int) -> str:
    """Return the number under which a visit's photos are attached."""
    return f"visit:{visit_id}"
