"""Home of what people decide of spots: two are one matter, one is two, and that taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.models import Place
from xiaowei.base.trail.operations import record
from xiaowei.base.turns import take_turn
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.flow import weigh
from xiaowei.domain.identification import DECIDERS, SPOT_FLOW
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.decisions import (
    APART,
    TOGETHER,
    Decided,
    Decisions,
    in_force,
    keys_of,
)
from xiaowei.stages.identification.models import DecidedTicket, LinkDecision, Spot, SpotTicket
from xiaowei.stages.identification.operations.regrouping import regroup
from xiaowei.stages.identification.operations.spots import kept, locked
from xiaowei.stages.identification.permissions import arrow_at, require_at


@transaction.atomic
def merge_spots(
    *, spot_id: int, other_id: int, reason: str, by: Actor, on: date, at: datetime
) -> LinkDecision:
    """Put the tickets of two open spots together for good: they are one matter.

    :raises RuleBroken: `not_in_table`, `decision_reasoned`, `spot_with_itself`, `spots_held_apart`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    take_turn("intake")
    if spot_id == other_id:
        raise RuleBroken("spot_with_itself", spot=Spot(pk=spot_id))
    # Locked in one order whichever was named first.
    found = {pk: locked(pk) for pk in sorted((spot_id, other_id))}
    spots = [found[spot_id], found[other_id]]
    _require(spots, "merge_spots", reason, by)
    own = frozenset(number for spot in spots for number in _tickets(spot))
    decided = Decided(0, TOGETHER, own, frozenset())
    _require_no_other(decided, "spots_held_apart")
    return _decide(decided, "merge_spots", spots, reason, by, on, at)


@transaction.atomic
def split_spot(
    *, spot_id: int, tickets: Collection[str], reason: str, by: Actor, on: date, at: datetime
) -> LinkDecision:
    """Part tickets from an open spot for good: they are another matter, and make a spot of their own.

    :raises RuleBroken: `not_in_table`, `decision_reasoned`, `split_some`, `tickets_held_together`
    :raises BadInput: `not_found`, `ticket_elsewhere`
    :raises NotAllowed: `not_permitted`
    """
    take_turn("intake")
    spot = locked(spot_id)
    _require([spot], "split_spot", reason, by)
    held, other = frozenset(_tickets(spot)), frozenset(tickets)
    if strange := other - held:
        raise BadInput("ticket_elsewhere", value=min(strange), spot=spot)
    if not other or other == held:
        raise RuleBroken("split_some", spot=spot)
    decided = Decided(0, APART, held - other, other)
    _require_no_other(decided, "tickets_held_together")
    return _decide(decided, "split_spot", [spot], reason, by, on, at)


@transaction.atomic
def undo_decision(*, decision_id: int, by: Actor, on: date, at: datetime) -> LinkDecision:
    """Take a decision back: its tickets are grouped as rules and the other decisions tell.

    :raises RuleBroken: `decision_undone`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    take_turn("intake")
    decision = LinkDecision.objects.select_for_update().filter(pk=decision_id).first()
    if decision is None:
        raise BadInput("not_found", what=Note("thing.decision"), number=decision_id)
    numbers = list(decision.tickets.values_list("ticket_number", flat=True))
    lying = {place for place, _ in keys_of(numbers).values()}
    for place in Place.objects.filter(Q(pk__in=lying) | Q(pk=decision.place_id)):
        require_at(by, DECIDERS, place.town_code, (place.code,), "undo_decision")
    if decision.undone_at:
        raise RuleBroken("decision_undone", decision=decision)
    decision.undone_at = at
    decision.save(update_fields=["undone_at"])
    _follow(decision, numbers, "undo_decision", {}, by, on, at)
    return decision


def _require(spots: Collection[Spot], action: str, reason: str, by: Actor) -> None:
    """Refuse unless this person may decide on every one of these spots, and says why."""
    for spot in spots:
        place = spot.place
        near = (place.code,)
        arrow = arrow_at(SPOT_FLOW, spot.state, action, str(spot), by, place.town_code, near)
        weigh(arrow, {"decision_reasoned": bool(reason.strip())}, spot=str(spot))


def _tickets(spot: Spot) -> list[str]:
    links = SpotTicket.objects.filter(spot=spot).order_by("ticket__number")
    return list(links.values_list("ticket__number", flat=True))


def _require_no_other(decided: Decided, code: str) -> None:
    """Refuse what an earlier decision rules out, and name that one."""
    known = in_force()
    if _holds(known.with_one(decided)):
        return
    for one in known.naming(decided.numbers()):
        rest = Decisions(tuple(row for row in known.rows if row != one))
        if _holds(rest.with_one(decided)):
            raise RuleBroken(code, decision=LinkDecision(pk=one.pk))
    raise RuleBroken(code, decision="、".join(
        str(LinkDecision(pk=one.pk)) for one in known.naming(decided.numbers())
    ))  # fmt: skip


def _holds(decisions: Decisions) -> bool:
    try:
        decisions.constraints()
    except BadInput:
        return False
    return True


def _decide(
    decided: Decided,
    action: str,
    spots: list[Spot],
    reason: str,
    by: Actor,
    on: date,
    at: datetime,
) -> LinkDecision:
    """Keep the decision, and group its tickets anew."""
    decision = LinkDecision.objects.create(
        kind=decided.kind,
        place=spots[0].place,
        spots=[str(spot) for spot in spots],
        reason=kept(reason),
        person_id=by.person_id,
        by_name=by.name[:60],
        decided_on=on,
        decided_at=at,
    )
    DecidedTicket.objects.bulk_create(
        DecidedTicket(decision=decision, ticket_number=number, other=number in decided.other)
        for number in sorted(decided.numbers())
    )
    facts: dict[str, object] = {
        "reason": decision.reason,
        "own": sorted(decided.own),
        "other": sorted(decided.other),
    }
    _follow(decision, decided.numbers(), action, facts, by, on, at)
    return decision


def _follow(
    decision: LinkDecision,
    numbers: Collection[str],
    action: str,
    facts: Mapping[str, object],
    by: Actor,
    on: date,
    at: datetime,
) -> None:
    """Leave the entry on every spot that the decision was taken at, and regroup."""
    for spot in decision.spots:
        record(
            subject=f"spot:{spot}",
            action=f"identification.{action}",
            by=by,
            on=on,
            at=at,
            facts={**facts, "decision": str(decision), "spots": decision.spots},
        )
    keys = frozenset(keys_of(numbers).values())
    regroup(keys=keys, cause=f"decision:{decision}", by=by, on=on, at=at)
