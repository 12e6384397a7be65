"""Home of minting candidates: a number for life, from a spot in one step or from what is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Unpack

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import district_of
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import standing
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.flow import Basis
from xiaowei.domain.identification import CANDIDATE_FLOW, LEAD_SOURCES, SPOT_FLOW, Line
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.models import Candidate, Spot
from xiaowei.stages.identification.operations.details import (
    Details,
    SiteDraft,
    guard,
    put,
    put_nested,
)
from xiaowei.stages.identification.operations.numbers import next_number
from xiaowei.stages.identification.permissions import require_at, roles_for
from xiaowei.stages.identification.prefilling import prefill, project_name


@transaction.atomic
def mint_candidate(
    *,
    town_code: str,
    district_code: str,
    year: int,
    number: str | None = None,
    basis: Basis = Basis.STRAIGHT,
    by: Actor,
    on: date | None,
    at: datetime,
    **details: Unpack[Details],
) -> Candidate:
    """Mint a candidate project; `number` is taken over when a sheet gives one, else the next free.

    Needs name, type_code and place_ids; the rest may follow.

    :raises RuleBroken: `number_taken`, `type_known`, `town_in_district`, `place_in_town`, `estimate_is_sum`,
        `price_explained`, `not_in_table`
    :raises NotAllowed: `not_permitted`
    """
    _check_spot(details.get("spot_id"))
    arrow = CANDIDATE_FLOW.arrow("lead", "mint")
    codes = _codes(details.get("place_ids", ()))
    town = standing(town_code, on) if on else town_code
    if town != town_code:
        town_code, district_code = town, district_of(town)
    require_at(by, roles_for(arrow.roles, basis), town_code, codes, "mint")
    if number and Candidate.objects.filter(number=number).exists():
        raise RuleBroken("number_taken", number=number)
    candidate = Candidate(
        town_code=town_code,
        district_code=district_code,
        year=year,
        state=arrow.target,
        basis=basis,
        sheet_number=bool(number),
    )
    put(candidate, details)
    missing = guard(arrow, candidate, details, basis)
    candidate.number = number or next_number(policy_for(district_code, year).number_prefix, year)
    candidate.save()
    put_nested(candidate, details)
    facts: dict[str, object] = {
        "name": candidate.name,
        "type": candidate.type_code,
        "places": codes,
    }
    facts |= {"basis": basis, "not_in_sheet": missing, "estimate_fen": candidate.estimate_fen}
    record(
        subject=candidate.number,
        action="identification.mint",
        by=by,
        on=on,
        at=at,
        facts=facts,
    )
    return candidate


@transaction.atomic
def mint_from_spot(
    *,
    spot_id: int,
    type_code: str = "",
    quantity: Decimal | None = None,
    unit_price_fen: int | None = None,
    why: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Candidate:
    """Mint a candidate from a spot in one step: name, type, place, households, evidence, estimate.

    The estimate is quantity × unit price, the middle of the library's band where none is given;
    without a quantity it is left open.

    :raises RuleBroken: `type_to_choose`, `no_type_for_topic` and those of `mint_candidate`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    filled = prefill(spot_id, on, type_code)
    details = Details(
        name=filled.name,
        type_code=filled.type_code,
        place_ids=(filled.place_id,),
        spot_id=spot_id,
        reason=filled.reason,
        unit=filled.unit,
        households_claimed=filled.households,
        quantity=quantity,
    )
    price = unit_price_fen or filled.unit_price_fen
    if quantity is not None and price is not None:
        details["lines"] = (Line(filled.type_name, quantity, filled.unit, price, why),)
    return mint_candidate(
        town_code=filled.town_code,
        district_code=filled.district_code,
        year=on.year,
        by=by,
        on=on,
        at=at,
        **details,
    )


@transaction.atomic
def mint_unasked(
    *,
    place_id: int,
    type_code: str,
    lead_source: str,
    reason: str,
    quantity: Decimal | None = None,
    sites: Sequence[SiteDraft] = (),
    by: Actor,
    on: date,
    at: datetime,
) -> Candidate:
    """Mint a candidate that nobody complained about yet: where, what, how it was found, why now.

    `sites` are where the works would be. The estimate is quantity × the middle of the library's band;
    without a quantity it is left open.

    :raises RuleBroken: `lead_reasoned`, `type_known` and those of `mint_candidate`
    :raises BadInput: `no_such_place`, `no_such_lead_source`
    :raises NotAllowed: `not_permitted`
    """
    place = Place.objects.filter(pk=place_id).first()
    if place is None:
        raise BadInput("no_such_place", value=place_id)
    if lead_source not in LEAD_SOURCES:
        raise BadInput("no_such_lead_source", value=lead_source, known=", ".join(LEAD_SOURCES))
    if not reason.strip():
        raise RuleBroken("lead_reasoned")
    kind = catalogue().type(type_code)
    if kind is None:
        raise RuleBroken("type_known", type=type_code)
    details = Details(
        name=project_name(place, kind),
        type_code=kind.code,
        place_ids=(place.pk,),
        proactive=True,
        lead_source=lead_source,
        reason=reason.strip(),
        quantity=quantity,
        unit=kind.unit,
        households_claimed=place.households,
        collected_on=on,
    )
    if sites:
        details["sites"], details["sites_planned"] = sites, len(sites)
    if quantity is not None and kind.price:
        details["lines"] = (Line(kind.name, quantity, kind.unit, kind.price.middle_fen),)
    return mint_candidate(
        town_code=place.town_code,
        district_code=district_of(place.town_code),
        year=on.year,
        by=by,
        on=on,
        at=at,
        **details,
    )


def _codes(place_ids: Sequence[int]) -> tuple[str, ...]:
    found = Place.objects.filter(pk__in=list(place_ids)).order_by("code")
    return tuple(found.values_list("code", flat=True))


def _check_spot(spot_id: int | None) -> None:
    if spot_id is None:
        return
    spot = Spot.objects.filter(pk=spot_id).first()
    if spot is None:
        raise BadInput("not_found", what=Note("thing.spot"), number=spot_id)
    SPOT_FLOW.arrow(spot.state, "mint", str(spot))
