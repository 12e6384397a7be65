"""Home of reading tickets, imports, questions and column mappings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from xiaowei.base.parts import in_parts
from xiaowei.base.regions.queries import lying_in
from xiaowei.domain.errors import BadInput
from xiaowei.domain.intake import ONE_TICKET
from xiaowei.domain.wording import Note
from xiaowei.domain.zone import day_of, end_of, start_of
from xiaowei.stages.intake.models import (
    COUNTS,
    IS_COMPLAINT,
    NEWEST_FIRST,
    ColumnMapping,
    ImportRun,
    Question,
    SealedText,
    Ticket,
    TicketChange,
)
from xiaowei.stages.intake.sealing import opens

EVERYWHERE = ("", "")
_LACKING = {
    "either": Q(place__isnull=True) | Q(topic_code=""),
    "place": Q(place__isnull=True),
    "topic": Q(topic_code="") & IS_COMPLAINT,
}


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket as it may be shown: masked, its caller only as known or not."""

    pk: int
    number: str
    received_at: datetime | None
    kind: str
    topic_code: str
    topic_words: str
    topic_how: str
    topic_model: str
    """The trained model that told the topic, or was not sure of it; blank where none was asked."""
    place_id: int | None
    place_code: str
    place_name: str
    place_how: str
    town_code: str
    town_words: str
    address: str
    title: str
    text: str
    status: str
    due_at: datetime | None
    closed_at: datetime | None
    solved: str
    satisfied: str
    excluded: bool
    repeat: bool
    caller_known: bool
    brought_for: str
    """The region for which the sheet that brought it was handed in; blank is everywhere."""

    @property
    def region_code(self) -> str:
        """Return the region whose people deal with it; blank is everywhere."""
        return self.town_code or self.brought_for


@dataclass(frozen=True, slots=True)
class Complaint:
    """A ticket that the effect rule counts, whatever its day; `caller_hash` is blank if unknown."""

    number: str
    place_id: int
    topic_code: str
    received_on: date
    caller_hash: str


@dataclass(frozen=True, slots=True)
class Called:
    """What grouping needs of a ticket; `caller` is a keyed digest, blank where nobody is named."""

    pk: int
    number: str
    place_id: int
    place_code: str
    town_code: str
    topic_code: str
    kind: str
    caller: str
    received_at: datetime


def called_at(keys: Collection[tuple[int, str]]) -> list[Called]:
    """Return the complaints at those places and topics, oldest first: identification's in-tray.

    Left out are other kinds, excluded tickets and those without a time.
    """
    wanted = set(keys)
    places = sorted({place for place, _ in wanted})
    found: list[Called] = []
    fields = ("pk", "number", "place_id", "place__code", "place__town_code", "topic_code")
    for part in in_parts(places):
        rows = placed_complaints().filter(place_id__in=part)
        rows = rows.order_by("received_at", "number")
        found += [
            Called(*row)
            for row in rows.values_list(*fields, "kind", "caller_hash", "received_at")
            if (row[2], row[5]) in wanted
        ]
    return found


def placed(numbers: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return (place id, topic code) by number of those tickets that have both."""
    rows = Ticket.objects.filter(number__in=list(numbers), place__isnull=False)
    found = rows.exclude(topic_code="").values_list("number", "place_id", "topic_code")
    return {number: (place, topic) for number, place, topic in found if place is not None}


def called_between(region_code: str, first: date, last: date) -> list[Called]:
    """Return a region's complaints of some days that bring new facts, oldest first."""
    fields = ("pk", "number", "place_id", "place__code", "place__town_code", "topic_code")
    rows = placed_complaints().filter(
        lying_in("place__town_code", region_code, last),
        received_at__gte=start_of(first),
        received_at__lt=end_of(last),
        repeat=False,
    )
    rows = rows.order_by("received_at", "number")
    return [Called(*row) for row in rows.values_list(*fields, "kind", "caller_hash", "received_at")]


def topicless_at(place_ids: Collection[int], until: date) -> list[tuple[int, datetime]]:
    """Return (place id, moment) of the complaints at those places whose topic nobody recognised."""
    found: list[tuple[int, datetime]] = []
    for part in in_parts(sorted(set(place_ids))):
        rows = _placed().filter(place_id__in=part, topic_code="", received_at__lt=end_of(until))
        pairs = rows.values_list("place_id", "received_at")
        found += ((place, at) for place, at in pairs if place is not None and at is not None)
    return found


def complaints(
    place_ids: Collection[int], topics: Collection[str], until: date | None = None
) -> list[Complaint]:
    """Return the tickets that the effect rule counts at those places on those topics, oldest first.

    Complaint kinds or unknown, not excluded, no repeat without new facts, received up to `until`.
    """
    found: list[Complaint] = []
    for part in in_parts(sorted(set(place_ids))):
        rows = placed_complaints().filter(
            place_id__in=part, topic_code__in=list(topics), repeat=False
        )
        if until is not None:
            rows = rows.filter(received_at__lt=end_of(until))
        fields = ("number", "place_id", "topic_code", "received_at", "caller_hash")
        found += [
            Complaint(number, place, topic, day_of(at), caller)
            for number, place, topic, at, caller in rows.values_list(*fields)
            if place is not None and at is not None
        ]
    return sorted(found, key=lambda one: (one.received_on, one.number))


def days_heard(place_id: int, until: date) -> list[tuple[date, str]]:
    """Return (day, topic) of every complaint at a place up to a day, oldest first; blank is no topic."""
    rows = _placed().filter(place_id=place_id, received_at__lt=end_of(until))
    pairs = rows.order_by("received_at").values_list("received_at", "topic_code")
    return [(day_of(at), topic) for at, topic in pairs if at is not None]


def ticket_rows(
    *,
    region_code: str = "",
    homes: Collection[tuple[str, str]] = (EVERYWHERE,),
    numbers: Sequence[str] | None = None,
    place_codes: Collection[str] = (),
    topic_codes: Sequence[str] | None = None,
    run: str = "",
    words: str = "",
    since: date | None = None,
    until: date | None = None,
    lacking: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[TicketLine]:
    """Return tickets, newest first; every filter narrows, both days are included.

    `homes` are (region, place) whose tickets are kept, a blank place for all of a region. `lacking` keeps
    those of which nobody knows yet the `place`, the `topic` (of a complaint) or `either`.
    """
    rows = Ticket.objects.filter(_within(region_code)).select_related("place", "run")
    if EVERYWHERE not in homes:
        rows = rows.filter(reduce(or_, (_at_home(*home) for home in homes), Q(pk__in=())))
    if numbers is not None:
        rows = rows.filter(number__in=list(numbers))
    if topic_codes is not None:
        rows = rows.filter(topic_code__in=list(topic_codes))
    exact = {"place__code__in": list(place_codes), "run__number": run}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if words:
        rows = rows.filter(_says(words))
    rows = rows.filter(_received(since, until))
    if lacking:
        rows = rows.filter(_LACKING[lacking])
    rows = rows.order_by(*NEWEST_FIRST)
    stop = None if limit is None else offset + limit
    return [_line(ticket) for ticket in rows[offset:stop]]


def without_topic(region_code: str = "") -> int:
    """Return how many complaints of a region are about nobody knows what."""
    return Ticket.objects.filter(_within(region_code), _LACKING["topic"]).count()


def ticket_with(number: str) -> TicketLine | None:
    """Return the ticket of that number."""
    return next(iter(ticket_rows(numbers=[number])), None)


def ticket_seen_in(run: str) -> TicketLine:
    """Return the one ticket that an import held."""
    return _line(Ticket.objects.select_related("place", "run").get(seen_in__number=run))


def questions(
    region_code: str = "", kind: str = "", limit: int | None = None
) -> list[dict[str, Any]]:
    """Return the open questions, most waiting tickets first; `region_code` tells where each belongs."""
    rows = Question.objects.filter(answer="")
    if kind:
        rows = rows.filter(kind=kind)
    if region_code:
        own = lying_in("town_code", region_code) | Q(town_code="")
        rows = rows.filter(own)
    rows = rows.order_by("-tickets", "kind", "words")
    fields = ("pk", "kind", "words", "town_code", "tickets", "candidates")
    found = list(rows.values(*fields)[:limit])
    single = [
        row["words"].removeprefix(ONE_TICKET)
        for row in found
        if row["words"].startswith(ONE_TICKET)
    ]
    told = Ticket.objects.filter(number__in=single)
    regions = {
        f"{ONE_TICKET}{number}": town or run
        for number, town, run in told.values_list("number", "town_code", "run__region_code")
    }
    return [row | {"region_code": regions.get(row["words"], row["town_code"])} for row in found]


def runs(kind: str = "", limit: int = 50) -> list[ImportRun]:
    """Return the latest sheets taken in, newest first; tickets that came one by one are left out."""
    rows = ImportRun.objects.exclude(file_name="").order_by("-pk")
    return list((rows.filter(kind=kind) if kind else rows)[:limit])


def unfinished_runs(file_digest: str | None = None) -> list[ImportRun]:
    """Return the imports that are under way or were left off, oldest first; of one file where given."""
    standing = ImportRun.objects.filter(undone_at=None, under_way__isnull=False)
    if file_digest is not None:
        standing = standing.filter(file_digest=file_digest)
    return list(standing.order_by("pk"))


def run_with(number: str) -> ImportRun | None:
    """Return the import of that number."""
    return ImportRun.objects.filter(number=number).first()


def new_in(run: str) -> list[int]:
    """Return the ids of the tickets that an import brought or changed."""
    brought = Ticket.objects.filter(run__number=run).values_list("pk", flat=True)
    changed = TicketChange.objects.filter(run__number=run).values_list("ticket_id", flat=True)
    return sorted({*brought, *changed})


def mapping_for(kind: str, fingerprint: str) -> dict[str, str] | None:
    """Return the mapping field -> header remembered for sheets with those headers."""
    found = ColumnMapping.objects.filter(kind=kind, fingerprint=fingerprint).first()
    return dict(found.mapping) if found else None


def mapping_named(kind: str, name: str) -> dict[str, str]:
    """Return the newest remembered mapping field -> header of that name.

    :raises BadInput: `not_found`
    """
    found = ColumnMapping.objects.filter(kind=kind, name=name).order_by("-pk").first()
    if found is None:
        raise BadInput("not_found", what=Note("column_mapping"), number=name)
    return dict(found.mapping)


def counts(region_code: str = "", until: date | None = None) -> dict[str, int]:
    """Return how many tickets there are, and how many have no place or no topic."""
    rows = Ticket.objects.filter(_within(region_code, until))
    if until is not None:
        rows = rows.filter(received_at__lt=end_of(until))
    return {
        "tickets": rows.count(),
        "without_place": rows.filter(place__isnull=True).count(),
        "without_topic": rows.filter(topic_code="").count(),
    }


def secret_fits() -> bool:
    """Tell whether the home's secret still opens the raw words stored in it."""
    newest = SealedText.objects.select_related("ticket").order_by("-pk").first()
    return newest is None or opens(newest.ticket.number, bytes(newest.ciphertext))


def last_day(region_code: str = "", until: date | None = None) -> date | None:
    """Return the day of the newest ticket of a region, received up to a day."""
    rows = Ticket.objects.filter(_within(region_code, until), received_at__isnull=False)
    if until is not None:
        rows = rows.filter(received_at__lt=end_of(until))
    return day_of(rows.order_by("-received_at").values_list("received_at", flat=True).first())


def placed_complaints() -> QuerySet[Ticket]:
    """Return the tickets that the effect rule counts, said again (`repeat`) or not."""
    return _placed().exclude(topic_code="")


def _placed() -> QuerySet[Ticket]:
    return Ticket.objects.filter(COUNTS, received_at__isnull=False, place__isnull=False)


def _within(region_code: str, on: date | None = None) -> Q:
    return lying_in("town_code", region_code, on)


def _at_home(region_code: str, place_code: str) -> Q:
    return _within(region_code) & (Q(place__code=place_code) if place_code else Q())


def _received(since: date | None, until: date | None) -> Q:
    begun = Q(received_at__gte=start_of(since)) if since is not None else Q()
    return begun & (Q(received_at__lt=end_of(until)) if until is not None else Q())


def _says(words: str) -> Q:
    return Q(number__icontains=words) | Q(address__contains=words) | Q(text__contains=words)


def _line(ticket: Ticket) -> TicketLine:
    place = ticket.place
    return TicketLine(
        pk=ticket.pk,
        number=ticket.number,
        received_at=ticket.received_at,
        kind=ticket.kind,
        topic_code=ticket.topic_code,
        topic_words=ticket.topic_words,
        topic_how=ticket.topic_how,
        topic_model=ticket.topic_model,
        place_id=ticket.place_id,
        place_code=place.code if place else "",
        place_name=place.name if place else "",
        place_how=ticket.place_how,
        town_code=ticket.town_code,
        town_words=ticket.town_words,
        address=ticket.address,
        title=ticket.title,
        text=ticket.text,
        status=ticket.status,
        due_at=ticket.due_at,
        closed_at=ticket.closed_at,
        solved=ticket.solved,
        satisfied=ticket.satisfied,
        excluded=ticket.excluded,
        repeat=ticket.repeat,
        caller_known=bool(ticket.caller_hash),
        brought_for=ticket.run.region_code,
    )
