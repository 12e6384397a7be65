"""Home of receiving one ticket while the caller is hardly off the line: what became of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.steady import steady
from xiaowei.domain.sheets import SheetIn, TicketRow
from xiaowei.domain.wording import Sayable
from xiaowei.procedures.receive_tickets import receive
from xiaowei.stages.identification.joined import Joined, joined_by
from xiaowei.stages.intake.asked import waits_for
from xiaowei.stages.intake.operations import look_at_sheet
from xiaowei.stages.intake.queries import TicketLine, ticket_seen_in


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one ticket: `new`, `changed` or `same`; masked, placed, grouped.

    `asked` is what stands in the queue of questions, place or topic; `flags` tells that with this
    ticket its spot became a burst.
    """

    outcome: str
    ticket: TicketLine
    masked: Mapping[str, int]
    asked: tuple[str, ...]
    spot: Joined | None
    flags: bool
    warnings: Sequence[Sayable]
    run: str


def receive_ticket(*, sheet: SheetIn[TicketRow], by: Actor, on: date, at: datetime) -> Received:
    """Take one ticket in as a sheet of one row is taken, and tell what became of it.

    The same number again is the same ticket, also where both come at one moment. Nothing stays of
    a ticket that is refused.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `secret_changed`
    :raises BadInput: why the row can't be taken, such as `ticket_number_long`, `change_out_of_reach`
    """
    try:
        return _receive(sheet, by, on, at)
    except IntegrityError:
        # Somebody took the same number in, or opened the same spot, at this moment: it is there now.
        return _receive(sheet, by, on, at)


@steady()
@transaction.atomic
def _receive(sheet: SheetIn[TicketRow], by: Actor, on: date, at: datetime) -> Received:
    report, flagged = receive(look_at_sheet(sheet=sheet, by=by), sheet, by, on, at)
    for put_aside in report.rejected:
        raise put_aside.error
    ticket = ticket_seen_in(report.run)
    spot = joined_by(ticket.pk)
    return Received(
        outcome="new" if report.new else "changed" if report.changed else "same",
        ticket=ticket,
        masked=report.masked,
        asked=waits_for(ticket.pk),
        spot=spot,
        flags=spot is not None and spot.pk in flagged,
        warnings=report.warnings,
        run=report.run,
    )
