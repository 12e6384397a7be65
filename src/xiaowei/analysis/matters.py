"""Home of matters: which tickets speak of one problem that one project could cure.

One matter is one place and one topic family: siblings that the same project types cure. A ticket
that only names a broad topic joins the matter within it that is called most at its place. What comes
back is the same matter, however long it was quiet; single events are told apart in `grouping`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiaowei.analysis.text import gist
from xiaowei.domain.catalogue import Catalogue

Matter = tuple[str, ...]
"""What makes tickets one matter; equal for the tickets of one matter."""
SPEAKS_OF_A_MATTER = frozenset({"complaint", "request", "report", "suggestion", None})
"""A suggestion may speak of the problem that others complain of; it counts as no complaint itself
(`domain.intake.COMPLAINT_KINDS`)."""


@dataclass(frozen=True, slots=True)
class LinkTicket:
    """What matters and bursts need of a ticket; `kind` is a stored ticket kind or unknown."""

    number: str
    place: str | None
    topic: str | None
    caller: str | None
    received_at: datetime | None
    text: str = ""
    kind: str | None = "complaint"


def matters(tickets: Sequence[LinkTicket], topics: Catalogue | None = None) -> list[Matter]:
    """Return each ticket's matter.

    A broad topic's tickets join the matter within it that has most tickets at their place; where
    two have equally many, or there is none, they stay a matter of their own.
    """
    own = [_matter(index, ticket, topics) for index, ticket in enumerate(tickets)]
    if topics is None:
        return own
    narrower = _most_called_within(own, topics)
    return [_narrowed(matter, narrower) for matter in own]


def count_callers(tickets: Iterable[LinkTicket]) -> int:
    """Count distinct callers; each ticket without a caller counts as one."""
    known: set[str] = set()
    unknown = 0
    for ticket in tickets:
        if ticket.caller:
            known.add(ticket.caller)
        else:
            unknown += 1
    return len(known) + unknown


def _matter(index: int, ticket: LinkTicket, topics: Catalogue | None) -> Matter:
    if not ticket.place or ticket.kind not in SPEAKS_OF_A_MATTER:
        return ("single", str(index))
    if ticket.topic:
        return ("topic", ticket.place, topics.family(ticket.topic) if topics else ticket.topic)
    return ("words", ticket.place, gist(ticket.text) or str(index))


def _most_called_within(own: Iterable[Matter], topics: Catalogue) -> dict[Matter, Matter]:
    """Return for each matter of a broad topic the one within it that is called most, if one is."""
    within: dict[Matter, Counter[Matter]] = {}
    for matter, tickets in Counter(one for one in own if one[0] == "topic").items():
        _, place, family = matter
        for above in topics.topics_above(family):
            broad = ("topic", place, topics.family(above.code))
            if broad != matter:
                within.setdefault(broad, Counter())[matter] += tickets
    most = {broad: found.most_common(2) for broad, found in within.items()}
    return {
        broad: first[0]
        for broad, (first, *second) in most.items()
        if not second or second[0][1] < first[1]
    }


def _narrowed(matter: Matter, narrower: dict[Matter, Matter]) -> Matter:
    while matter in narrower:
        matter = narrower[matter]
    return matter
