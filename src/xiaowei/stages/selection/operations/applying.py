"""Home of asking: report, prepare, submit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import leave, take_step
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.flow import Arrow, Basis, in_order
from xiaowei.domain.money import yuan
from xiaowei.domain.selection import (
    FLOW,
    NEW,
    amount_holds,
    is_open,
)
from xiaowei.stages.identification.operations import hand_on
from xiaowei.stages.identification.queries import candidate as candidate_of
from xiaowei.stages.identification.queries import papers_of, places_outside
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application, Round
from xiaowei.stages.selection.operations.lines import put_lines
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.selection.queries import names_open, rounds_called


@transaction.atomic
def report(*, number: str, by: Actor, on: date, at: datetime) -> Application:
    """Send a candidate from the village to the township (S1 → S2).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`
    """
    return _begin(number, "report", Basis.STRAIGHT, by, on, at)


@transaction.atomic
def prepare(
    *, number: str, by: Actor, on: date | None, at: datetime, basis: Basis = Basis.STRAIGHT
) -> Application:
    """Take a candidate up in the township (S1 or S2 → S3).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`
    """
    return _begin(number, "prepare", basis, by, on, at)


@transaction.atomic
def submit(
    *,
    number: str,
    round_name: str,
    applied_fen: int | None,
    fund_lines: Sequence[tuple[str, int]],
    fund_source: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Application:
    """Send the application to the district (S3 or X1 → S4); amounts in fen, frozen by digest.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_asked`, `applied_after_collected`, `place_in_town`,
        `round_open`, `amount_known`, `within_cap`, `funds_add_up`, `reason_given`, `photo_before`,
        `consulted`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    policy = policy_for(candidate.district_code, candidate.year)
    called = rounds_called(candidate.district_code, candidate.year)
    round_ = next((one for one in called if one.name == round_name), None)
    arrow = FLOW.arrow(application.state, "submit", number)
    holds = amount_holds(applied_fen, fund_lines, policy.cap_fen)
    holds["round_open"] = _takes(round_, application, on, basis)
    facts = {
        "round": round_name,
        "on": on,
        "year": candidate.year,
        "rounds": names_open(called, on),
    }
    facts |= {"applied": yuan(applied_fen or 0), "cap": yuan(policy.cap_fen)}
    facts["funds"] = yuan(sum(amount for _, amount in fund_lines))
    tiny = (applied_fen or 0) < policy.tiny_cap_fen
    missing = _weigh_submission(arrow, candidate, holds, facts, tiny, by, on, basis)
    application.state = arrow.target
    application.applied_fen = applied_fen
    application.applied_on = application.applied_on or on
    application.fund_source = fund_source or "、".join(source for source, _ in fund_lines)
    application.policy_version = policy.version
    application.round = round_
    application.snapshot = _snapshot(candidate, applied_fen, fund_lines)
    application.digest = digest_json(application.snapshot)
    application.save()
    put_lines(application, fund_lines)
    hand_on(number=number, by=by, on=on, at=at)
    facts = {"applied": applied_fen, "digest": application.digest}
    leave(ROOM, number, arrow, by, on, at, basis, missing, **facts)
    return application


def _begin(
    number: str, action: str, basis: Basis, by: Actor, on: date | None, at: datetime
) -> Application:
    candidate = candidate_of(number, lock=True)
    application = Application.objects.filter(candidate=candidate).first()
    arrow = FLOW.arrow(application.state if application else NEW, action, number)
    take_step(arrow, by=by, region_code=candidate.town_code, basis=basis)
    policy = policy_for(candidate.district_code, candidate.year)
    application = application or Application(candidate=candidate, policy_version=policy.version)
    application.state = arrow.target
    application.save()
    leave(ROOM, number, arrow, by, on, at, basis, ())
    return application


def _takes(round_: Round | None, application: Application, on: date | None, basis: Basis) -> bool:
    """Tell whether a round takes the application; one sent back returns to its own round."""
    if round_ is None:
        return False
    if basis is Basis.TAKEN_OVER or application.round_id == round_.pk:
        return True
    return is_open(round_.opens_on, round_.closes_on, on)


def _weigh_submission(
    arrow: Arrow,
    candidate: Any,
    holds: Mapping[str, bool],
    facts: Mapping[str, object],
    tiny: bool,
    by: Actor,
    on: date | None,
    basis: Basis,
) -> tuple[str, ...]:
    papers = papers_of(candidate)
    outside = places_outside(candidate)
    return take_step(
        arrow,
        by=by,
        region_code=candidate.town_code,
        basis=basis,
        holds={
            **holds,
            "applied_after_collected": in_order(candidate.collected_on, on),
            "place_in_town": not outside,
            "reason_given": papers.tickets > 0 or papers.reason,
            "photo_before": papers.photos_before > 0,
            "consulted": papers.consultations > 0 or tiny,
        },
        place="、".join(outside),
        town=name_of(candidate.town_code),
        **facts,
    )


def _snapshot(
    candidate: Any, applied_fen: int | None, fund_lines: Sequence[tuple[str, int]]
) -> dict[str, object]:
    places = list(candidate.place_links.order_by("sequence").values_list("place__name", flat=True))
    return {
        "number": candidate.number,
        "name": candidate.name,
        "town_code": candidate.town_code,
        "type_code": candidate.type_code,
        "places": places,
        "quantity": str(candidate.quantity) if candidate.quantity is not None else None,
        "unit": candidate.unit,
        "sites": candidate.sites_planned,
        "applied_fen": applied_fen,
        "funds": [list(line) for line in fund_lines],
    }
