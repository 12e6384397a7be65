"""Home of settling: the final amount after acceptance, and the surplus that goes back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.funding import REFUNDED, to_return_fen
from xiaowei.domain.money import yuan
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations.booking import fits, move, weigh_step
from xiaowei.stages.funding.operations.conditions import note_met
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.funding.queries import last_on, met_on, paid_at_least_fen, waits
from xiaowei.stages.telling import leave


@transaction.atomic
def settle(
    *,
    number: str,
    amount_fen: int,
    audit_no: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Filing:
    """Settle an accepted project (S12 → S13), between what was paid and the approval; in fen.

    From the policy's amount on, the audit sheet is named.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `settled_within_approved`,
        `settled_covers_paid`, `works_accepted`, `settled_after_disbursed`, `settled_after_accepted`,
        `settled_after_refund`, `settlement_audited`, `change_decided`
    """
    filing = filing_of(number, lock=True)
    candidate = filing.application.candidate
    audited_from = policy_for(candidate.district_code, candidate.year).audit_from_fen
    paid = paid_at_least_fen(filing)
    holds = {
        "amount_positive": amount_fen > 0,
        "settled_within_approved": amount_fen <= filing.approved_fen,
        "settled_covers_paid": amount_fen >= paid,
        "works_accepted": "acceptance" in filing.released,
        "settled_after_disbursed": in_order(filing.disbursed_on, on),
        "settled_after_accepted": in_order(met_on(filing, "acceptance"), on),
        "settled_after_refund": in_order(last_on(filing, kind="paid", note=REFUNDED), on),
        "change_decided": not waits(filing),
        "settlement_audited": bool(audit_no.strip()) or amount_fen < audited_from,
    }
    arrow, missing = weigh_step(
        filing, "settle", by, basis, holds, amount_fen, filing.approved_fen,
        paid=yuan(paid), audited=yuan(audited_from),
    )  # fmt: skip
    filing.settled_fen, filing.settled_on = amount_fen, on
    filing.audit_no = audit_no
    move(filing, arrow, "settled", amount_fen, on, audit_no)
    leave(ROOM, number, arrow, by, on, at, basis, missing, amount=amount_fen)
    note_met(filing, "settlement", by, on, at)
    return filing


@transaction.atomic
def give_back(*, number: str, amount_fen: int, by: Actor, on: date, at: datetime) -> Filing:
    """Take a settled project's surplus back, whole or in parts; in fen, a line of its own.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `returned_within_surplus`,
        `returned_after_settled`, `fits_every_day`
    """
    filing = filing_of(number, lock=True)
    surplus = to_return_fen(filing.disbursed_fen, filing.settled_fen, filing.returned_fen) or 0
    holds = {
        "amount_positive": amount_fen > 0,
        "returned_within_surplus": amount_fen <= surplus,
        "returned_after_settled": in_order(filing.settled_on, on),
        "fits_every_day": fits(filing, "returned", amount_fen, on),
    }
    arrow, missing = weigh_step(filing, "give_back", by, Basis.STRAIGHT, holds, amount_fen, surplus)
    filing.returned_fen += amount_fen
    move(filing, arrow, "returned", amount_fen, on)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, amount=amount_fen)
    return filing
