"""Home of grouping tickets into problem spots: bursts first, the rest of a place and matter together.

A matter is a family of topics. Bursts are looked for in one family at a time; then tickets of a broad
topic join the matter within it that is called most. The outcome depends on the tickets alone, not on
the order or split of imports; a spot keeps its number as long as it keeps tickets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.bursts import BurstRule, bursts
from xiaowei.analysis.linkage import LinkTicket, Matter, matters
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.bulk import insert_many
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.parts import in_parts
from xiaowei.base.places.queries import district_of
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import record
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.identification import BURST, REPEAT, SPOT_FLOW, same_spots, still_open
from xiaowei.domain.intake import day_of
from xiaowei.stages.identification.models import Candidate, Spot, SpotTicket, StopGap
from xiaowei.stages.intake.queries import Called, called_at

Key = tuple[int, str]
"""(place id, topic code); while grouping, the topic is the root of its branch."""
Rules = dict[tuple[str, int], BurstRule]
BATCH = 500


@dataclass(frozen=True)
class _Group:
    """Tickets that belong to one spot; `topic` is the one that most of them name."""

    kind: str
    topic: str
    flagged_at: datetime | None
    tickets: frozenset[int]
    last_on: date | None
    broad: frozenset[int] = frozenset()
    """The tickets that name a broader topic only."""

    def why(self, ticket: int) -> str:
        """Return the code of why a ticket belongs here."""
        return "in_broad" if ticket in self.broad else f"in_{self.kind}"


@dataclass
class _Plan:
    """What regrouping writes."""

    new: list[tuple[int, _Group]] = field(default_factory=list)
    """Groups without a spot, with their place id."""
    kept: list[tuple[Spot, _Group]] = field(default_factory=list)
    orphans: list[Spot] = field(default_factory=list)


@transaction.atomic
def regroup(
    *, keys: Collection[Key], cause: str, by: Actor, on: date, at: datetime
) -> dict[str, int]:
    """Group the tickets at those (place id, topic code) anew; return what came of it as counts.

    Whole branches are grouped, since a ticket may move between the topics of one.

    Only complaints with a place, a topic and a time count; an unknown kind counts. A spot on which
    something was built stays even without tickets. One trail entry stands on `cause`.
    """
    counts = {"spots_new": 0, "spots_gone": 0, "bursts": 0}
    topics, rules = catalogue(), Rules()
    roots = {(place, topics.branch(topic)[0]) for place, topic in keys}
    for part in in_parts(sorted(roots), BATCH):
        plan = _plan(part, topics, rules)
        counts["spots_new"] += len(plan.new)
        counts["bursts"] += sum(g.kind == BURST for _, g in (*plan.new, *plan.kept))
        for spot in _come_back(plan):
            facts = {"cause": cause}
            subject, action = f"spot:{spot}", "identification.reopen"
            record(subject=subject, action=action, by=by, on=on, at=at, facts=facts)
        counts["spots_gone"] += _write(plan)
    if any(counts.values()):
        record(subject=cause, action="identification.regroup", by=by, on=on, at=at, facts=counts)
    return counts


def _come_back(plan: _Plan) -> list[Spot]:
    """Open the closed spots that were complained about again; return them."""
    found = []
    for spot, group in plan.kept:
        if spot.state == "resolved" and still_open(spot.resolved_on, group.last_on):
            spot.state = SPOT_FLOW.arrow(spot.state, "reopen", str(spot)).target
            found.append(spot)
    return found


def _plan(roots: list[Key], topics: Catalogue, rules: Rules) -> _Plan:
    called: dict[Key, list[Called]] = {key: [] for key in roots}
    for ticket in called_at([(p, code) for p, root in roots for code in topics.branch(root)]):
        called[ticket.place_id, topics.branch(ticket.topic_code)[0]].append(ticket)
    known: dict[Key, list[Spot]] = {key: [] for key in roots}
    places = {place for place, _ in roots}
    for spot in Spot.objects.filter(place_id__in=places).order_by("pk"):
        key = (spot.place_id, topics.branch(spot.topic_code)[0])
        if key in known:
            known[key].append(spot)
    held = _held(spot.pk for spots in known.values() for spot in spots)
    plan = _Plan()
    for key in roots:
        _plan_branch(key[0], list(_groups(called[key], topics, rules)), known[key], held, plan)
    return plan


def _plan_branch(
    place: int,
    groups: list[_Group],
    spots: list[Spot],
    held: Mapping[int, frozenset[int]],
    plan: _Plan,
) -> None:
    by_pk = {spot.pk: spot for spot in spots}
    own = {pk: held.get(pk, frozenset()) for pk in by_pk}
    for group, pk in zip(groups, same_spots([g.tickets for g in groups], own), strict=True):
        if pk:
            plan.kept.append((by_pk.pop(pk), group))
        else:
            plan.new.append((place, group))
    plan.orphans += by_pk.values()


def _groups(called: Sequence[Called], topics: Catalogue, rules: Rules) -> Iterator[_Group]:
    """Yield the bursts of each family of one place's branch, then what is left of each matter."""
    families: dict[str, list[Called]] = {}
    for ticket in called:
        families.setdefault(topics.family(ticket.topic_code), []).append(ticket)
    left: list[Called] = []
    for family, same in families.items():
        by_number = {ticket.number: ticket for ticket in same}
        stream = [_linked(ticket, family) for ticket in same]
        for burst in bursts(stream, _rule(same[-1], rules)):
            members = [by_number.pop(number) for number in burst.numbers]
            yield _group(BURST, burst.flagged_at, members, frozenset())
        left += by_number.values()
    rest: dict[Matter, list[Called]] = {}
    for ticket, matter in zip(left, matters(_all_linked(left), topics), strict=True):
        rest.setdefault(matter, []).append(ticket)
    for (_, _, family), members in rest.items():
        broad = {t.pk for t in members if topics.family(t.topic_code) != family}
        yield _group(REPEAT, None, members, frozenset(broad))


def _group(
    kind: str, flagged_at: datetime | None, members: Sequence[Called], broad: frozenset[int]
) -> _Group:
    last = max(ticket.received_at for ticket in members)
    named = Counter(ticket.topic_code for ticket in members if ticket.pk not in broad)
    topic = min(named, key=lambda code: (-named[code], code))
    return _Group(kind, topic, flagged_at, frozenset(t.pk for t in members), day_of(last), broad)


def _all_linked(called: Iterable[Called]) -> list[LinkTicket]:
    return [_linked(ticket, ticket.topic_code) for ticket in called]


def _linked(ticket: Called, topic: str) -> LinkTicket:
    return LinkTicket(
        number=ticket.number,
        place=ticket.place_code,
        topic=topic,
        caller=ticket.caller or None,
        received_at=ticket.received_at,
        kind=ticket.kind or None,
    )


def _rule(newest: Called, rules: Rules) -> BurstRule:
    key = (district_of(newest.town_code), newest.received_at.year)
    if key not in rules:
        rules[key] = BurstRule(least_callers=policy_for(*key).burst_min_callers)
    return rules[key]


def _held(spots: Iterable[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for part in in_parts(spots):
        rows = SpotTicket.objects.filter(spot_id__in=part).values_list("spot_id", "ticket_id")
        for spot, ticket in rows:
            found.setdefault(spot, set()).add(ticket)
    return {spot: frozenset(tickets) for spot, tickets in found.items()}


def _write(plan: _Plan) -> int:
    """Write the plan; return how many spots are gone."""
    gone = _clear(plan)
    for kind in (BURST, REPEAT):
        # A place has one repeat of a topic: whoever stops being it goes first.
        changed = [_changed(spot, group) for spot, group in plan.kept if group.kind == kind]
        fields = ["kind", "topic_code", "flagged_at", "state"]
        Spot.objects.bulk_update(changed, fields, batch_size=100)
    fresh = [
        Spot(kind=group.kind, place_id=place, topic_code=group.topic, flagged_at=group.flagged_at)
        for place, group in plan.new
    ]
    Spot.objects.bulk_create(fresh, batch_size=BATCH)
    made = [(spot, group) for spot, (_, group) in zip(fresh, plan.new, strict=True)]
    links = [
        SpotTicket(ticket_id=ticket, spot=spot, why=group.why(ticket))
        for spot, group in (*plan.kept, *made)
        for ticket in sorted(group.tickets)
    ]
    insert_many(links)
    return gone


def _changed(spot: Spot, group: _Group) -> Spot:
    spot.kind, spot.topic_code, spot.flagged_at = group.kind, group.topic, group.flagged_at
    return spot


def _clear(plan: _Plan) -> int:
    """Take the old links away, and the spots that hold nothing and carry nothing."""
    old = [spot.pk for spot, _ in plan.kept] + [spot.pk for spot in plan.orphans]
    tickets = [pk for _, group in (*plan.kept, *plan.new) for pk in group.tickets]
    for part in in_parts(old):
        SpotTicket.objects.filter(spot_id__in=part).delete()
    for part in in_parts(tickets):
        SpotTicket.objects.filter(ticket_id__in=part).delete()
    orphans = [spot.pk for spot in plan.orphans]
    built = set(Candidate.objects.filter(spot_id__in=orphans).values_list("spot_id", flat=True))
    built |= set(StopGap.objects.filter(spot_id__in=orphans).values_list("spot_id", flat=True))
    built |= {spot.pk for spot in plan.orphans if spot.state != "open"}
    gone = [pk for pk in orphans if pk not in built]
    Spot.objects.filter(pk__in=gone).delete()
    # What is no longer the place's one repeat of its topic must not stand in that repeat's way: an
    # empty spot that stays, and a spot that most tickets now call by another topic.
    built |= {spot.pk for spot, group in plan.kept if spot.topic_code != group.topic}
    Spot.objects.filter(pk__in=built).update(kind=BURST)
    return len(gone)
