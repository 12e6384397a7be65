"""Home of changing a filing: the township asks, the district agrees or refuses; version 1 stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import arrow_for, take_step
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.changes import (
    ASKED,
    CHANGE_FLOW,
    CHANGEABLE,
    UNASKED,
    change_holds,
    is_supplement_large,
)
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Arrow, Basis, in_order
from xiaowei.domain.funding import CHANGED
from xiaowei.domain.money import yuan
from xiaowei.domain.wording import Note
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.models import Filing, FilingVersion
from xiaowei.stages.funding.operations.booking import append, fits
from xiaowei.stages.funding.operations.drawing import (
    Drawing,
    carry_out,
    next_drawing,
    town_fact,
)
from xiaowei.stages.funding.operations.reserving import keeps_room
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.funding.queries import waits
from xiaowei.stages.telling import leave

SUPPLEMENT = "supplement_large"


@transaction.atomic
def ask_change(
    *,
    number: str,
    what: str,
    amount_fen: int | None = None,
    text: str = "",
    reason: str,
    contract_fen: int | None = None,
    extra_fen: int | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> FilingVersion:
    """Ask for another amount (fen), site or content than was filed; extra contract value above the
    policy's share of the contract is flagged.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `change_known`, `filing_open`, `no_change_waits`, `change_explained`,
        `change_differs`, `change_within_approved`, `change_covers_disbursed`,
        `asked_after_filed`
    """
    filing = filing_of(number, lock=True)
    arrow = _arrow(filing, UNASKED, "ask_change", by)
    old = _standing(filing)
    told = {"approved_fen": amount_fen} if what == "amount" else {what: text.strip()}
    new = {**old, **told}
    holds = {
        "filing_open": filing.state in CHANGEABLE,
        "no_change_waits": not waits(filing),
        "change_explained": bool(reason.strip()),
        "asked_after_filed": in_order(filing.filed_on, on),
        "change_differs": new != old and (what == "amount" or bool(text.strip())),
        **_holds(filing, what, new),
    }
    _weigh(filing, arrow, by, holds, new)
    version = FilingVersion.objects.create(
        filing=filing,
        n=(filing.versions.aggregate(last=Max("n"))["last"] or 1) + 1,
        what=what,
        reason=reason,
        old_snapshot=old,
        new_snapshot=new,
        digest=digest_json(new),
        flags=_flags(filing, contract_fen, extra_fen),
        asked_by=by.name,
        on=on,
        state=arrow.target,
    )
    facts = {"n": version.n, "what": what, "reason": reason, "flags": version.flags}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, (), **facts)
    return version


@transaction.atomic
def agree_change(
    *, number: str, answer: str = "", by: Actor, on: date, at: datetime
) -> FilingVersion:
    """Agree to the change that waits; another amount moves the filed sum and the envelopes by lines.

    A change of site or content leaves the amount as it stands on the day it is agreed to.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `filing_open`, `change_within_approved`, `change_covers_disbursed`,
        `decided_after_asked`, `envelope_missing`, `earmarked_for_managed`, `within_envelope`,
        `approvals_keep_room`, `fits_every_day`
    """
    filing, version, arrow = _waiting(number, "agree_change", by)
    if version.what != "amount":
        version.new_snapshot |= {"approved_fen": filing.approved_fen}
        version.digest = digest_json(version.new_snapshot)
    amount = int(version.new_snapshot.get("approved_fen") or 0)
    drawing = next_drawing(filing, amount, on, on)
    holds = {
        "filing_open": filing.state in CHANGEABLE,
        "decided_after_asked": in_order(version.on, on),
        "fits_every_day": fits(filing, "filed", amount - filing.approved_fen, on),
        "approvals_keep_room": amount <= filing.approved_fen
        or keeps_room(drawing, filing.application.candidate, on),
        **drawing.holds,
        **_holds(filing, version.what, version.new_snapshot),
    }
    _weigh(filing, arrow, by, holds, version.new_snapshot, drawing)
    _decide(version, arrow, answer, by, on)
    difference = amount - filing.approved_fen
    if difference:
        filing.approved_fen = amount
        filing.save(update_fields=["approved_fen"])
        append(filing, "filed", difference, on, note=CHANGED)
        carry_out(drawing, filing, on)
    facts = {"n": version.n, "what": version.what, "difference": difference, "answer": answer}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, (), **facts)
    return version


@transaction.atomic
def refuse_change(*, number: str, answer: str, by: Actor, on: date, at: datetime) -> FilingVersion:
    """Refuse the change that waits, saying why.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `change_explained`, `decided_after_asked`
    """
    filing, version, arrow = _waiting(number, "refuse_change", by)
    holds = {
        "change_explained": bool(answer.strip()),
        "decided_after_asked": in_order(version.on, on),
    }
    _weigh(filing, arrow, by, holds, version.new_snapshot)
    return _refuse(number, version, arrow, answer, on, by, on, at)


def refuse_waiting(filing: Filing, reason: str, by: Actor, on: date, at: datetime) -> None:
    """Refuse the change that waits on a filing as it ends: nobody could answer it any more."""
    version = filing.versions.filter(state=ASKED).first()
    if version is None:
        return
    number = filing.application.candidate.number
    arrow = CHANGE_FLOW.arrow(version.state, "refuse_change", number)
    _refuse(number, version, arrow, reason, max(on, version.on), by, on, at)


def _refuse(
    number: str,
    version: FilingVersion,
    arrow: Arrow,
    answer: str,
    decided_on: date,
    by: Actor,
    on: date,
    at: datetime,
) -> FilingVersion:
    _decide(version, arrow, answer, by, decided_on)
    facts = {"n": version.n, "what": version.what, "answer": answer}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, (), **facts)
    return version


def _standing(filing: Filing) -> dict[str, Any]:
    """Return the snapshot in force: the newest one agreed, else the filed one."""
    agreed = filing.versions.filter(state="agreed").order_by("-n").first()
    snapshot = agreed.new_snapshot if agreed else filing.snapshot
    return {**snapshot, "approved_fen": filing.approved_fen}


def _arrow(filing: Filing, state: str, action: str, by: Actor) -> Arrow:
    candidate = filing.application.candidate
    return arrow_for(CHANGE_FLOW, state, action, candidate.number, by, candidate.town_code)


def _waiting(number: str, action: str, by: Actor) -> tuple[Filing, FilingVersion, Arrow]:
    filing = filing_of(number, lock=True)
    arrow = _arrow(filing, ASKED, action, by)
    version = filing.versions.filter(state=ASKED).first()
    if version is None:
        raise BadInput("not_found", what=Note("thing.change"), number=number)
    return filing, version, arrow


def _holds(filing: Filing, what: str, after: dict[str, Any]) -> dict[str, bool]:
    limit = filing.application.approved_fen or 0
    return change_holds(what, after, limit, filing.disbursed_fen)


def _weigh(
    filing: Filing,
    arrow: Arrow,
    by: Actor,
    holds: dict[str, bool],
    after: dict[str, Any],
    drawing: Drawing | None = None,
) -> None:
    candidate = filing.application.candidate
    take_step(
        arrow,
        by=by,
        region_code=candidate.town_code,
        basis=Basis.STRAIGHT,
        holds=holds,
        number=candidate.number,
        amount=yuan(after.get("approved_fen") or 0),
        limit=yuan(filing.application.approved_fen or 0),
        disbursed=yuan(filing.disbursed_fen),
        town=town_fact(filing.application),
        **(drawing.facts if drawing else {}),
    )


def _decide(version: FilingVersion, arrow: Arrow, answer: str, by: Actor, on: date) -> None:
    version.state, version.answer = arrow.target, answer
    version.decided_by, version.decided_on = by.name, on
    version.save()


def _flags(filing: Filing, contract_fen: int | None, extra_fen: int | None) -> list[str]:
    candidate = filing.application.candidate
    share = policy_for(candidate.district_code, candidate.year).supplement_share
    large = is_supplement_large(contract_fen or 0, extra_fen or 0, share)
    return [SUPPLEMENT] if large else []
