"""Home of asking and approving: open a round, report, prepare, submit, send back, review, approve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import leave, take_step
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.changes import apply_changes
from xiaowei.base.trail.operations import digest_json, record
from xiaowei.domain.flow import Arrow, Basis, in_order
from xiaowei.domain.money import yuan
from xiaowei.domain.selection import (
    CALLED,
    FLOW,
    NEW,
    ROUND_FLOW,
    UNCALLED,
    amount_holds,
    approval_holds,
    is_open,
)
from xiaowei.stages.identification.operations import hand_on, take_back
from xiaowei.stages.identification.queries import candidate as candidate_of
from xiaowei.stages.identification.queries import papers_of, places_outside
from xiaowei.stages.selection.models import Application, FundLine, Programme, Review, Round
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.selection.queries import names_open, rounds_called

ROOM = "selection"
VERDICT = ("applied_fen", "applied_on", "approved_fen", "approved_on")


@transaction.atomic
def open_round(
    *,
    district_code: str,
    year: int,
    name: str,
    opens_on: date | None,
    closes_on: date | None,
    town_code: str = "",
    by: Actor,
    on: date,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Round:
    """Call for projects from one day to another, in a programme-year that opens with its first round.

    Called again, the district moves the days. A sheet taken over, of `town_code`, only widens what
    sheets told before; the days that a district set stand.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `round_named`, `closes_after_opening`
    """
    programme = _programme(district_code, year, by, on, at)
    round_ = Round.objects.select_for_update().filter(programme=programme, name=name).first()
    action = "note_round" if basis is Basis.TAKEN_OVER else "open_round"
    arrow = ROUND_FLOW.arrow(CALLED if round_ else UNCALLED, action, name)
    holds = {
        "round_named": bool(name.strip()),
        "closes_after_opening": in_order(opens_on, closes_on),
    }
    take_step(arrow, by=by, region_code=town_code or district_code, basis=basis, holds=holds)
    round_ = round_ or Round(programme=programme, name=name, basis=basis)
    window = (opens_on, closes_on)
    if basis is Basis.TAKEN_OVER:
        window = _widened(round_, opens_on, closes_on)
    if round_.pk and (*window, basis) == (round_.opens_on, round_.closes_on, round_.basis):
        return round_
    if round_.pk and basis is Basis.TAKEN_OVER and round_.basis == Basis.STRAIGHT:
        return round_
    round_.opens_on, round_.closes_on = window
    round_.basis = basis
    round_.save()
    record(
        subject=f"programme:{district_code}:{year}",
        action=f"{ROOM}.{action}",
        by=by,
        on=on,
        at=at,
        facts={"round": name, "opens_on": window[0], "closes_on": window[1], "basis": basis},
    )
    return round_


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
    _put_lines(application, fund_lines)
    hand_on(number=number, by=by, on=on, at=at)
    facts = {"applied": applied_fen, "digest": application.digest}
    leave(ROOM, number, arrow, by, on, at, basis, missing, **facts)
    return application


@transaction.atomic
def send_back(*, number: str, reason: str, by: Actor, on: date, at: datetime) -> Application:
    """Return an application for correction, saying what to mend (S4 or S5 → X1).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `reason_said`
    """
    application = application_of(number, lock=True)
    arrow = FLOW.arrow(application.state, "send_back", number)
    town = application.candidate.town_code
    holds = {"reason_said": bool(reason.strip())}
    take_step(arrow, by=by, region_code=town, basis=Basis.STRAIGHT, holds=holds)
    application.state, application.returned_on = arrow.target, on
    application.return_reason = reason
    application.save()
    take_back(number=number, reason=reason, by=by, on=on, at=at)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, (), reason=reason)
    return application


@transaction.atomic
def begin_review(
    *, number: str, by: Actor, on: date | None, at: datetime, basis: Basis = Basis.STRAIGHT
) -> Application:
    """Take an application into review (S4 → S5).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`
    """
    application = application_of(number, lock=True)
    arrow = FLOW.arrow(application.state, "begin_review", number)
    take_step(arrow, by=by, region_code=application.candidate.town_code, basis=basis)
    application.state = arrow.target
    application.save()
    leave(ROOM, number, arrow, by, on, at, basis, ())
    return application


@transaction.atomic
def approve(
    *,
    number: str,
    approved_fen: int,
    necessity: str = "",
    plan: str = "",
    investment: str = "",
    cut_reason: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Application:
    """Approve an amount in fen, never above what was asked (S5 → S6).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `approved_something`, `approved_within_applied`,
        `approved_after_applied`, `three_questions`, `cut_explained`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    arrow = FLOW.arrow(application.state, "approve", number)
    holds = approval_holds(
        applied_fen=application.applied_fen,
        applied_on=application.applied_on,
        approved_fen=approved_fen,
        approved_on=on,
        questions=(necessity, plan, investment),
        cut_reason=cut_reason,
    )
    facts = {"approved": yuan(approved_fen), "applied": yuan(application.applied_fen or 0)}
    missing = take_step(
        arrow, by=by, region_code=candidate.town_code, basis=basis, holds=holds, **facts
    )
    application.state = arrow.target
    application.approved_fen, application.approved_on = approved_fen, on
    application.policy_version = policy_for(candidate.district_code, candidate.year).version
    application.save()
    if basis is Basis.STRAIGHT and on is not None:
        Review.objects.create(
            application=application,
            necessity=necessity,
            plan=plan,
            investment=investment,
            cut_reason=cut_reason,
            approved_fen=approved_fen,
            by_name=by.name,
            on=on,
        )
    leave(ROOM, number, arrow, by, on, at, basis, missing, **facts)
    return application


@transaction.atomic
def correct(
    *,
    number: str,
    changes: Mapping[str, Any],
    fund_lines: Sequence[tuple[str, int]] | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> dict[str, list[str | None]]:
    """Correct facts taken over from a sheet; return field -> [old, new], also left on the trail.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `approved_within_applied`, `approved_after_applied`
    """
    application = application_of(number, lock=True)
    is_verdict = not changes.keys().isdisjoint(("approved_fen", "approved_on"))
    arrow = FLOW.arrow(application.state, "correct_verdict" if is_verdict else "correct", number)
    after = {name: changes.get(name, getattr(application, name)) for name in VERDICT}
    asked, approved = after["applied_fen"], after["approved_fen"]
    take_step(
        arrow,
        by=by,
        region_code=application.candidate.town_code,
        basis=Basis.TAKEN_OVER,
        holds={
            "approved_within_applied": asked is None or (approved or 0) <= asked,
            "approved_after_applied": in_order(after["applied_on"], after["approved_on"]),
        },
        approved=yuan(approved or 0),
        applied=yuan(asked or 0),
    )
    found = apply_changes(application, changes)
    if fund_lines is not None:
        _put_lines(application, fund_lines)
    leave(ROOM, number, arrow, by, on, at, Basis.TAKEN_OVER, changed=found)
    return found


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


def _put_lines(application: Application, fund_lines: Sequence[tuple[str, int]]) -> None:
    application.fund_lines.all().delete()
    FundLine.objects.bulk_create(
        FundLine(application=application, source=source, amount_fen=amount)
        for source, amount in fund_lines
    )


def _programme(district_code: str, year: int, by: Actor, on: date, at: datetime) -> Programme:
    """Return the programme-year of a district; open it under the policy in force if it is new."""
    policy = policy_for(district_code, year)
    programme, new = Programme.objects.get_or_create(
        district_code=district_code,
        year=year,
        defaults={"name": policy.programme_name, "policy_version": policy.version},
    )
    if new:
        subject = f"programme:{district_code}:{year}"
        record(subject=subject, action="selection.open_programme", by=by, on=on, at=at)
    return programme


def _widened(
    round_: Round, opens_on: date | None, closes_on: date | None
) -> tuple[date | None, date | None]:
    opens = min(filter(None, (round_.opens_on, opens_on)), default=None)
    return opens, max(filter(None, (round_.closes_on, closes_on)), default=None)


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
