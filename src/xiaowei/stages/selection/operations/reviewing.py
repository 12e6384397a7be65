"""Home of judging: take into review, send back, approve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import take_step
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.flow import Basis, lightened
from xiaowei.domain.selection import Items, approval_holds, approved_lines, joined, opinions_in
from xiaowei.stages.identification.operations import take_back
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application, Return, Review
from xiaowei.stages.selection.operations.lines import amounts_told, approve_lines
from xiaowei.stages.selection.operations.steps import arrow_of, step
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.selection.queries import fund_lines_of
from xiaowei.stages.telling import leave


@transaction.atomic
def send_back(
    *, number: str, reason: str, items: Items = (), by: Actor, on: date, at: datetime
) -> Application:
    """Return an application for correction, item by item, as often as the policy lets (S4/S5 → X1).

    The reviewer's clock stands still until it is sent again; the total clock runs on.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `reason_said`, `rounds_left`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    most = policy_for(candidate.district_code, candidate.year).return_rounds
    earlier = application.returns.count()
    holds = {"reason_said": bool(reason.strip() or items), "rounds_left": earlier < most}
    arrow = step(application, "send_back", by, holds, most=most)
    application.state, application.returned_on = arrow.target, on
    application.return_reason = reason or joined(items)
    application.save()
    Return.objects.create(
        application=application,
        sequence=earlier + 1,
        on=on,
        reason=application.return_reason,
        items=[list(item) for item in items],
        by_name=by.name,
    )
    take_back(number=number, reason=application.return_reason, by=by, on=on, at=at)
    said = {"reason": application.return_reason, "items": [list(item) for item in items]}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, (), **said)
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
    arrow = step(application, "begin_review", by, basis=basis)
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
    cuts: Sequence[tuple[str, int, str]] = (),
    conditions: str = "",
    lines: Sequence[tuple[str, int]] | None = None,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Application:
    """Approve an amount in fen, never above what was asked (S5 → S6).

    `cuts` says line by line (item, fen taken off, why); `lines` what is approved of each source, which
    may be left out where one source carries the cut.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `approved_something`, `approved_within_applied`,
        `approved_after_applied`, `approved_lines_add_up`, `three_questions`, `cut_explained`,
        `site_visited`, `opinions_in`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    policy = policy_for(candidate.district_code, candidate.year)
    asked = fund_lines_of(application)
    lines = approved_lines(asked, approved_fen) if lines is None else lines
    arrow = arrow_of(application, "approve", by, basis)
    said = {"necessity": necessity, "plan": plan, "investment": investment}
    said |= {"cut_reason": cut_reason, "conditions": conditions}
    holds = approval_holds(
        applied_fen=application.applied_fen,
        applied_on=application.applied_on,
        approved_fen=approved_fen,
        approved_on=on,
        asked_lines=asked,
        lines=lines,
        questions=(necessity, plan, investment),
        cut_reason=cut_reason,
        cuts=cuts,
    ) | _heard(application, on)
    facts = amounts_told(application.applied_fen or 0, approved_fen, lines)
    holds = lightened(arrow, holds, is_tiny=policy.is_tiny(application.applied_fen))
    where = candidate.town_code
    missing = take_step(arrow, by=by, region_code=where, basis=basis, holds=holds, **facts)
    application.state = arrow.target
    application.approved_fen, application.approved_on = approved_fen, on
    application.policy_version = policy.version
    if basis is Basis.STRAIGHT and on is not None:
        application.approved_by_id = by.person_id
        _note_review(application, said, cuts, by, on)
    application.save()
    approve_lines(application, lines)
    leave(ROOM, number, arrow, by, on, at, basis, missing, **facts)
    return application


def _note_review(
    application: Application,
    said: Mapping[str, str],
    cuts: Sequence[tuple[str, int, str]],
    by: Actor,
    on: date,
) -> None:
    Review.objects.create(
        application=application,
        **said,
        cuts=[list(cut) for cut in cuts],
        approved_fen=application.approved_fen or 0,
        by_name=by.name,
        on=on,
    )


def _heard(application: Application, on: date | None) -> dict[str, bool]:
    """Weigh what a review has heard and seen."""
    candidate = application.candidate
    policy = policy_for(candidate.district_code, candidate.year)
    asked = application.opinions.values_list("answer", "due_on")
    silence = policy.opinion_silence_agrees
    return {
        "site_visited": application.visits.exists(),
        "opinions_in": opinions_in(asked, on, silence_agrees=silence),
    }
