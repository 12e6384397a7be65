"""Home of the questions on which a ticket waits: which place it means, which topic."""

from __future__ import annotations

from collections.abc import Iterator

from xiaowei.domain.intake import ONE_TICKET, UNSURE, is_complaint
from xiaowei.stages.intake.models import Question, Ticket

QuestionKey = tuple[str, str, str]
"""(kind, words, town) of a question."""


def questions_of(ticket: Ticket) -> Iterator[QuestionKey]:
    """Yield the questions that would tell what a ticket's own words don't, answered or not."""
    if ticket.place_words:
        yield "place", ticket.place_words, ticket.town_code
    if ticket.topic_code or not is_complaint(ticket.kind):
        return
    if ticket.topic_words:
        yield "topic", ticket.topic_words, ""
    elif ticket.topic_how == UNSURE:
        yield "topic", f"{ONE_TICKET}{ticket.number}", ""


def waits_for(ticket_id: int) -> tuple[str, ...]:
    """Return what somebody is asked of a ticket: its place, its topic, both or nothing."""
    keys = questions_of(Ticket.objects.get(pk=ticket_id))
    still_open = Question.objects.filter(answer="")
    return tuple(
        kind
        for kind, words, town in keys
        if still_open.filter(kind=kind, words=words, town_code=town).exists()
    )
