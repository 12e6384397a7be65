"""Home of money: file, disburse, pay, settle, give back; each one appends to the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import leave, take_step
from xiaowei.base.trail.changes import apply_changes
from xiaowei.base.trail.operations import digest_json, record
from xiaowei.domain.flow import Arrow, Basis, in_order
from xiaowei.domain.funding import FLOW, SUMS, UNFILED, broken_sum, to_return_fen
from xiaowei.domain.money import yuan
from xiaowei.stages.funding.models import Filing, LedgerLine
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.funding.queries import paid_at_least_fen
from xiaowei.stages.selection.queries import application as application_of

ROOM = "funding"
LINE_OF = {
    "approved_fen": "filed",
    "disbursed_fen": "disbursed",
    "paid_fen": "paid",
    "settled_fen": "settled",
}
"""The kind of ledger line that carries each sum."""
SUM_FIELDS = (*LINE_OF, "returned_fen")
DAYS = ("filed_on", "disbursed_on")


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
    """File an approved project (S6 → S7): its amount is frozen with a digest.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `application_approved`, `filed_after_approved`,
        `root_cause_named`, `maintainer_named`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    filed = Filing.objects.filter(application=application).first()
    arrow = FLOW.arrow(filed.state if filed else UNFILED, "file", number)
    missing = take_step(
        arrow,
        by=by,
        region_code=candidate.town_code,
        basis=basis,
        holds={
            "application_approved": application.state == "approved",
            "filed_after_approved": in_order(application.approved_on, on),
            "root_cause_named": bool(candidate.root_cause),
            "maintainer_named": bool(candidate.maintainer),
        },
        number=number,
    )
    snapshot = {**application.snapshot, "approved_fen": application.approved_fen, "filed_on": on}
    filing = Filing.objects.create(
        application=application,
        state=arrow.target,
        filing_no=filing_no or ("" if basis is Basis.TAKEN_OVER else f"{number}-BA"),
        filed_on=on,
        approved_fen=application.approved_fen or 0,
        paid_fen=None if basis is Basis.TAKEN_OVER else 0,
        snapshot={**snapshot, "filed_on": on.isoformat() if on else None},
        digest=digest_json(snapshot),
        policy_version=application.policy_version,
    )
    _append(filing, "filed", filing.approved_fen, on)
    leave(ROOM, number, arrow, by, on, at, basis, missing, amount=filing.approved_fen)
    return filing


@transaction.atomic
def disburse(
    *,
    number: str,
    amount_fen: int,
    source: str = "",
    document_no: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Filing:
    """Pay the township what was filed (S7 → S8), in full and at once; amount in fen.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `disbursed_within_approved`,
        `disbursed_after_filed`, `disbursed_in_full`
    """
    filing = filing_of(number, lock=True)
    total = filing.disbursed_fen + amount_fen
    holds = {
        "amount_positive": amount_fen > 0,
        "disbursed_within_approved": total <= filing.approved_fen,
        "disbursed_after_filed": in_order(filing.filed_on, on),
        "disbursed_in_full": total == filing.approved_fen,
    }
    arrow, missing = _step(filing, "disburse", by, basis, holds, total, filing.approved_fen)
    filing.disbursed_fen, filing.disbursed_on = total, on
    _move(filing, arrow, "disbursed", amount_fen, on, source, document_no)
    leave(ROOM, number, arrow, by, on, at, basis, missing, amount=amount_fen, document=document_no)
    return filing


@transaction.atomic
def pay(
    *,
    number: str,
    amount_fen: int,
    condition: str,
    document_no: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Filing:
    """Pay the contractor an instalment whose condition is met, after settlement too; in fen.

    Where it is unknown what was paid before, the sum stays unknown; what is recorded here counts
    against the limits as the least that was paid.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `paid_within_disbursed`,
        `paid_within_settled`, `paid_after_disbursed`, `condition_met`
    """
    filing = filing_of(number, lock=True)
    total = paid_at_least_fen(filing) + amount_fen
    settled = filing.settled_fen
    beyond = settled is not None and total > settled
    holds = {
        "amount_positive": amount_fen > 0,
        "paid_within_disbursed": total <= filing.disbursed_fen,
        "paid_within_settled": not beyond,
        "paid_after_disbursed": in_order(filing.disbursed_on, on),
        "condition_met": condition in filing.released,
    }
    limit = settled if settled is not None and beyond else filing.disbursed_fen
    arrow, missing = _step(
        filing, "pay", by, Basis.STRAIGHT, holds, total, limit, condition=condition
    )
    filing.paid_fen = None if filing.paid_fen is None else total
    _move(filing, arrow, "paid", amount_fen, on, "", document_no)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, amount=amount_fen)
    return filing


@transaction.atomic
def settle(
    *,
    number: str,
    amount_fen: int,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Filing:
    """Settle an accepted project (S12 → S13), between what was paid and the approval; in fen.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `settled_within_approved`,
        `settled_covers_paid`, `works_accepted`, `settled_after_disbursed`
    """
    filing = filing_of(number, lock=True)
    paid = paid_at_least_fen(filing)
    holds = {
        "amount_positive": amount_fen > 0,
        "settled_within_approved": amount_fen <= filing.approved_fen,
        "settled_covers_paid": amount_fen >= paid,
        "works_accepted": "acceptance" in filing.released,
        "settled_after_disbursed": in_order(filing.disbursed_on, on),
    }
    arrow, missing = _step(
        filing, "settle", by, basis, holds, amount_fen, filing.approved_fen, paid=yuan(paid)
    )
    filing.settled_fen, filing.settled_on = amount_fen, on
    _move(filing, arrow, "settled", amount_fen, on)
    leave(ROOM, number, arrow, by, on, at, basis, missing, amount=amount_fen)
    _release(filing, "settlement", by, on, at)
    return filing


@transaction.atomic
def give_back(*, number: str, amount_fen: int, by: Actor, on: date, at: datetime) -> Filing:
    """Take a settled project's surplus back, whole or in parts; in fen, a line of its own.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `returned_within_surplus`,
        `returned_after_settled`
    """
    filing = filing_of(number, lock=True)
    surplus = to_return_fen(filing.disbursed_fen, filing.settled_fen, filing.returned_fen) or 0
    holds = {
        "amount_positive": amount_fen > 0,
        "returned_within_surplus": amount_fen <= surplus,
        "returned_after_settled": in_order(filing.settled_on, on),
    }
    arrow, missing = _step(filing, "give_back", by, Basis.STRAIGHT, holds, amount_fen, surplus)
    filing.returned_fen += amount_fen
    _move(filing, arrow, "returned", amount_fen, on)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, amount=amount_fen)
    return filing


@transaction.atomic
def release(*, number: str, condition: str, by: Actor, on: date | None, at: datetime) -> None:
    """Note that a condition of payment is met; delivery calls this when works move on."""
    _release(filing_of(number, lock=True), condition, by, on, at)


@transaction.atomic
def withdraw(*, number: str, condition: str, by: Actor, on: date | None, at: datetime) -> None:
    """Note that a condition of payment is met no longer; delivery calls this when works go back."""
    filing = filing_of(number, lock=True)
    if condition in filing.released:
        filing.released = [one for one in filing.released if one != condition]
        filing.save(update_fields=["released"])
        facts = {"condition": condition}
        record(subject=number, action="funding.withdraw", by=by, on=on, at=at, facts=facts)


@transaction.atomic
def correct(
    *, number: str, changes: Mapping[str, Any], by: Actor, on: date, at: datetime
) -> dict[str, list[str | None]]:
    """Correct sums or days taken over from a sheet; every sum changed appends its difference.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `disbursed_within_approved`,
        `paid_within_disbursed`,
        `settled_within_approved`, `paid_within_settled`, `returned_within_surplus`,
        `filed_after_approved`, `disbursed_after_filed`
    """
    filing = filing_of(number, lock=True)
    after = {name: changes.get(name, getattr(filing, name)) for name in (*SUM_FIELDS, *DAYS)}
    broken, amount, limit = broken_sum(*(after[name] for name in SUM_FIELDS)) or ("", 0, 0)
    holds = {code: code != broken for code in SUMS} | {
        "amount_positive": all(changes[name] != 0 for name in LINE_OF if name in changes),
        "filed_after_approved": in_order(filing.application.approved_on, after["filed_on"]),
        "disbursed_after_filed": in_order(after["filed_on"], after["disbursed_on"]),
    }
    arrow, _ = _step(filing, "correct", by, Basis.TAKEN_OVER, holds, amount, limit)
    before = {name: getattr(filing, name) for name in LINE_OF}
    before["paid_fen"] = paid_at_least_fen(filing)
    moved = {
        kind: (changes[name] or 0) - (before[name] or 0)
        for name, kind in LINE_OF.items()
        if name in changes
    }
    found = apply_changes(filing, changes)
    for kind, difference in moved.items():
        if difference:
            _append(filing, kind, difference, on)
    leave(ROOM, number, arrow, by, on, at, Basis.TAKEN_OVER, changed=found)
    return found


def _release(filing: Filing, condition: str, by: Actor, on: date | None, at: datetime) -> None:
    if condition in filing.released:
        return
    filing.released = [*filing.released, condition]
    filing.save(update_fields=["released"])
    number = filing.application.candidate.number
    facts = {"condition": condition}
    record(subject=number, action="funding.release", by=by, on=on, at=at, facts=facts)


def _step(
    filing: Filing,
    action: str,
    by: Actor,
    basis: Basis,
    holds: dict[str, bool],
    amount: int,
    limit: int,
    **facts: object,
) -> tuple[Arrow, tuple[str, ...]]:
    candidate = filing.application.candidate
    arrow = FLOW.arrow(filing.state, action, candidate.number)
    missing = take_step(
        arrow,
        by=by,
        region_code=candidate.town_code,
        basis=basis,
        holds=holds,
        number=candidate.number,
        amount=yuan(amount),
        limit=yuan(limit),
        **facts,
    )
    return arrow, missing


def _move(
    filing: Filing,
    arrow: Arrow,
    kind: str,
    amount_fen: int,
    on: date | None,
    source: str = "",
    document_no: str = "",
) -> None:
    filing.state = arrow.target
    filing.save()
    _append(filing, kind, amount_fen, on, source, document_no)


def _append(
    filing: Filing,
    kind: str,
    amount_fen: int,
    on: date | None,
    source: str = "",
    document_no: str = "",
) -> None:
    last = LedgerLine.objects.filter(filing=filing).aggregate(last=Max("sequence"))["last"] or 0
    LedgerLine.objects.create(
        filing=filing,
        sequence=last + 1,
        kind=kind,
        amount_fen=amount_fen,
        on=on,
        source=source,
        document_no=document_no,
    )
