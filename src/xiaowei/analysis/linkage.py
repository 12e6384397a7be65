"""Home of same-issue grouping: which tickets speak of one matter.

One matter is one place and one topic family. Where `gap_days` is given, a matter that was quiet for
longer begins anew as another group (recurrence); without it, what comes back is the same matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiaowei.analysis.text import gist

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
    families: Mapping[str, str] | None = None,
) -> list[Group]:
    """Put every ticket into exactly one group, ordered by where each group first shows.

    `families` maps a topic to the family under which it is compared. Inquiries, praise and tickets
    without a place stay single; without a topic, only equal wording at one place goes together.
    """
    matters: dict[tuple[str, ...], list[int]] = {}
    for index, ticket in enumerate(tickets):
        matters.setdefault(_matter(index, ticket, families or {}), []).append(index)
    parts = [part for found in matters.values() for part in _parts(tickets, found, gap_days)]
    parts.sort(key=min)
    return [_summarise([tickets[index] for index in part]) for part in parts]


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


def _matter(index: int, ticket: LinkTicket, families: Mapping[str, str]) -> tuple[str, ...]:
    if not ticket.place or ticket.kind not in SPEAKS_OF_A_MATTER:
        return ("single", str(index))
    if ticket.topic:
        return ("topic", ticket.place, families.get(ticket.topic, ticket.topic))
    return ("words", ticket.place, gist(ticket.text) or str(index))


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
