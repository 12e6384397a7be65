"""Home of judging: take into review, send back, approve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import leave, take_step
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.flow import Basis
from xiaowei.domain.money import yuan
from xiaowei.domain.selection import (
    FLOW,
    approval_holds,
    approved_lines,
)
from xiaowei.stages.identification.operations import take_back
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application, Review
from xiaowei.stages.selection.operations.lines import approve_lines
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.selection.queries import fund_lines_of


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
    lines: Sequence[tuple[str, int]] | None = None,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Application:
    """Approve an amount in fen, never above what was asked (S5 → S6).

    `lines` says what is approved of each source; it may be left out where one source carries the cut.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `approved_something`, `approved_within_applied`,
        `approved_after_applied`, `approved_lines_add_up`, `three_questions`, `cut_explained`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    asked = fund_lines_of(application)
    lines = approved_lines(asked, approved_fen) if lines is None else lines
    arrow = FLOW.arrow(application.state, "approve", number)
    holds = approval_holds(
        applied_fen=application.applied_fen,
        applied_on=application.applied_on,
        approved_fen=approved_fen,
        approved_on=on,
        asked_lines=asked,
        lines=lines,
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
    approve_lines(application, lines)
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
