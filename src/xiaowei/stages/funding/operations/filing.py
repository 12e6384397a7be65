"""Home of filing: ahead of the papers in the emergency lane, in order, or charged to an envelope later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import arrow_for, take_step
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.flow import Basis, in_order, lightened
from xiaowei.domain.funding import FLOW, UNFILED, kept_fen
from xiaowei.domain.identification import FILLABLE
from xiaowei.domain.policy import Policy
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.models import Filing, FilingSeries
from xiaowei.stages.funding.operations.booking import append, weigh_step
from xiaowei.stages.funding.operations.drawing import (
    carry_out,
    draws_of,
    first_drawing,
    town_fact,
)
from xiaowei.stages.funding.operations.reserving import keeps_room
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.selection.operations import hand_on, note_begun
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.selection.queries import is_emergency
from xiaowei.stages.telling import leave


@transaction.atomic
def file_ahead(*, number: str, by: Actor, on: date, at: datetime) -> Filing:
    """Open a filing without money before the papers, for a confirmed emergency.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `emergency_confirmed`
    """
    application = application_of(number, lock=True)
    filed = Filing.objects.filter(application=application).first()
    state, town = filed.state if filed else UNFILED, application.candidate.town_code
    arrow = arrow_for(FLOW, state, "file_ahead", number, by, town)
    take_step(
        arrow,
        by=by,
        region_code=town,
        basis=Basis.STRAIGHT,
        holds={"emergency_confirmed": is_emergency(number, on)},
        number=number,
    )
    filing = Filing.objects.create(
        application=application,
        state=arrow.target,
        approved_fen=0,
        paid_fen=0,
        digest=digest_json({}),
        policy_version=application.policy_version,
    )
    note_begun(number=number)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT)
    return filing


@transaction.atomic
def file(
    *,
    number: str,
    filing_no: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Filing:
    """File an approved project (S6 → S7): its amount is frozen with a digest and drawn from the
    envelopes of its sources.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `application_approved`, `filed_after_approved`,
        `filing_no_free`, `root_cause_named`, `maintainer_named`, `second_person`, `source_split`,
        `envelope_missing`, `earmarked_for_managed`, `within_envelope`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    filed = Filing.objects.select_for_update().filter(application=application).first()
    state = filed.state if filed else UNFILED
    arrow = arrow_for(FLOW, state, "file", number, by, candidate.town_code, basis)
    policy = policy_for(candidate.district_code, candidate.year)
    since = on if basis is Basis.STRAIGHT else None
    drawing = first_drawing(application, application.approved_fen or 0, on, since)
    filing_no = filing_no.strip()
    taken = Filing.objects.exclude(application=application).filter(filing_no=filing_no)
    holds = {
        "application_approved": application.state == "approved",
        "filed_after_approved": in_order(application.approved_on, on),
        "filing_no_free": not filing_no or not taken.exists(),
        "root_cause_named": bool(candidate.root_cause),
        "maintainer_named": bool(candidate.maintainer),
        "second_person": not policy.four_eyes or application.approved_by_id != by.person_id,
        **drawing.holds,
    }
    missing = take_step(
        arrow,
        by=by,
        region_code=candidate.town_code,
        basis=basis,
        holds=lightened(arrow, holds, is_tiny=policy.is_tiny(application.applied_fen)),
        number=number,
        filing_no=filing_no,
        town=town_fact(application),
        **drawing.facts,
    )
    filing = filed or Filing(application=application)
    filing.state, filing.filed_on = arrow.target, on
    filing.filing_no = filing_no or _number_for(candidate, policy, basis)
    _freeze(filing, application, policy, on, basis)
    filing.save()
    append(filing, "filed", filing.approved_fen, on)
    carry_out(drawing, filing, on)
    hand_on(number=number)
    leave(ROOM, number, arrow, by, on, at, basis, missing, amount=filing.approved_fen)
    return filing


@transaction.atomic
def charge(*, number: str, by: Actor, on: date, at: datetime) -> Filing:
    """Charge a filing to envelopes that were allotted after it was filed.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_charged_yet`, `source_split`, `envelope_missing`,
        `earmarked_for_managed`, `within_envelope`, `approvals_keep_room`
    """
    filing = filing_of(number, lock=True)
    keep = kept_fen(filing.state, filing.approved_fen, filing.disbursed_fen)
    application = filing.application
    drawing = first_drawing(application, keep, filing.filed_on or on, on)
    holds = {
        **drawing.holds,
        "not_charged_yet": bool(drawing.envelopes) and not draws_of(filing),
        "approvals_keep_room": keeps_room(drawing, application.candidate, on),
    }
    arrow, missing = weigh_step(
        filing, "charge", by, Basis.STRAIGHT, holds,
        town=town_fact(application), **drawing.facts,
    )  # fmt: skip
    carry_out(drawing, filing, on)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, amount=keep)
    return filing


def _freeze(
    filing: Filing, application: Any, policy: Policy, on: date | None, basis: Basis
) -> None:
    filled = {name: getattr(application.candidate, name) for name in FILLABLE}
    frozen = {"approved_fen": application.approved_fen, "filed_on": on}
    snapshot = {**application.snapshot, **filled, **frozen}
    filing.approved_fen = application.approved_fen or 0
    filing.paid_fen = None if basis is Basis.TAKEN_OVER else 0
    filing.snapshot = {**snapshot, "filed_on": on.isoformat() if on else None}
    filing.digest = digest_json(snapshot)
    filing.policy_version = application.policy_version
    if policy.notice_days and basis is Basis.STRAIGHT and on is not None:
        filing.notice_from = on
        filing.notice_to = on + timedelta(days=policy.notice_days - 1)


def _number_for(candidate: Any, policy: Policy, basis: Basis) -> str:
    """Return the filing number by the policy's form; a sheet taken over brings its own or none."""
    if basis is Basis.TAKEN_OVER:
        return ""
    form = policy.filing_number
    count = _next(candidate.district_code, candidate.year) if "{n" in form else 0
    named = {"number": candidate.number, "prefix": policy.number_prefix, "year": candidate.year}
    return form.format(**named, n=count)


def _next(district_code: str, year: int) -> int:
    """Return the next number of a programme-year's series, its row locked until the step is done."""
    key: dict[str, Any] = {"district_code": district_code, "year": year}
    FilingSeries.objects.get_or_create(**key)
    series = FilingSeries.objects.select_for_update().get(**key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
