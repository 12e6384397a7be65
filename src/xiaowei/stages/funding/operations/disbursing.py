"""Home of disbursing: district finance to township, in full at once unless the policy holds it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.envelopes import shares
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.funding import whole_fen
from xiaowei.domain.instalments import most_allowed_fen, next_condition
from xiaowei.domain.money import yuan
from xiaowei.domain.wording import Note
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations.booking import append, fits, weigh_step
from xiaowei.stages.funding.operations.drawing import sources_of
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.funding.queries import waits
from xiaowei.stages.telling import leave


@transaction.atomic
def disburse(
    *,
    number: str,
    amount_fen: int,
    document_no: str = "",
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Filing:
    """Pay the township what was filed (S7 → S8), in full and at once after any public notice; in fen.

    Each source's share is a line of its own, the sources filled in their order: budget and co-funding
    are told apart.
    What was held back until settlement follows up to the settled sum. It waits for a change of amount
    that is asked for and not decided. Where the policy holds disbursements, they follow the plan of
    payments, the first share at once.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `disbursed_within_approved`,
        `disbursed_within_settled`, `disbursed_after_filed`, `disbursed_in_full`,
        `disbursed_within_plan`, `notice_over`, `change_decided`, `fits_every_day`
    """
    filing = filing_of(number, lock=True)
    total = filing.disbursed_fen + amount_fen
    whole = whole_fen(filing.approved_fen, filing.settled_fen)
    allowed = _allowed(filing, whole)
    is_held = allowed is not None
    holds = {
        "amount_positive": amount_fen > 0,
        "disbursed_within_approved": total <= filing.approved_fen,
        "disbursed_after_filed": in_order(filing.filed_on, on),
        "disbursed_within_settled": filing.settled_fen is None or total <= whole,
        "change_decided": not waits(filing, "amount"),
        "fits_every_day": fits(filing, "disbursed", amount_fen, on),
        "disbursed_in_full": is_held or total == whole,
        "disbursed_within_plan": allowed is None or total <= allowed,
        "notice_over": filing.notice_to is None or (on is not None and on > filing.notice_to),
    }
    arrow, missing = weigh_step(
        filing, "disburse", by, basis, holds, total, whole,
        notice_to=filing.notice_to, allowed=yuan(allowed or 0),
        condition=Note(f"condition.{next_condition(_met(filing))}"),
    )  # fmt: skip
    parts = shares(sources_of(filing.application), filing.disbursed_fen, amount_fen)
    if basis is Basis.STRAIGHT and not filing.disbursed_fen and filing.paid_fen is None:
        # Nothing can have been paid of money that comes only now.
        filing.paid_fen = 0
    filing.disbursed_fen = total
    filing.disbursed_on = filing.disbursed_on or on
    filing.state = arrow.target
    filing.save()
    for source, fen in parts:
        append(filing, "disbursed", fen, on, source, document_no)
    leave(ROOM, number, arrow, by, on, at, basis, missing, amount=amount_fen, document=document_no)
    return filing


def _met(filing: Filing) -> set[str]:
    return {"start", *filing.released}


def _allowed(filing: Filing, whole: int) -> int | None:
    """Return what may be disbursed in all where the policy holds money back, in fen; else None."""
    candidate = filing.application.candidate
    policy = policy_for(candidate.district_code, candidate.year)
    if not policy.hold_disbursement:
        return None
    if "acceptance" in filing.released:
        return whole
    return most_allowed_fen(_met(filing), policy.instalments, filing.approved_fen, None)
