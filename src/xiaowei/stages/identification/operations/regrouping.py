"""Home of grouping tickets into problem spots: bursts first, the rest of a place and matter together.

A matter is a family of topics. Bursts are looked for in one family at a time; then tickets of a broad
topic join the matter within it that is called most. The outcome depends on the tickets alone, not on
the order or split of imports; a spot keeps its number as long as it keeps tickets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.bulk import insert_many
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.parts import in_parts
from xiaowei.base.trail.operations import record
from xiaowei.base.turns import take_turn
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.identification import BURST, REPEAT, SPOT_FLOW, same_spots, still_open
from xiaowei.stages.identification.decisions import Decisions, in_force, keys_of
from xiaowei.stages.identification.grouping import Group, Rules, groups_of
from xiaowei.stages.identification.models import Candidate, Spot, SpotTicket, StopGap
from xiaowei.stages.identification.operations.alarming import raise_alarms
from xiaowei.stages.intake.queries import Called, called_at

Key = tuple[int, str]
"""(place id, topic code); while grouping, the topic is the root of its branch."""
Bundle = tuple[Key, ...]
"""Branches that are grouped together, since people put tickets of theirs together."""
Link = tuple[int, str]
"""(spot id, code of why) of a ticket."""
BATCH = 500
FIELDS = ("kind", "place_id", "topic_code", "flagged_at", "chance", "state", "decision_id")
"""What grouping writes on a spot."""


@dataclass
class _Plan:
    """What regrouping writes."""

    new: list[Group] = field(default_factory=list)
    """Groups without a spot."""
    kept: list[tuple[Spot, Group]] = field(default_factory=list)
    orphans: list[Spot] = field(default_factory=list)
    links: dict[int, Link] = field(default_factory=dict)
    """What holds now of the tickets of all these spots, by ticket."""
    flagged: list[Spot] = field(default_factory=list)
    """The spots that are bursts only now."""
    bursting: list[Spot] = field(default_factory=list)
    """All the spots that are bursts: one that was flagged too late for an alarm may go on."""

    def groups(self) -> list[Group]:
        """Return every group, those of kept spots first."""
        return [*(group for _, group in self.kept), *self.new]


@transaction.atomic
def regroup(
    *, keys: Collection[Key], cause: str, by: Actor, on: date, at: datetime
) -> frozenset[int]:
    """Group the tickets at those (place id, topic code) anew; return the spots that became bursts.

    Whole branches are grouped, since a ticket may move between the topics of one.

    Only complaints with a place, a topic and a time count; an unknown kind counts. A spot on which
    something was built stays even without tickets. One trail entry stands on `cause`. What became a
    burst raises its alarm.
    """
    take_turn("intake")  # Whoever groups or decides sees what the one before wrote.
    flagged: list[Spot] = []
    bursting: list[Spot] = []
    counts = {"spots_new": 0, "spots_gone": 0, "bursts": 0}
    topics, rules, decisions = catalogue(), Rules(), in_force()
    roots = {(place, topics.branch(topic)[0]) for place, topic in (*keys, *_also_at(keys))}
    for part in in_parts(_bundles(roots, topics, decisions), BATCH):
        plan = _plan(part, topics, rules, decisions)
        counts["spots_new"] += len(plan.new)
        counts["bursts"] += sum(group.kind == BURST for group in plan.groups())
        reopened = _come_back(plan)
        for spot in reopened:
            facts = {"cause": cause}
            subject, action = f"spot:{spot}", "identification.reopen"
            record(subject=subject, action=action, by=by, on=on, at=at, facts=facts)
        counts["spots_gone"] += _write(plan, frozenset(spot.pk for spot in reopened))
        flagged += plan.flagged
        bursting += plan.bursting
    if any(counts.values()):
        record(subject=cause, action="identification.regroup", by=by, on=on, at=at, facts=counts)
    raise_alarms(spots=bursting, by=by, on=on, at=at)
    return frozenset(spot.pk for spot in flagged)


def _come_back(plan: _Plan) -> list[Spot]:
    """Open the closed spots that were complained about again; return them."""
    found = []
    for spot, group in plan.kept:
        if spot.state == "resolved" and still_open(spot.resolved_on, group.last_on):
            spot.state = SPOT_FLOW.arrow(spot.state, "reopen", str(spot)).target
            found.append(spot)
    return found


def _bundles(roots: Iterable[Key], topics: Catalogue, decisions: Decisions) -> list[Bundle]:
    """Return the branches in bundles: those that decisions bind are grouped together."""
    lying = keys_of(number for one in decisions.rows for number in one.numbers())
    at = {number: (place, topics.branch(topic)[0]) for number, (place, topic) in lying.items()}
    bound: list[set[Key]] = []
    for one in decisions.rows:
        met = {at[number] for number in one.numbers() if number in at}
        joined = [bundle for bundle in bound if bundle & met]
        bound = [bundle for bundle in bound if not bundle & met]
        bound.append(met.union(*joined))
    asked = set(roots)
    touched = [bundle for bundle in bound if bundle & asked]
    free = asked.difference(*touched)
    return sorted(tuple(sorted(bundle)) for bundle in (*touched, *({key} for key in free)))


def _plan(
    bundles: Sequence[Bundle], topics: Catalogue, rules: Rules, decisions: Decisions
) -> _Plan:
    roots = [key for bundle in bundles for key in bundle]
    places = {place for place, _ in roots}
    called: dict[Key, list[Called]] = {key: [] for key in roots}
    for ticket in called_at([(p, code) for p, root in roots for code in topics.branch(root)]):
        called[ticket.place_id, topics.branch(ticket.topic_code)[0]].append(ticket)
    known: dict[Key, list[Spot]] = {key: [] for key in roots}
    for spot in Spot.objects.filter(place_id__in=places).order_by("pk"):
        key = (spot.place_id, topics.branch(spot.topic_code)[0])
        if key in known:
            known[key].append(spot)
    plan = _Plan(links=_links(spot.pk for spots in known.values() for spot in spots))
    held: dict[int, set[int]] = {}
    for linked, (pk, _) in plan.links.items():
        held.setdefault(pk, set()).add(linked)
    for bundle in bundles:
        groups = groups_of([called[key] for key in bundle], topics, rules, decisions)
        _match(groups, [spot for key in bundle for spot in known[key]], held, plan)
    return plan


def _also_at(keys: Collection[Key]) -> list[Key]:
    """Return where else people's decisions put tickets of spots at these places."""
    bound = SpotTicket.objects.filter(
        spot__decision__isnull=False, spot__place_id__in={place for place, _ in keys}
    )
    rows = bound.values_list("ticket__place_id", "ticket__topic_code").distinct()
    return [(place, topic) for place, topic in rows if place and topic]


def _match(
    groups: Sequence[Group], spots: list[Spot], held: Mapping[int, set[int]], plan: _Plan
) -> None:
    """Let each group continue the spot whose tickets it holds."""
    by_pk = {spot.pk: spot for spot in spots}
    own = {pk: frozenset(held.get(pk, ())) for pk in by_pk}
    for group, pk in zip(groups, same_spots([g.tickets for g in groups], own), strict=True):
        if pk:
            plan.kept.append((by_pk.pop(pk), group))
        else:
            plan.new.append(group)
    plan.orphans += by_pk.values()


def _links(spots: Iterable[int]) -> dict[int, Link]:
    found: dict[int, Link] = {}
    for part in in_parts(spots):
        rows = SpotTicket.objects.filter(spot_id__in=part).values_list(
            "ticket_id", "spot_id", "why"
        )
        found |= {ticket: (spot, why) for ticket, spot, why in rows}
    return found


def _write(plan: _Plan, reopened: Collection[int]) -> int:
    """Write the plan, and of it only what is not so yet; return how many spots are gone."""
    due = {t: (spot.pk, group.why(t)) for spot, group in plan.kept for t in group.tickets}
    gone = _clear(plan, due)
    plan.flagged = [s for s, group in plan.kept if group.kind == BURST and s.flagged_at is None]
    for kind in (BURST, REPEAT):
        # A place has one repeat of a topic: whoever stops being it goes first.
        same_kind = [(spot, group) for spot, group in plan.kept if group.kind == kind]
        changed = [s for s, group in same_kind if _change(s, group) or s.pk in reopened]
        Spot.objects.bulk_update(changed, FIELDS, batch_size=100)
    fresh = [Spot() for _ in plan.new]
    for spot, group in zip(fresh, plan.new, strict=True):
        _change(spot, group)
    Spot.objects.bulk_create(fresh, batch_size=BATCH)
    begun = [spot for spot in fresh if spot.kind == BURST]
    plan.bursting = [spot for spot, _ in plan.kept if spot.kind == BURST] + begun
    plan.flagged += begun
    made = zip(fresh, plan.new, strict=True)
    due |= {t: (spot.pk, group.why(t)) for spot, group in made for t in group.tickets}
    insert_many(
        [
            SpotTicket(ticket_id=ticket, spot_id=spot, why=why)
            for ticket, (spot, why) in sorted(due.items())
            if plan.links.get(ticket) != (spot, why)
        ]
    )
    return gone


def _change(spot: Spot, group: Group) -> bool:
    """Make a spot what its tickets are now; tell whether it was anything else."""
    before = [getattr(spot, name) for name in FIELDS]
    spot.kind, spot.topic_code = group.kind, group.topic
    spot.flagged_at, spot.chance = group.flagged_at, group.chance
    spot.place_id, spot.decision_id = group.place, group.decision
    return before != [getattr(spot, name) for name in FIELDS]


def _clear(plan: _Plan, due: Mapping[int, Link]) -> int:
    """Take the links away that are no longer so, and the spots that hold nothing and carry nothing."""
    over = [ticket for ticket, link in plan.links.items() if due.get(ticket) != link]
    moved = [ticket for ticket in due if ticket not in plan.links]
    new = [ticket for group in plan.new for ticket in group.tickets if ticket not in plan.links]
    for part in in_parts([*over, *moved, *new]):
        SpotTicket.objects.filter(ticket_id__in=part).delete()
    orphans = [spot.pk for spot in plan.orphans]
    built = set(Candidate.objects.filter(spot_id__in=orphans).values_list("spot_id", flat=True))
    built |= set(StopGap.objects.filter(spot_id__in=orphans).values_list("spot_id", flat=True))
    built |= {spot.pk for spot in plan.orphans if spot.state != "open"}
    gone = [pk for pk in orphans if pk not in built]
    Spot.objects.filter(pk__in=gone).delete()
    # What is no longer the place's one repeat of its topic must not stand in that repeat's way: an
    # empty spot that stays, and a spot that goes by another topic, place or decision now.
    built |= {spot.pk for spot, group in plan.kept if _moves(spot, group)}
    Spot.objects.filter(pk__in=built).update(kind=BURST)
    return len(gone)


def _moves(spot: Spot, group: Group) -> bool:
    now = (spot.place_id, spot.topic_code, spot.decision_id)
    return now != (group.place, group.topic, group.decision)
