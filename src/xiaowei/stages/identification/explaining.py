"""Home of why a ticket is in its spot: by whom or what, how long after the last one, about the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.domain.identification import why_linked
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.spot_rows import SpotRow
from xiaowei.stages.intake.queries import TicketLine

_SECONDS = 3600


def explained(
    tickets: Sequence[TicketLine], why: Mapping[str, str], spot: SpotRow, language: str
) -> list[str]:
    """Return for each ticket, newest first, why it is in the spot; `why` holds the codes by number.

    Nothing of it is stored but the code: place, moment and topic stand on the ticket.
    """
    found: list[str] = []
    before: TicketLine | None = None
    known: set[str] = set()
    named = catalogue().topic_name
    for ticket in reversed(tickets):
        how, hours = [Note(f"reason.{why[ticket.number]}")], None
        if ticket.place_code != spot["place_code"]:
            how.append(Note("link.elsewhere", place=ticket.place_name))
        if before and before.received_at and ticket.received_at:
            seconds = (ticket.received_at - before.received_at).total_seconds()
            hours = round(seconds / _SECONDS, 1)
        alike = named(ticket.topic_code) if ticket.topic_code in known else None
        found.append(why_linked(*how, hours=hours, alike=alike).text(language))
        known.add(ticket.topic_code)
        before = ticket
    return found[::-1]
