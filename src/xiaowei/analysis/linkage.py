"""Home of same-issue grouping: which tickets speak of one matter.

One matter is one place and one topic family: siblings that the same project types cure. A ticket
that only names a broad topic joins the matter within it that is called most at its place. Where
`gap_days` is given, a matter that was quiet for longer begins anew as another group (recurrence);
without it, what comes back is the same matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiaowei.analysis.text import gist
from xiaowei.domain.catalogue import Catalogue

Matter = tuple[str, ...]
"""What makes tickets one matter; equal for the tickets of one matter."""
SPEAKS_OF_A_MATTER = frozenset({"complaint", "request", "report", "suggestion", None})


@dataclass(frozen=True, slots=True)
class LinkTicket:
    """What grouping and bursts need of a ticket; `kind` is a stored ticket kind or unknown."""

    number: str
    place: str | None
    topic: str | None
    caller: str | None
    received_at: datetime | None
    text: str = ""
    kind: str | None = "complaint"


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets on one matter, oldest first; `id` is the number of the first.

    `callers` counts distinct callers; a ticket without caller counts as one of its own.
    """

    id: str
    numbers: tuple[str, ...]
    place: str | None
    topic: str | None
    callers: int
    first_at: datetime | None
    last_at: datetime | None


def group(
    tickets: Sequence[LinkTicket],
    gap_days: float | None = None,
    topics: Catalogue | None = None,
) -> list[Group]:
    """Put every ticket into exactly one group, ordered by where each group first shows.

    `topics` knows families and what is within a broad topic; without it, topics are compared as they
    are. Inquiries, praise and tickets without a place stay single; without a topic, only equal
    wording at one place goes together.
    """
    found: dict[Matter, list[int]] = {}
    for index, matter in enumerate(matters(tickets, topics)):
        found.setdefault(matter, []).append(index)
    parts = [part for same in found.values() for part in _parts(tickets, same, gap_days)]
    parts.sort(key=min)
    return [_summarise([tickets[index] for index in part]) for part in parts]


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


def _parts(
    tickets: Sequence[LinkTicket], found: list[int], gap_days: float | None
) -> Iterator[list[int]]:
    """Order one matter by time and cut it where it was quiet for longer than the gap."""
    dated = sorted((at, index) for index in found if (at := tickets[index].received_at) is not None)
    part = [index for index in found if tickets[index].received_at is None]
    last: datetime | None = None
    for at, index in dated:
        if gap_days is not None and last is not None and at - last > timedelta(days=gap_days):
            yield part
            part = []
        part.append(index)
        last = at
    yield part


def _summarise(members: list[LinkTicket]) -> Group:
    times = [ticket.received_at for ticket in members if ticket.received_at is not None]
    first = members[0]
    return Group(
        id=first.number,
        numbers=tuple(ticket.number for ticket in members),
        place=first.place,
        topic=first.topic,
        callers=count_callers(members),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
    )
