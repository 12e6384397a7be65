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
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.identification import BURST, REPEAT, SPOT_FLOW, same_spots, still_open
from xiaowei.stages.identification.decisions import Decisions, in_force, keys_of
from xiaowei.stages.identification.grouping import Group, Rules, groups_of
from xiaowei.stages.identification.models import Candidate, Spot, SpotTicket, StopGap
from xiaowei.stages.intake.queries import Called, called_at

Key = tuple[int, str]
"""(place id, topic code); while grouping, the topic is the root of its branch."""
Bundle = tuple[Key, ...]
"""Branches that are grouped together, since people put tickets of theirs together."""
BATCH = 500


@dataclass
class _Plan:
    """What regrouping writes."""

    new: list[Group] = field(default_factory=list)
    """Groups without a spot."""
    kept: list[tuple[Spot, Group]] = field(default_factory=list)
    orphans: list[Spot] = field(default_factory=list)

    def groups(self) -> list[Group]:
        """Return every group, those of kept spots first."""
        return [*(group for _, group in self.kept), *self.new]


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
    topics, rules, decisions = catalogue(), Rules(), in_force()
    roots = {(place, topics.branch(topic)[0]) for place, topic in keys}
    for part in in_parts(_bundles(roots, topics, decisions), BATCH):
        plan = _plan(part, topics, rules, decisions)
        counts["spots_new"] += len(plan.new)
        counts["bursts"] += sum(group.kind == BURST for group in plan.groups())
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
    for bundle in bundles:
        groups = groups_of([called[key] for key in bundle], topics, rules, decisions)
        _match(groups, [spot for key in bundle for spot in known[key]], held, plan)
    return plan


def _match(
    groups: Sequence[Group], spots: list[Spot], held: Mapping[int, frozenset[int]], plan: _Plan
) -> None:
    """Let each group continue the spot whose tickets it holds."""
    by_pk = {spot.pk: spot for spot in spots}
    own = {pk: held.get(pk, frozenset()) for pk in by_pk}
    for group, pk in zip(groups, same_spots([g.tickets for g in groups], own), strict=True):
        if pk:
            plan.kept.append((by_pk.pop(pk), group))
        else:
            plan.new.append(group)
    plan.orphans += by_pk.values()


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
        fields = ["kind", "place", "topic_code", "flagged_at", "state", "decision"]
        Spot.objects.bulk_update(changed, fields, batch_size=100)
    fresh = [
        Spot(
            kind=group.kind,
            place_id=group.place,
            topic_code=group.topic,
            flagged_at=group.flagged_at,
            decision_id=group.decision,
        )
        for group in plan.new
    ]
    Spot.objects.bulk_create(fresh, batch_size=BATCH)
    made = list(zip(fresh, plan.new, strict=True))
    links = [
        SpotTicket(ticket_id=ticket, spot=spot, why=group.why(ticket))
        for spot, group in (*plan.kept, *made)
        for ticket in sorted(group.tickets)
    ]
    insert_many(links)
    return gone


def _changed(spot: Spot, group: Group) -> Spot:
    spot.kind, spot.topic_code, spot.flagged_at = group.kind, group.topic, group.flagged_at
    spot.place_id, spot.decision_id = group.place, group.decision
    return spot


def _clear(plan: _Plan) -> int:
    """Take the old links away, and the spots that hold nothing and carry nothing."""
    old = [spot.pk for spot, _ in plan.kept] + [spot.pk for spot in plan.orphans]
    tickets = [pk for group in plan.groups() for pk in group.tickets]
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
    # empty spot that stays, and a spot that goes by another topic, place or decision now.
    built |= {spot.pk for spot, group in plan.kept if _moves(spot, group)}
    Spot.objects.filter(pk__in=built).update(kind=BURST)
    return len(gone)


def _moves(spot: Spot, group: Group) -> bool:
    now = (spot.place_id, spot.topic_code, spot.decision_id)
    return now != (group.place, group.topic, group.decision)
