"""Home of asking: report, prepare, submit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import take_step
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import lying_in, name_of, tree
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.flow import Basis, in_order, lightened
from xiaowei.domain.money import yuan
from xiaowei.domain.rounds import round_among
from xiaowei.domain.selection import (
    NEW,
    amount_holds,
    is_eligible,
    is_open,
    line_faults,
    untouched,
    within_limit,
)
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.operations import hand_on
from xiaowei.stages.identification.permissions import require_near
from xiaowei.stages.identification.queries import Papers, papers_of, places_outside
from xiaowei.stages.identification.queries import candidate as candidate_of
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application, Round, RoundLimit, Submission
from xiaowei.stages.selection.operations.lines import put_lines, snapshot_of
from xiaowei.stages.selection.operations.steps import arrow_of
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.selection.queries import asked_in, funded_before, names_open, rounds_called
from xiaowei.stages.telling import leave


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
    eligibility: Collection[str] = (),
    again_reason: str = "",
    unchanged_reason: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Application:
    """Send the application to the district (S3 or X1 → S4); amounts in fen, frozen by digest.

    `eligibility` names the tests that are passed; `again_reason` says why a place is paid for again,
    `unchanged_reason` why something that a return asks to mend is sent as it was.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_asked`, `applied_after_collected`, `place_in_town`,
        `round_open`, `within_round_limit`, `amount_known`, `within_cap`, `within_estimate`,
        `funds_add_up`, `reason_given`, `photo_before`, `eligible`, `funded_before_explained`,
        `consulted`, `corrected_or_explained`, `fund_line_not_negative`, `fund_line_once`, `fund_line_named`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    policy = policy_for(candidate.district_code, candidate.year)
    called = rounds_called(candidate.district_code, candidate.year)
    round_ = round_among(called, round_name)
    arrow = arrow_of(application, "submit", by, basis)
    papers = papers_of(candidate)
    sent = snapshot_of(candidate, papers, applied_fen, fund_lines, eligibility)
    doubts = _doubts(application, policy.refund_years, sent)
    holds = amount_holds(applied_fen, fund_lines, policy.cap_fen, candidate.estimate_fen) | {
        "round_open": _takes(round_, application, on, basis),
        "within_round_limit": _within_limit(round_, application, applied_fen or 0),
        "eligible": is_eligible(eligibility),
        **_explained(doubts, again_reason, unchanged_reason),
        **_papers(candidate, papers, on),
    }
    missing = take_step(
        arrow,
        by=by,
        region_code=candidate.town_code,
        basis=basis,
        holds=lightened(arrow, holds, is_tiny=policy.is_tiny(applied_fen)),
        rounds=names_open(called, on),
        **doubts,
        **_asked(candidate, policy.cap_fen, round_name, applied_fen, fund_lines, on),
    )
    application.state, application.round = arrow.target, round_
    application.policy_version, application.again_reason = policy.version, again_reason
    sent |= {"unchanged": unchanged_reason} if doubts["items"] else {}
    _freeze(application, sent, fund_source, fund_lines, on)
    hand_on(number=number, by=by, on=on, at=at)
    told = {"applied": applied_fen, "digest": application.digest}
    leave(ROOM, number, arrow, by, on, at, basis, missing, **told)
    return application


def _freeze(
    application: Application,
    sent: dict[str, Any],
    fund_source: str,
    fund_lines: Sequence[tuple[str, int]],
    on: date | None,
) -> None:
    """Keep the application as it was sent, beside what was sent before; a return is answered."""
    application.fund_source = fund_source or "、".join(source for source, _ in fund_lines)
    application.applied_fen, application.eligibility = sent["applied_fen"], sent["eligibility"]
    application.applied_on = application.applied_on or on
    application.snapshot = sent
    application.digest = digest_json(application.snapshot)
    application.save()
    put_lines(application, fund_lines)
    last = application.submissions.aggregate(last=Max("sequence"))["last"] or 0
    Submission.objects.create(
        application=application,
        sequence=last + 1,
        on=on,
        snapshot=application.snapshot,
        digest=application.digest,
    )
    application.returns.filter(answered_on__isnull=True).update(answered_on=on)


def _doubts(
    application: Application, years: int, sent: dict[str, Any]
) -> dict[str, tuple[object, ...]]:
    """Return what has to be explained or mended: works paid for before, places outside the township,
    what the open return asks to mend and is sent again as it was.
    """
    candidate = application.candidate
    waits = application.returns.filter(answered_on__isnull=True).last()
    found = untouched(waits.items, application.snapshot, sent) if waits else ()
    return {
        "before": tuple(funded_before(candidate, years)),
        "place": tuple(places_outside(candidate)),
        "items": tuple(Note(f"returnable.{field}") for field in found),
    }


def _explained(
    doubts: dict[str, tuple[object, ...]], again_reason: str, unchanged_reason: str
) -> dict[str, bool]:
    return {
        "funded_before_explained": not doubts["before"] or bool(again_reason.strip()),
        "place_in_town": not doubts["place"],
        "corrected_or_explained": not doubts["items"] or bool(unchanged_reason.strip()),
    }


def _begin(
    number: str, action: str, basis: Basis, by: Actor, on: date | None, at: datetime
) -> Application:
    candidate = candidate_of(number, lock=True)
    application = Application.objects.filter(candidate=candidate).first()
    application = application or Application(candidate=candidate, state=NEW)
    arrow = arrow_of(application, action, by, basis)
    require_near(by, arrow.takers(basis), candidate, action)
    take_step(arrow, by=by, region_code=candidate.town_code, basis=basis)
    policy = policy_for(candidate.district_code, candidate.year)
    application.policy_version = application.policy_version or policy.version
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


def _within_limit(round_: Round | None, application: Application, asked_fen: int) -> bool:
    """Tell whether the township stays within its limits of the round; the limit is locked meanwhile."""
    town = tree().today(application.candidate.town_code)
    limits = RoundLimit.objects.select_for_update().filter(lying_in("town_code", town))
    limit = limits.filter(round=round_).first()
    if round_ is None or limit is None:
        return True
    projects, total = asked_in(round_, town, without=application)
    return within_limit(limit.most_projects, limit.most_fen, projects + 1, total + asked_fen)


def _asked(
    candidate: Any,
    cap_fen: int,
    round_name: str,
    applied_fen: int | None,
    fund_lines: Sequence[tuple[str, int]],
    on: date | None,
) -> dict[str, Any]:
    """Return what is asked for, for the words of a refusal."""
    return {
        "round": round_name,
        "on": on,
        "year": candidate.year,
        "cap": yuan(cap_fen),
        "applied": yuan(applied_fen or 0),
        "estimate": yuan(candidate.estimate_fen or 0),
        "funds": yuan(sum(amount for _, amount in fund_lines)),
        "town": name_of(candidate.town_code),
        "line": next(iter(line_faults(fund_lines).values()), 0),
    }


def _papers(candidate: Any, papers: Papers, on: date | None) -> dict[str, bool]:
    """Weigh what stands beside a candidate."""
    return {
        "applied_after_collected": in_order(candidate.collected_on, on),
        "reason_given": papers.tickets > 0 or papers.reason,
        "photo_before": papers.photos_before > 0,
        "consulted": papers.consultations > 0,
    }
