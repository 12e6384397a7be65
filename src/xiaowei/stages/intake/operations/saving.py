"""Home of writing tickets in bulk, with what changed noted beside them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db.models import Count, Field, JSONField, Q, QuerySet

from xiaowei.base.bulk import insert_many
from xiaowei.base.parts import in_parts
from xiaowei.base.places.queries import Finder
from xiaowei.domain.intake import ONE_TICKET, UNSURE, Change, is_complaint
from xiaowei.stages.intake.asked import QuestionKey
from xiaowei.stages.intake.models import (
    IS_COMPLAINT,
    NEWEST_FIRST,
    ImportRun,
    Question,
    SealedText,
    Ticket,
    TicketChange,
)
from xiaowei.stages.intake.reading import SAID, Incoming
from xiaowei.stages.intake.sealing import seal
from xiaowei.stages.intake.settling import SETTLED, Asked, State

BATCH = 500
MOST_UNNAMED = 200
"""About so many single tickets at once is asked what they are about, the newest first."""
SEALED = "sealed"
DIGEST = "content_digest"
_WRITTEN = (*SAID, *(name.removesuffix("_id") for name in SETTLED), "seen_in")


def insert(tickets: Sequence[Ticket], raws: Sequence[str]) -> None:
    """Write new tickets and their sealed words."""
    insert_many(tickets)
    insert_many(
        [
            SealedText(ticket_id=ticket.pk, ciphertext=seal(ticket.number, raw))
            for ticket, raw in zip(tickets, raws, strict=True)
        ]
    )


def update(tickets: Sequence[Ticket]) -> None:
    """Write tickets that are known, all that words and settling give."""
    # An upsert is one plain statement per batch; bulk_update would compare every row in a CASE.
    Ticket.objects.bulk_create(
        tickets,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_WRITTEN,
    )


def reseal(sealed: Sequence[SealedText]) -> None:
    """Write the sealed words of tickets that are known."""
    SealedText.objects.bulk_create(
        sealed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=["ciphertext"],
    )


def sealed_before(ticket: Ticket, sealed: SealedText | None) -> str:
    """Return what `brought_back` needs to bring a ticket's raw words and digest back."""
    return f"{ticket.content_digest}:{bytes(sealed.ciphertext).hex() if sealed else ''}"


def brought_back(before: str) -> tuple[str, bytes]:
    """Return (content digest, ciphertext) from what `sealed_before` kept."""
    digest, _, ciphertext = before.partition(":")
    return digest, bytes.fromhex(ciphertext)


def apply(ticket: Ticket, incoming: Incoming) -> list[tuple[str, str, str]]:
    """Put what the row says on the ticket; return (field, old, new) as text for what differs."""
    found = []
    for name, value in incoming.said.items():
        old = getattr(ticket, name)
        if old != value:
            setattr(ticket, name, value)
            if name != DIGEST:
                found.append((name, as_text(old), as_text(value)))
    return found


def moved(before: State, ticket: Ticket, finder: Finder) -> Iterator[tuple[str, str, str]]:
    """Yield (field, old, new) where settling moved a ticket to another place or topic."""
    old = dict(zip(SETTLED, before, strict=True))
    if old["place_id"] != ticket.place_id:
        yield "place", finder.code_of(old["place_id"]), finder.code_of(ticket.place_id)
    if old["topic_code"] != ticket.topic_code:
        yield "topic", old["topic_code"], ticket.topic_code


def note(
    changes: Iterable[tuple[Ticket, str, str, str]], run: ImportRun | None, at: datetime
) -> None:
    """Keep (ticket, field, old, new) for good."""
    insert_many(
        [
            TicketChange(ticket_id=ticket.pk, run=run, field=field, old=old, new=new, at=at)
            for ticket, field, old, new in changes
        ]
    )


def shown(row: int, number: str, changes: Iterable[tuple[str, str, str]]) -> Iterator[Change]:
    """Yield the changes that mean something to a person."""
    for field, old, new in changes:
        if field != SEALED:
            secret = field == "caller_hash"
            yield Change(row, number, field, "***" if secret else old, "***" if secret else new)


def as_text(value: Any) -> str:
    """Return a field's value as text that `from_text` reads back."""
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def from_text(name: str, text: str) -> Any:
    """Return the value of a ticket's field from its text."""
    field = Ticket._meta.get_field(name)
    if isinstance(field, JSONField):
        return json.loads(text or "{}")
    if not text and field.null:
        return None
    return field.to_python(text) if isinstance(field, Field) else text


def sync_questions(asked: Asked, keys: Collection[QuestionKey] | None = None) -> None:
    """Bring the queue, or some of its questions, in line with the waiting tickets: a question without
    any is withdrawn.
    """
    if keys is not None and not keys:
        return
    waiting = _waiting(keys)
    questions = Question.objects.filter(_any_of(keys))
    known = {(q.kind, q.words, q.town_code): q for q in questions.filter(answer="")}
    answered = set(questions.exclude(answer="").values_list("kind", "words", "town_code"))
    fresh = [
        Question(kind=k[0], words=k[1], town_code=k[2], tickets=n, candidates=asked.get(k, []))
        for k, n in waiting.items()
        if k not in known and k not in answered
    ]
    for key, question in known.items():
        question.tickets = waiting.get(key, 0)
        question.candidates = asked.get(key, question.candidates)
    gone = [question.pk for key, question in known.items() if key not in waiting]
    for part in in_parts(gone):
        Question.objects.filter(pk__in=part).delete()
    kept = [question for key, question in known.items() if key in waiting]
    Question.objects.bulk_update(kept, ["tickets", "candidates"], batch_size=BATCH)
    Question.objects.bulk_create(fresh, batch_size=BATCH)


def is_topicless(ticket: Ticket) -> bool:
    """Tell whether a complaint neither names a category nor says what it is about: nothing to ask for."""
    return not ticket.topic_code and not ticket.topic_words and is_complaint(ticket.kind)


def _any_of(keys: Collection[QuestionKey] | None) -> Q:
    """Return the condition of some questions, or of all."""
    if keys is None:
        return Q()
    alike = (Q(kind=kind, words=words, town_code=town) for kind, words, town in sorted(keys))
    return reduce(or_, alike)


def _waiting(keys: Collection[QuestionKey] | None = None) -> dict[QuestionKey, int]:
    """Return how many tickets wait for each question, or for each of some."""
    topics = Ticket.objects.filter(IS_COMPLAINT, topic_code="")
    return _by_place(keys) | _by_category(topics, keys) | _one_by_one(topics, keys)


def _by_place(keys: Collection[QuestionKey] | None) -> dict[QuestionKey, int]:
    places = Ticket.objects.filter(place__isnull=True).exclude(place_words="")
    if keys is not None:
        places = places.filter(place_words__in=_words(keys, "place"))
    rows = places.values_list("place_words", "town_code").annotate(n=Count("pk"))
    found = {("place", words, town): n for words, town, n in rows}
    return {key: n for key, n in found.items() if keys is None or key in keys}


def _by_category(
    topics: QuerySet[Ticket], keys: Collection[QuestionKey] | None
) -> dict[QuestionKey, int]:
    topics = topics.exclude(topic_words="")
    if keys is not None:
        topics = topics.filter(topic_words__in=_words(keys, "topic"))
    rows = topics.values_list("topic_words").annotate(n=Count("pk"))
    return {("topic", words, ""): n for words, n in rows}


def _one_by_one(
    topics: QuerySet[Ticket], keys: Collection[QuestionKey] | None
) -> dict[QuestionKey, int]:
    unnamed = topics.filter(topic_words="", topic_how=UNSURE).order_by(*NEWEST_FIRST)
    if keys is not None:
        asked = [words for words in _words(keys, "topic") if words.startswith(ONE_TICKET)]
        unnamed = unnamed.filter(number__in=[words.removeprefix(ONE_TICKET) for words in asked])
    answered = Question.objects.filter(words__startswith=ONE_TICKET).exclude(answer="")
    done = {words.removeprefix(ONE_TICKET) for words in answered.values_list("words", flat=True)}
    numbers = (one for one in unnamed.values_list("number", flat=True) if one not in done)
    return {("topic", f"{ONE_TICKET}{one}", ""): 1 for one in islice(numbers, MOST_UNNAMED)}


def _words(keys: Collection[QuestionKey], kind: str) -> list[str]:
    return [words for of, words, _ in keys if of == kind]
