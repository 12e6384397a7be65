"""Home of paying: township to contractor, in instalments, never more than their conditions allow."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.funding import at_hand_fen
from xiaowei.domain.instalments import allowed_fen, met, next_condition
from xiaowei.domain.money import yuan
from xiaowei.domain.wording import Note
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations.booking import move, weigh_step
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.funding.queries import met_on, paid_at_least_fen
from xiaowei.stages.telling import leave


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
    """Pay the contractor an instalment whose condition is met, up to what it allows in all; in fen.

    Where it is unknown what was paid before, the sum stays unknown; what is recorded here counts
    against the limits as the least that was paid.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `paid_within_disbursed`,
        `paid_within_settled`, `paid_after_disbursed`, `paid_after_condition`, `condition_met`,
        `paid_within_condition`
    """
    filing = filing_of(number, lock=True)
    total = paid_at_least_fen(filing) + amount_fen
    settled = filing.settled_fen
    at_hand = at_hand_fen(filing.disbursed_fen, filing.returned_fen, filing.clawed_fen)
    conditions = met(filing.released, filing.warranty_to, settled is not None, on)
    allowed = _allowed(filing, condition)
    beyond = settled is not None and total > settled
    holds = {
        "amount_positive": amount_fen > 0,
        "paid_within_disbursed": total <= at_hand,
        "paid_within_settled": not beyond,
        "paid_after_disbursed": in_order(filing.disbursed_on, on),
        "condition_met": condition in conditions,
        "paid_after_condition": in_order(met_on(filing, condition), on),
        "paid_within_condition": total <= allowed,
    }
    limit = settled if settled is not None and beyond else at_hand
    arrow, missing = weigh_step(
        filing, "pay", by, Basis.STRAIGHT, holds, total, limit,
        condition=Note(f"condition.{condition}"),
        next=Note(f"condition.{next_condition(conditions)}"),
        allowed=yuan(allowed),
        warranty_to=filing.warranty_to or "–",
    )  # fmt: skip
    filing.paid_fen = None if filing.paid_fen is None else total
    move(filing, arrow, "paid", amount_fen, on, "", document_no)
    facts = {"amount": amount_fen, "condition": condition}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, **facts)
    return filing


def _allowed(filing: Filing, condition: str) -> int:
    candidate = filing.application.candidate
    shares = policy_for(candidate.district_code, candidate.year).instalments
    return allowed_fen(condition, shares, filing.approved_fen, filing.settled_fen)
