"""Home of settling known tickets again: when places or names became known, or an answer came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.parts import in_parts
from xiaowei.base.trail.operations import record
from xiaowei.base.turns import take_turn
from xiaowei.domain.intake import MODEL, ONE_TICKET
from xiaowei.stages.intake.models import Ticket
from xiaowei.stages.intake.operations import saving
from xiaowei.stages.intake.operations.taking import Key
from xiaowei.stages.intake.settling import SETTLED, Settler, settler, state_of

_READ = (
    "number",
    "received_at",
    "kind_words",
    "topic_words",
    "district_words",
    "town_words",
    "community_words",
    "estate_words",
    "address",
    "title",
    "text",
    "kind",
    "topic_code",
    "topic_how",
    "topic_model",
    "town_code",
    "place",
    "place_how",
    "place_words",
    "run__region_code",
)
_MOVED = [name.removesuffix("_id") for name in SETTLED]


@transaction.atomic
def resettle(
    *, cause: str, waiting_for: str = "", words: str = "", by: Actor, on: date, at: datetime
) -> frozenset[Key]:
    """Settle tickets again with what is known now; return the places and topics touched.

    All tickets, or only those `waiting_for` a `place` or a `topic`, or for a `model` to tell it; of a
    topic's also those of the same category `words` that the model told; of one ticket's only itself. What
    moves is kept as a change of the ticket; one trail entry stands on `cause`.
    """
    take_turn("intake")
    keys: set[Key] = set()
    now = settler()
    tickets = Ticket.objects.select_related("run").only(*_READ).filter(_waiting(waiting_for, words))
    moved = sum(_resettle_part(part, now, keys, at) for part in in_parts(tickets.iterator(2000)))
    saving.sync_questions(now.asked)
    if moved:
        facts = {"moved": moved}
        record(subject=cause, action="intake.resettle", by=by, on=on, at=at, facts=facts)
    return frozenset(keys)


def _waiting(for_what: str, words: str) -> Q:
    if for_what == "place":
        return Q(place__isnull=True)
    if words.startswith(ONE_TICKET):
        return Q(number=words.removeprefix(ONE_TICKET))
    told = Q(topic_how=MODEL)
    alike = told & Q(topic_words=words) if words else Q(pk__in=())
    topicless = {"topic": Q(topic_code="") | alike, "model": Q(topic_code="") | told}
    return topicless.get(for_what, Q())


def _resettle_part(part: Iterable[Ticket], now: Settler, keys: set[Key], at: datetime) -> int:
    written: list[Ticket] = []
    noted: list[tuple[Ticket, str, str, str]] = []
    for ticket in part:
        before, old = state_of(ticket), (ticket.place_id, ticket.topic_code)
        now.settle(ticket, ticket.run.region_code)
        if state_of(ticket) == before:
            continue
        written.append(ticket)
        noted += [(ticket, *change) for change in saving.moved(before, ticket, now.finder)]
        for place, topic in (old, (ticket.place_id, ticket.topic_code)):
            if place and topic:
                keys.add((place, topic))
    Ticket.objects.bulk_update(written, _MOVED, batch_size=100)
    saving.note(noted, None, at)
    return len(written)
