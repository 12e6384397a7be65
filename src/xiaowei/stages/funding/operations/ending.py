"""Home of ending a filing: withdrawn before its money, terminated after, the money clawed back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.funding import AHEAD, clawable_fen, ending_holds, kept_fen
from xiaowei.stages.funding import ROOM
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.operations.booking import fits, move, weigh_step
from xiaowei.stages.funding.operations.changing import refuse_waiting
from xiaowei.stages.funding.operations.drawing import carry_out, next_drawing
from xiaowei.stages.funding.queries import filing as filing_of
from xiaowei.stages.funding.queries import last_on, met_on
from xiaowei.stages.selection.operations import be_ended
from xiaowei.stages.telling import leave


@transaction.atomic
def withdraw_filing(
    *, number: str, reason: str, contractor: str = "", by: Actor, on: date, at: datetime
) -> Filing:
    """Let the township withdraw a filed project before its money comes, with the district's consent.

    What it drew goes back to the envelopes, by new lines; its application is closed with it.
    `contractor` is the firm from which works are ordered already, and is told of it.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `ending_explained`, `nothing_disbursed`, `works_not_begun`,
        `ended_after_filed`, `ended_after_moved`
    """
    filing = filing_of(number, lock=True)
    holds = {
        "ending_explained": bool(reason.strip()),
        "nothing_disbursed": filing.disbursed_fen == 0,
        "works_not_begun": "start" not in filing.released,
        "ended_after_filed": in_order(filing.filed_on, on),
        "ended_after_moved": in_order(last_on(filing), on),
    }
    return _end(filing, "withdraw_filing", holds, "", reason, by, on, at, contractor)


@transaction.atomic
def terminate(
    *,
    number: str,
    reason_code: str,
    reason: str,
    contractor: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Filing:
    """End a project that is not accepted: payments stop, and what is not disbursed goes back to the
    envelopes; what is disbursed and unpaid waits to be clawed back.

    `contractor` is the firm that builds, and is told of it.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `reason_in_list`, `ending_explained`, `not_accepted`,
        `ended_after_filed`, `ended_after_moved`
    """
    filing = filing_of(number, lock=True)
    holds = ending_holds(reason_code, reason, tuple(filing.released), filing.filed_on, on)
    # Accepted before its papers, an emergency has no money to be settled: ending is what is left.
    holds["not_accepted"] |= filing.state == AHEAD
    holds["ended_after_moved"] = in_order(last_on(filing), on) and in_order(
        met_on(filing, "start"), on
    )
    return _end(filing, "terminate", holds, reason_code, reason, by, on, at, contractor)


@transaction.atomic
def claw_back(
    *, number: str, amount_fen: int, reason: str, by: Actor, on: date, at: datetime
) -> Filing:
    """Take unpaid money of an ended project back, whole or in parts; in fen, a red line of its own.

    What a contractor was paid stays paid.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `amount_positive`, `payments_known`,
        `clawed_within_balance`, `clawed_after_ended`, `ending_explained`, `fits_every_day`
    """
    filing = filing_of(number, lock=True)
    returned = filing.returned_fen + filing.clawed_fen
    limit = clawable_fen(
        filing.disbursed_fen,
        filing.settled_fen,
        filing.paid_fen,
        filing.returned_fen,
        filing.clawed_fen,
    )
    holds = {
        "amount_positive": amount_fen > 0,
        "payments_known": limit is not None,
        "clawed_within_balance": amount_fen <= (limit or 0),
        "clawed_after_ended": in_order(filing.ended_on, on),
        "fits_every_day": fits(filing, "clawed_back", -amount_fen, on),
        "ending_explained": bool(reason.strip()),
    }
    arrow, missing = weigh_step(
        filing, "claw_back", by, Basis.STRAIGHT, holds, amount_fen, limit or 0
    )
    filing.clawed_fen += amount_fen
    move(filing, arrow, "clawed_back", -amount_fen, on)
    facts = {"amount": -amount_fen, "reason": reason, "returned": returned + amount_fen}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, **facts)
    return filing


def _end(
    filing: Filing,
    action: str,
    holds: dict[str, bool],
    code: str,
    reason: str,
    by: Actor,
    on: date,
    at: datetime,
    contractor: str = "",
) -> Filing:
    number = filing.application.candidate.number
    arrow, missing = weigh_step(filing, action, by, Basis.STRAIGHT, holds)
    keep = kept_fen(arrow.target, filing.approved_fen, filing.disbursed_fen)
    drawing = next_drawing(filing, keep, on)
    filing.state, filing.ended_on = arrow.target, on
    filing.end_code, filing.end_reason = code, reason
    filing.save()
    carry_out(drawing, filing, on)
    refuse_waiting(filing, reason, by, on, at)
    if not filing.disbursed_fen:
        be_ended(number=number, reason=reason, by=by, on=on, at=at)
    given_back = sum(fen for _, fen in drawing.back)
    facts = {"code": code, "reason": reason, "given_back": given_back, "contractor": contractor}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, missing, **facts)
    return filing
