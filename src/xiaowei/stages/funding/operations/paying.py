"""Home of paying: township to contractor in instalments, paid before the books, paid back to it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.funding import NOTED, REFUNDED, at_hand_fen
from xiaowei.domain.instalments import allowed_fen, met, next_condition
from xiaowei.domain.money import yuan
from xiaowei.domain.wording import Note
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations.booking import append, fits, move, weigh_step
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.funding.queries import last_on, met_on, paid_at_least_fen
from xiaowei.stages.telling import leave


@transaction.atomic
def pay(
    *,
    number: str,
    amount_fen: int,
    condition: str,
    document_no: str = "",
    contractor: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Filing:
    """Pay the contractor an instalment whose condition is met, up to what it allows in all; in fen.

    `contractor` is the firm that builds, and is told of it.

    Where it is unknown what was paid before, the sum stays unknown; what is recorded here counts
    against the limits as the least that was paid.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `paid_within_disbursed`,
        `paid_within_settled`, `paid_after_disbursed`, `paid_after_condition`, `condition_met`,
        `paid_within_condition`, `paid_after_noted`, `fits_every_day`
    """
    filing = filing_of(number, lock=True)
    total = paid_at_least_fen(filing) + amount_fen
    settled = filing.settled_fen
    conditions = met(filing.released, filing.warranty_to, settled is not None, on)
    allowed = _allowed(filing, condition)
    within, limit = _within(filing, total)
    holds = {
        "amount_positive": amount_fen > 0,
        **within,
        "paid_after_disbursed": in_order(filing.disbursed_on, on),
        "condition_met": condition in conditions,
        "paid_after_condition": in_order(met_on(filing, condition), on),
        "paid_after_noted": in_order(last_on(filing, kind="paid", note=NOTED), on),
        "fits_every_day": fits(filing, "paid", amount_fen, on),
        "paid_within_condition": total <= allowed,
    }
    arrow, missing = weigh_step(
        filing, "pay", by, Basis.STRAIGHT, holds, total, limit,
        condition=Note(f"condition.{condition}"),
        next=Note(f"condition.{next_condition(conditions)}"),
        allowed=yuan(allowed),
        warranty_to=filing.warranty_to or "–",
    )  # fmt: skip
    filing.paid_fen = None if filing.paid_fen is None else total
    move(filing, arrow, "paid", amount_fen, on, document_no)
    facts = {"amount": amount_fen, "condition": condition, "contractor": contractor}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, **facts)
    return filing


@transaction.atomic
def note_paid(
    *, number: str, amount_fen: int, document_no: str = "", by: Actor, on: date, at: datetime
) -> Filing:
    """Tell what was paid in all up to a day where that was unknown, 0 too; in fen, from the vouchers.

    Payments recorded here before are part of it; as of earlier days the sum stays unknown.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `payments_unknown`, `paid_not_negative`,
        `noted_covers_recorded`, `paid_within_disbursed`, `paid_within_settled`,
        `paid_after_disbursed`, `fits_every_day`
    """
    filing = filing_of(number, lock=True)
    recorded = paid_at_least_fen(filing)
    within, limit = _within(filing, amount_fen)
    holds = {
        "payments_unknown": filing.paid_fen is None,
        "paid_not_negative": amount_fen >= 0,
        "noted_covers_recorded": amount_fen >= recorded,
        **within,
        "paid_after_disbursed": in_order(filing.disbursed_on, on)
        and in_order(last_on(filing, kind="paid"), on),
        "fits_every_day": fits(filing, "paid", amount_fen - recorded, on),
    }
    arrow, missing = weigh_step(
        filing, "note_paid", by, Basis.STRAIGHT, holds, amount_fen, limit, recorded=yuan(recorded)
    )
    filing.paid_fen = amount_fen
    filing.save(update_fields=["paid_fen"])
    append(filing, "paid", amount_fen - recorded, on, "", document_no, NOTED)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, amount=amount_fen)
    return filing


@transaction.atomic
def refund(
    *, number: str, amount_fen: int, reason: str, by: Actor, on: date, at: datetime
) -> Filing:
    """Book what the contractor returned of what it was paid; in fen, a red line of its own.

    It lies with the township again, to be settled lower, or clawed back of an ended project.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `payments_known`, `refunded_within_paid`,
        `refunded_after_paid`, `refund_explained`
    """
    filing = filing_of(number, lock=True)
    paid = filing.paid_fen or 0
    holds = {
        "amount_positive": amount_fen > 0,
        "payments_known": filing.paid_fen is not None,
        "refunded_within_paid": amount_fen <= paid,
        "refunded_after_paid": in_order(last_on(filing, kind="paid"), on),
        "refund_explained": bool(reason.strip()),
    }
    arrow, missing = weigh_step(filing, "refund", by, Basis.STRAIGHT, holds, amount_fen, paid)
    filing.paid_fen = paid - amount_fen
    filing.save(update_fields=["paid_fen"])
    append(filing, "paid", -amount_fen, on, note=REFUNDED)
    facts = {"amount": -amount_fen, "reason": reason}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, **facts)
    return filing


def _within(filing: Filing, total: int) -> tuple[dict[str, bool], int]:
    """Return whether so much may be paid in all, and the limit that is told, in fen."""
    at_hand = at_hand_fen(filing.disbursed_fen, filing.returned_fen, filing.clawed_fen)
    settled = filing.settled_fen
    beyond = settled is not None and total > settled
    holds = {"paid_within_disbursed": total <= at_hand, "paid_within_settled": not beyond}
    return holds, settled if settled is not None and beyond else at_hand


def _allowed(filing: Filing, condition: str) -> int:
    candidate = filing.application.candidate
    shares = policy_for(candidate.district_code, candidate.year).instalments
    return allowed_fen(condition, shares, filing.approved_fen, filing.settled_fen)
