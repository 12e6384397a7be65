"""Home of the conditions of payment: delivery says when one is met, and when it is no longer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import record
from xiaowei.domain.instalments import warranty_end, warranty_months
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.queries import filing as filing_of


@transaction.atomic
def release(*, number: str, condition: str, by: Actor, on: date | None, at: datetime) -> None:
    """Note that a condition of payment is met; delivery calls this when works move on.

    With acceptance the warranty begins, after which the retention may be paid; with a corrected day of
    acceptance it moves.
    """
    note_met(filing_of(number, lock=True), condition, by, on, at)


@transaction.atomic
def withdraw(*, number: str, condition: str, by: Actor, on: date | None, at: datetime) -> None:
    """Note that a condition of payment is met no longer; delivery calls this when works go back."""
    filing = filing_of(number, lock=True)
    if condition in filing.released:
        filing.released = {c: day for c, day in filing.released.items() if c != condition}
        filing.save(update_fields=["released"])
        facts = {"condition": condition}
        record(subject=number, action="funding.withdraw", by=by, on=on, at=at, facts=facts)


def note_met(filing: Filing, condition: str, by: Actor, on: date | None, at: datetime) -> None:
    """Note a condition as met on a day, on a filing that is locked already; the second time changes
    nothing, but acceptance on another day moves the warranty.
    """
    candidate = filing.application.candidate
    is_new, warranty_to = condition not in filing.released, filing.warranty_to
    if condition == "acceptance":
        months = policy_for(candidate.district_code, candidate.year).warranty_months
        warranty_to = warranty_end(on, warranty_months(months, candidate.type_code))
    if not is_new and warranty_to == filing.warranty_to:
        return
    filing.warranty_to = warranty_to
    filing.released = {**filing.released, condition: on.isoformat() if on else None}
    filing.save(update_fields=["released", "warranty_to"])
    facts = {"condition": condition}
    record(subject=candidate.number, action="funding.release", by=by, on=on, at=at, facts=facts)
