"""Home of grouping tickets into problem spots: bursts first, the rest of a place and topic together.

The outcome depends on the tickets alone, not on the order or split of imports; a spot keeps its
number as long as it keeps tickets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from xiaowei.analysis.bursts import BurstRule, bursts
from xiaowei.analysis.linkage import LinkTicket
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.queries import district_of
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import record
from xiaowei.domain.identification import BURST, REPEAT, SPOT_FLOW, same_spots, still_open
from xiaowei.domain.intake import day_of
from xiaowei.stages.identification.models import Candidate, Spot, SpotTicket, StopGap
from xiaowei.stages.intake.queries import Called, called_at

Key = tuple[int, str]
BATCH = 500


@dataclass(frozen=True)
class _Group:
    """Tickets that belong to one spot."""

    kind: str
    flagged_at: datetime | None
    tickets: frozenset[int]
    last_on: date | None


@dataclass
class _Plan:
    """What regrouping writes."""

    new: list[tuple[Key, _Group]] = field(default_factory=list)
    kept: list[tuple[Spot, _Group]] = field(default_factory=list)
    orphans: list[Spot] = field(default_factory=list)


@transaction.atomic
def regroup(
    *, keys: Collection[Key], cause: str, by: Actor, on: date, at: datetime
) -> dict[str, int]:
    """Group the tickets at those (place id, topic code) anew; return what came of it as counts.

    Only complaints with a place, a topic and a time count; an unknown kind counts. A spot on which
    something was built stays even without tickets. One trail entry stands on `cause`.
    """
    counts = {"spots_new": 0, "spots_gone": 0, "bursts": 0}
    rules: dict[tuple[str, int], BurstRule] = {}
    for part in _by_place(keys):
        plan = _plan(part, rules)
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


def _by_place(keys: Collection[Key]) -> Iterator[list[Key]]:
    rest = iter(sorted(set(keys)))
    while part := list(islice(rest, BATCH)):
        yield part


def _plan(keys: list[Key], rules: dict[tuple[str, int], BurstRule]) -> _Plan:
    called: dict[Key, list[Called]] = {key: [] for key in keys}
    for ticket in called_at(keys):
        called[(ticket.place_id, ticket.topic_code)].append(ticket)
    known: dict[Key, list[Spot]] = {key: [] for key in keys}
    places = {place for place, _ in keys}
    for spot in Spot.objects.filter(place_id__in=places).order_by("pk"):
        if (spot.place_id, spot.topic_code) in known:
            known[(spot.place_id, spot.topic_code)].append(spot)
    held = _held(spot.pk for spots in known.values() for spot in spots)
    plan = _Plan()
    for key in keys:
        _plan_key(key, list(_groups(called[key], rules)), known[key], held, plan)
    return plan


def _plan_key(
    key: Key,
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
            plan.new.append((key, group))
    plan.orphans += by_pk.values()


def _groups(called: Sequence[Called], rules: dict[tuple[str, int], BurstRule]) -> Iterator[_Group]:
    """Yield the bursts of one place and topic, then the rest as one repeat."""
    if not called:
        return
    by_number = {ticket.number: ticket for ticket in called}
    for burst in bursts(map(_linked, called), _rule(called[-1], rules)):
        members = [by_number.pop(number) for number in burst.numbers]
        yield _group(BURST, burst.flagged_at, members)
    if by_number:
        yield _group(REPEAT, None, list(by_number.values()))


def _group(kind: str, flagged_at: datetime | None, members: Sequence[Called]) -> _Group:
    last = max(ticket.received_at for ticket in members)
    return _Group(kind, flagged_at, frozenset(t.pk for t in members), day_of(last))


def _linked(ticket: Called) -> LinkTicket:
    return LinkTicket(
        number=ticket.number,
        place=ticket.place_code,
        topic=ticket.topic_code,
        caller=ticket.caller or None,
        received_at=ticket.received_at,
        kind=ticket.kind or None,
    )


def _rule(newest: Called, rules: dict[tuple[str, int], BurstRule]) -> BurstRule:
    key = (district_of(newest.town_code), newest.received_at.year)
    if key not in rules:
        rules[key] = BurstRule(least_callers=policy_for(*key).burst_min_callers)
    return rules[key]


def _held(spots: Iterable[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    rest = iter(spots)
    while part := list(islice(rest, BATCH)):
        rows = SpotTicket.objects.filter(spot_id__in=part).values_list("spot_id", "ticket_id")
        for spot, ticket in rows:
            found.setdefault(spot, set()).add(ticket)
    return {spot: frozenset(tickets) for spot, tickets in found.items()}


def _write(plan: _Plan) -> int:
    """Write the plan; return how many spots are gone."""
    gone = _clear(plan)
    for spot, group in plan.kept:
        spot.kind, spot.flagged_at = group.kind, group.flagged_at
    for kind in (BURST, REPEAT):
        # A place and topic has one repeat: who stops being it goes first.
        changed = [spot for spot, _ in plan.kept if spot.kind == kind]
        Spot.objects.bulk_update(changed, ["kind", "flagged_at", "state"], batch_size=100)
    fresh = [
        Spot(kind=group.kind, place_id=place, topic_code=topic, flagged_at=group.flagged_at)
        for (place, topic), group in plan.new
    ]
    Spot.objects.bulk_create(fresh, batch_size=BATCH)
    made = [(spot, group) for spot, (_, group) in zip(fresh, plan.new, strict=True)]
    links = [
        SpotTicket(ticket_id=ticket, spot=spot, why=f"in_{group.kind}")
        for spot, group in (*plan.kept, *made)
        for ticket in sorted(group.tickets)
    ]
    SpotTicket.objects.bulk_create(links, batch_size=BATCH)
    return gone


def _clear(plan: _Plan) -> int:
    """Take the old links away, and the spots that hold nothing and carry nothing."""
    old = [spot.pk for spot, _ in plan.kept] + [spot.pk for spot in plan.orphans]
    tickets = [pk for _, group in (*plan.kept, *plan.new) for pk in group.tickets]
    for start in range(0, len(old), BATCH):
        SpotTicket.objects.filter(spot_id__in=old[start : start + BATCH]).delete()
    for start in range(0, len(tickets), BATCH):
        SpotTicket.objects.filter(ticket_id__in=tickets[start : start + BATCH]).delete()
    orphans = [spot.pk for spot in plan.orphans]
    built = set(Candidate.objects.filter(spot_id__in=orphans).values_list("spot_id", flat=True))
    built |= set(StopGap.objects.filter(spot_id__in=orphans).values_list("spot_id", flat=True))
    built |= {spot.pk for spot in plan.orphans if spot.state != "open"}
    gone = [pk for pk in orphans if pk not in built]
    Spot.objects.filter(pk__in=gone).delete()
    # An empty spot that stays must not stand in the way of the place's one repeat.
    Spot.objects.filter(pk__in=built).update(kind=BURST)
    return len(gone)
