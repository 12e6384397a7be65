"""Home of recollecting what an import has touched and asked, from what it wrote."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Q

from xiaowei.stages.intake.models import ImportRun, Ticket, TicketChange
from xiaowei.stages.intake.operations.taking import Key
from xiaowei.stages.intake.settling import Asked, settler

BATCH = 2000


def touched_by(run: ImportRun) -> set[Key]:
    """Return the places and topics at which an import's new and changed tickets are or were."""
    changed = TicketChange.objects.filter(run=run)
    held = Ticket.objects.filter(Q(run=run) | Q(pk__in=changed.values("ticket_id")))
    keys = _keys(held.values_list("place_id", "topic_code").distinct())
    places = settler().finder.by_code
    fields = ("ticket_id", "field", "old", "ticket__place_id", "ticket__topic_code")
    moved = changed.filter(field__in=("place", "topic")).order_by("ticket_id").values_list(*fields)
    for _, changes in groupby(moved.iterator(BATCH), key=lambda change: change[0]):
        whence: set[int | None] = set()
        what: set[str] = set()
        for _, field, old, place, topic in changes:
            whence |= {place, places[old].pk if field == "place" and old in places else place}
            what |= {topic, old if field == "topic" else topic}
        keys |= _keys((place, topic) for place in whence for topic in what)
    return keys


def asked_by(run: ImportRun) -> Asked:
    """Return the open questions of an import's new tickets with their candidates."""
    now = settler()
    waiting = Ticket.objects.filter(Q(place__isnull=True) | Q(topic_code=""), run=run)
    for ticket in waiting.iterator(BATCH):
        now.settle(ticket, run.region_code)
    return now.asked


def _keys(pairs: Iterable[tuple[int | None, str]]) -> set[Key]:
    return {(place, topic) for place, topic in pairs if place and topic}
