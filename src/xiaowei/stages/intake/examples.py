"""Home of examples to learn topics from: tickets whose topic a person or the handler's own category told.

Only masked words are looked at. One ticket in five, by its number, is held out for good: no model of the
house learns from it, so that models learnt at different times are compared on what none has seen.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.intake import ANSWERED
from xiaowei.stages.intake.models import NEWEST_FIRST, Ticket
from xiaowei.stages.intake.settling import MAPPED, leaves, said_in

LEAST = 60
"""So few examples teach nothing that could be relied on."""
LEAST_OF_TOPIC = 5
MOST = 20_000
"""The newest so many are learnt from."""
TOLD_BY = ("name", MAPPED, ANSWERED)
_HELD_OUT = 5


@dataclass(frozen=True)
class Examples:
    """Masked texts with their topics, and how many of them who told."""

    texts: Sequence[str]
    topics: Sequence[str]


@dataclass(frozen=True)
class Lessons:
    """What is learnt from, and what is held out to judge by."""

    learnt: Examples
    held_out: Examples


def lessons() -> Lessons:
    """Return the house's own examples; topics with too few tickets are left out.

    :raises RuleBroken: `too_few_examples`
    """
    known = leaves(catalogue())
    rows = Ticket.objects.filter(topic_how__in=TOLD_BY, topic_code__in=sorted(known))
    rows = rows.only("number", "title", "text", "topic_code").order_by(*NEWEST_FIRST)
    parts: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for ticket in rows[:MOST].iterator(2000):
        if said := said_in(ticket).strip():
            parts[_is_held_out(ticket.number)].append((said, ticket.topic_code))
    counts = Counter(topic for _, topic in parts[False])
    kept = {topic for topic, count in counts.items() if count >= LEAST_OF_TOPIC}
    learnt, held_out = (
        [(said, topic) for said, topic in parts[held] if topic in kept] for held in (False, True)
    )
    if len(learnt) < LEAST or len(kept) < 2 or not held_out:
        raise RuleBroken(
            "too_few_examples", examples=len(learnt), topics=len(kept), least=LEAST,
            least_of_topic=LEAST_OF_TOPIC,
        )  # fmt: skip
    return Lessons(_examples(learnt), _examples(held_out))


def _examples(rows: Sequence[tuple[str, str]]) -> Examples:
    return Examples([said for said, _ in rows], [topic for _, topic in rows])


def _is_held_out(number: str) -> bool:
    return hashlib.sha256(number.encode()).digest()[0] % _HELD_OUT == 0
