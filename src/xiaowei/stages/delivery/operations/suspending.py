"""Home of suspension 暂停 (X4): works stand still, the district decides, works go on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.delivery import SUSPENSIONS, suspension_holds
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.wording import Note
from xiaowei.stages.delivery import ROOM
from xiaowei.stages.delivery.models import Suspension, Works
from xiaowei.stages.delivery.operations.steps import save, step
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.telling import leave

STRAIGHT = Basis.STRAIGHT


@transaction.atomic
def suspend(
    *,
    number: str,
    reason: str,
    note: str = "",
    planned_to: date | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> Suspension:
    """Note that works stand still from a day on, for a listed reason (S10 → X4).

    They stand still at once; whether that stops their clock is the district's to decide.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_ended`, `suspension_listed`, `suspension_explained`,
        `suspended_after_started`, `ends_after_suspended`
    """
    works = works_of(number, lock=True)
    earlier = works.suspensions.order_by("-sequence").first()
    went_on = (earlier.resumed_on if earlier else None) or works.started_on
    holds = suspension_holds(reason, note, on, planned_to, went_on)
    known = tuple(Note(f"suspension.{one}") for one in SUSPENSIONS)
    arrow, _ = step(works, "suspend", by, STRAIGHT, holds, known=known)
    save(works, arrow)
    leave(ROOM, number, arrow, by, on, at, STRAIGHT, reason=note or reason, planned_to=planned_to)
    return Suspension.objects.create(
        works=works,
        sequence=(earlier.sequence if earlier else 0) + 1,
        reason=reason,
        note=note,
        from_on=on,
        planned_to=planned_to,
        asked_by=by.name,
    )


@transaction.atomic
def decide_suspension(
    *, number: str, allowed: bool, verdict: str = "", by: Actor, on: date, at: datetime
) -> Suspension:
    """Allow a suspension or not; allowed for a reason that the policy lists, it stops the clock.

    The oldest one that waits is decided, also after the works have gone on.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_ended`, `suspension_undecided`, `refusal_explained`,
        `decided_after_suspended`
    """
    works = works_of(number, lock=True)
    waiting = works.suspensions.filter(allowed__isnull=True).order_by("sequence").first()
    holds = {
        "suspension_undecided": waiting is not None,
        "refusal_explained": allowed or bool(verdict.strip()),
        "decided_after_suspended": in_order(waiting.from_on if waiting else None, on),
    }
    arrow, _ = step(works, "decide_suspension", by, STRAIGHT, holds)
    found = waiting or Suspension(works=works)
    candidate = works.filing.application.candidate
    policy = policy_for(candidate.district_code, candidate.year)
    found.allowed, found.verdict = allowed, verdict
    found.stops_clock = allowed and found.reason in policy.clock_stops
    found.decided_on, found.decided_by = on, by.name
    found.save()
    told = {"allowed": allowed, "reason": verdict, "stops_clock": found.stops_clock}
    told |= {"policy_version": policy.version, "contractor": works.contractor}
    leave(ROOM, number, arrow, by, on, at, STRAIGHT, (), **told)
    return found


@transaction.atomic
def resume(*, number: str, by: Actor, on: date, at: datetime) -> Works:
    """Note the first day on which works go on again (X4 → S10).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_ended`, `resumed_after_suspended`
    """
    works = works_of(number, lock=True)
    open_one = works.suspensions.filter(resumed_on__isnull=True).first()
    holds = {"resumed_after_suspended": in_order(open_one.from_on if open_one else None, on)}
    arrow, _ = step(works, "resume", by, STRAIGHT, holds)
    works.suspensions.filter(resumed_on__isnull=True).update(resumed_on=on)
    save(works, arrow)
    leave(ROOM, number, arrow, by, on, at, STRAIGHT)
    return works
