"""Home of the groups that tickets of a place make: by rules, and as people decided.

Tickets of a broad topic join the matter within it that is called most. In one matter at a time rules
look for bursts, by a level that learns nothing: one place's tickets are too few to learn from. A ticket
that people parted from a spot is another matter: rules look at such tickets apart from the others. Then
whatever people put together is united, and never what they held apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from xiaowei.analysis.bursts import Burst, BurstRule, bursts
from xiaowei.analysis.constraints import honour
from xiaowei.analysis.matters import LinkTicket, Matter, matters
from xiaowei.base.places.queries import district_of
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.identification import BURST, REPEAT
from xiaowei.domain.zone import day_of
from xiaowei.stages.identification.decisions import TOGETHER, Decisions
from xiaowei.stages.intake.queries import Called

Rules = dict[tuple[str, int], BurstRule]


@dataclass(frozen=True)
class Group:
    """Tickets that belong to one spot; `topic` is the one that most of them at `place` name."""

    kind: str
    place: int
    topic: str
    flagged_at: datetime | None
    chance: float | None
    """In which share of all tickets an ordinary defect is called about so soon by so many as this burst."""
    tickets: frozenset[int]
    last_on: date | None
    broad: frozenset[int] = frozenset()
    """The tickets that name a broader topic only."""
    decision: int | None = None
    """The first decision by which these are other tickets than rules would group."""
    decided: frozenset[int] = frozenset()
    """The tickets that a person put here."""

    def why(self, ticket: int) -> str:
        """Return the code of why a ticket belongs here."""
        if ticket in self.decided:
            return "in_decided"
        return "in_broad" if ticket in self.broad else f"in_{self.kind}"


def groups_of(
    branches: Sequence[Sequence[Called]], topics: Catalogue, rules: Rules, decisions: Decisions
) -> list[Group]:
    """Return the groups of some branches (tickets of one place and one branch of topics each)."""
    named = decisions.naming([ticket.number for branch in branches for ticket in branch])
    if not named:
        return [group for branch in branches for group, _ in _groups(branch, topics, rules)]
    return list(_decided(branches, topics, rules, Decisions(tuple(named))))


def _decided(
    branches: Sequence[Sequence[Called]], topics: Catalogue, rules: Rules, decisions: Decisions
) -> Iterator[Group]:
    """Yield the groups that rules and decisions make together."""
    ruled: list[list[tuple[Group, list[Called]]]] = []
    for label in sorted({decisions.label(t.number) for branch in branches for t in branch}):
        own = [[t for t in branch if decisions.label(t.number) == label] for branch in branches]
        parts = [part for branch in own for part in _groups(branch, topics, rules)]
        # What a person parted is one matter, whatever rules would make of it.
        ruled += [parts] if label else [[part] for part in parts]
    called = {t.number: t for parts in ruled for _, members in parts for t in members}
    known = [[t.number for _, members in parts for t in members] for parts in ruled]
    for numbers in honour((one for one in known if one), decisions.constraints()):
        touched = [part for parts in ruled for part in parts if _meets(part[1], numbers)]
        group, members = touched[0]
        if len(touched) == 1 and len(members) == len(numbers):
            yield _said(group, numbers, decisions, called)
        else:
            united = _united([part for part, _ in touched], [called[n] for n in numbers])
            yield _said(united, numbers, decisions, called, joined=True)


def _meets(members: Iterable[Called], numbers: Iterable[str]) -> bool:
    return not {ticket.number for ticket in members}.isdisjoint(numbers)


def _said(
    group: Group,
    numbers: Sequence[str],
    decisions: Decisions,
    called: Mapping[str, Called],
    joined: bool = False,
) -> Group:
    """Note on a group whose decision it is, where rules alone would not have made it."""
    parted = {number for number in numbers if decisions.label(number)}
    put = parted.union(*(one.own for one in decisions.rows if one.kind == TOGETHER and joined))
    if not (parted or joined):
        return group
    naming = decisions.naming(numbers)
    decided = frozenset(called[number].pk for number in numbers if number in put)
    return replace(group, decision=min(one.pk for one in naming), decided=decided)


def _united(parts: Sequence[Group], members: Sequence[Called]) -> Group:
    """Make one group of several: a burst only where all of them are."""
    broad = frozenset[int]().union(*(part.broad for part in parts))
    found = _group(None, members, broad)
    if any(part.flagged_at is None for part in parts):
        return found
    first = min(parts, key=lambda part: str(part.flagged_at))
    return replace(found, kind=BURST, flagged_at=first.flagged_at, chance=first.chance)


def _groups(
    called: Sequence[Called], topics: Catalogue, rules: Rules
) -> Iterator[tuple[Group, list[Called]]]:
    """Yield the bursts of each matter of one place's branch, then what is left of it."""
    same: dict[Matter, list[Called]] = {}
    linked = {ticket.number: _linked(ticket) for ticket in called}
    for ticket, matter in zip(called, matters([*linked.values()], topics), strict=True):
        same.setdefault(matter, []).append(ticket)
    for (*_, family), members in same.items():
        broad = frozenset(t.pk for t in members if topics.family(t.topic_code) != family)
        left = {ticket.number: ticket for ticket in members}
        stream = [replace(linked[ticket.number], topic=family) for ticket in members]
        for burst in bursts(stream, _rule(members[-1], rules)):
            flagged = [left.pop(number) for number in burst.numbers]
            yield _group(burst, flagged, broad), flagged
        if left:
            yield _group(None, list(left.values()), broad), list(left.values())


def _group(burst: Burst | None, members: Sequence[Called], broad: frozenset[int]) -> Group:
    places = Counter(ticket.place_id for ticket in members)
    place = min(places, key=lambda one: (-places[one], one))
    here = [ticket for ticket in members if ticket.place_id == place]
    named = Counter(t.topic_code for t in here if t.pk not in broad)
    named = named or Counter(t.topic_code for t in here)
    topic = min(named, key=lambda code: (-named[code], code))
    last = max(ticket.received_at for ticket in members)
    pks = frozenset(ticket.pk for ticket in members)
    return Group(
        kind=BURST if burst else REPEAT,
        place=place,
        topic=topic,
        flagged_at=burst.flagged_at if burst else None,
        chance=burst.chance if burst else None,
        tickets=pks,
        last_on=day_of(last),
        broad=broad & pks,
    )


def _linked(ticket: Called) -> LinkTicket:
    return LinkTicket(
        number=ticket.number,
        place=ticket.place_code,
        topic=ticket.topic_code,
        caller=ticket.caller or None,
        received_at=ticket.received_at,
        kind=ticket.kind or None,
    )


def _rule(newest: Called, rules: Rules) -> BurstRule:
    key = (district_of(newest.town_code), newest.received_at.year)
    if key not in rules:
        rules[key] = BurstRule(least_callers=policy_for(*key).burst_min_callers, frozen=True)
    return rules[key]
