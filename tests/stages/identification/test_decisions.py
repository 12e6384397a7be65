"""Home of the tests of what people decide of spots: remembered, honoured by every regrouping, undoable."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests import town
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.procedures.resettle import resettle
from xiaowei.procedures.undo_import import undo_import
from xiaowei.stages.identification.models import LinkDecision, Spot, SpotTicket
from xiaowei.stages.identification.operations import (
    dismiss_spot,
    merge_spots,
    mint_from_spot,
    regroup,
    split_spot,
    undo_decision,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": "现场看过"}
ROAD = [
    town.ticket_row("R1", "2022-05-10 08:30"),
    town.ticket_row("R2", "2022-06-11 10:00", caller="10000000002"),
    town.ticket_row("R3", "2022-07-12 11:30"),
]
WILLOW = [
    town.ticket_row(
        f"W{n}", f"2022-0{n + 4}-15 09:00", address=town.WILLOWS, content="柳湾村路破损"
    )
    for n in (1, 2)
]
LATER = [
    town.ticket_row("R4", "2022-08-01 09:00"),
    town.ticket_row("W3", "2022-08-02 09:00", address=town.WILLOWS, content="柳湾村路破损"),
]


def shape() -> set[frozenset[str]]:
    """Return the tickets of each spot that has some."""
    found: dict[int, set[str]] = {}
    for spot, number in SpotTicket.objects.values_list("spot_id", "ticket__number"):
        found.setdefault(spot, set()).add(number)
    return {frozenset(numbers) for numbers in found.values()}


def of(*spots: str) -> set[frozenset[str]]:
    return {frozenset(spot.split()) for spot in spots}


def holding(number: str) -> int:
    return SpotTicket.objects.get(ticket__number=number).spot_id


def again() -> None:
    """Group everything anew."""
    pairs = Spot.objects.values_list("place_id", "topic_code")
    regroup(keys=set(pairs), cause="test", **town.acting())


def merged(one: str, other: str) -> LinkDecision:
    return merge_spots(
        spot_id=holding(one), other_id=holding(other), **WHY, **town.acting(town.CLERK)
    )


def parted(spot: str, *tickets: str) -> LinkDecision:
    return split_spot(spot_id=holding(spot), tickets=tickets, **WHY, **town.acting(town.CLERK))


def test_merged_spots_stay_one_and_gather_what_comes_later(settled) -> None:
    town.bring([*ROAD, *WILLOW])
    assert shape() == of("R1 R2 R3", "W1 W2")
    kept = holding("R1")
    decision = merged("R1", "W1")
    assert shape() == of("R1 R2 R3 W1 W2") and holding("W1") == kept
    town.bring(LATER)
    assert shape() == of("R1 R2 R3 R4 W1 W2 W3")
    again()
    assert shape() == of("R1 R2 R3 R4 W1 W2 W3")
    spot = Spot.objects.get(pk=kept)
    assert (spot.place.name, spot.kind, spot.decision) == (town.STONEGATE, "repeat", decision)
    why = dict(SpotTicket.objects.values_list("ticket__number", "why"))
    assert (why["W1"], why["R4"], why["W3"]) == ("in_decided", "in_repeat", "in_repeat")
    undo_decision(decision_id=decision.pk, **town.acting(town.LEADER))
    assert shape() == of("R1 R2 R3 R4", "W1 W2 W3")
    assert [e["action"] for e in story(f"spot:{spot}")] == [
        "identification.merge_spots",
        "identification.undo_decision",
    ]


def test_split_tickets_stay_a_spot_of_their_own(settled) -> None:
    town.bring(ROAD)
    kept = holding("R1")
    decision = parted("R1", "R2")
    assert shape() == of("R1 R3", "R2") and holding("R1") == kept
    town.bring(LATER)
    assert shape() == of("R1 R3 R4", "R2", "W3")
    again()
    assert shape() == of("R1 R3 R4", "R2", "W3")
    undo_decision(decision_id=decision.pk, **town.acting())
    assert shape() == of("R1 R2 R3 R4", "W3")
    assert not Spot.objects.exclude(decision=None).exists()


def test_a_burst_is_parted_and_what_is_left_is_judged_anew(troubled) -> None:
    calls = sorted(
        SpotTicket.objects.filter(spot__kind="burst").values_list("ticket__number", flat=True)
    )
    clerk = town.person("望川街道 江", ("town_clerk", town.RIVERVIEW))
    split_spot(spot_id=holding(calls[0]), tickets=calls[3:], **WHY, **town.acting(clerk))
    assert SpotTicket.objects.get(ticket__number=calls[0]).spot.kind == "repeat"
    assert SpotTicket.objects.get(ticket__number=calls[3]).spot.kind == "burst"


@pytest.mark.parametrize("order", list(permutations(range(3)))[1::2])
def test_the_order_of_imports_does_not_matter(settled, order: tuple[int, ...]) -> None:
    town.bring([*ROAD, *WILLOW])
    parted("R1", "R3")
    merged("R3", "W1")
    town.bring(LATER)
    expected = of("R1 R2 R4", "R3 W1 W2 W3")
    assert shape() == expected
    SpotTicket.objects.all().delete()
    Spot.objects.all().delete()
    from xiaowei.stages.intake.models import Ticket

    Ticket.objects.all().delete()
    for at in order:
        town.bring([ROAD, WILLOW, LATER][at])
    assert shape() == expected


def test_a_decision_outlives_its_import_taken_back_and_brought_again(settled) -> None:
    town.bring(ROAD)
    other = town.bring(WILLOW).run
    merged("R1", "W1")
    undo_import(run=other, **town.acting())
    assert shape() == of("R1 R2 R3")
    town.bring(WILLOW)
    assert shape() == of("R1 R2 R3 W1 W2")
    resettle(cause="test", **town.acting())
    assert shape() == of("R1 R2 R3 W1 W2")


def test_what_contradicts_is_refused_and_names_the_earlier_decision(settled) -> None:
    town.bring([*ROAD, *WILLOW])
    apart = parted("R1", "R3")
    with pytest.raises(RuleBroken) as refused:
        merged("R1", "R3")
    assert refused.value.code == "spots_held_apart" and str(apart) in str(refused.value)
    merged("R3", "W1")
    with pytest.raises(RuleBroken) as refused:
        merged("R1", "W1")
    assert refused.value.code == "spots_held_apart"
    with pytest.raises(RuleBroken) as refused:
        parted("R3", "W1")
    assert refused.value.code == "tickets_held_together"
    assert LinkDecision.objects.count() == 2


def test_what_may_not_be_decided_is_refused(settled) -> None:
    town.bring([*ROAD, *WILLOW])
    road, willow = holding("R1"), holding("W1")
    act = town.acting(town.CLERK)
    tries = [
        (lambda: merge_spots(spot_id=road, other_id=road, **WHY, **act), "spot_with_itself"),
        (lambda: merge_spots(spot_id=road, other_id=willow, reason=" ", **act), "decision_reasoned"),
        (lambda: split_spot(spot_id=road, tickets=[], **WHY, **act), "split_some"),
        (lambda: split_spot(spot_id=road, tickets=["R1", "R2", "R3"], **WHY, **act), "split_some"),
        (lambda: split_spot(spot_id=road, tickets=["W1"], **WHY, **act), "ticket_elsewhere"),
        (lambda: undo_decision(decision_id=99, **act), "not_found"),
    ]  # fmt: skip
    for attempt, code in tries:
        with pytest.raises((RuleBroken, BadInput)) as refused:
            attempt()
        assert refused.value.code == code
    for by in (town.STRANGER, town.BUTLER, town.OFFICER):
        with pytest.raises(NotAllowed):
            merge_spots(spot_id=road, other_id=willow, **WHY, **town.acting(by))
    decision = merged("R1", "W1")
    with pytest.raises(NotAllowed):
        undo_decision(decision_id=decision.pk, **town.acting(town.STRANGER))
    undo_decision(decision_id=decision.pk, **act)
    with pytest.raises(RuleBroken):
        undo_decision(decision_id=decision.pk, **act)
    dismiss_spot(spot_id=willow if Spot.objects.filter(pk=willow) else holding("W1"), **WHY, **act)
    with pytest.raises(RuleBroken) as closed:
        merge_spots(spot_id=road, other_id=holding("W1"), **WHY, **act)
    assert closed.value.code == "not_in_table"


def test_a_spot_that_became_a_project_stays_when_its_tickets_go_elsewhere(settled) -> None:
    town.bring([*ROAD, *WILLOW])
    willow = holding("W1")
    mint_from_spot(spot_id=willow, type_code="road", **town.acting(town.CLERK))
    merged("R1", "W1")
    assert Spot.objects.filter(pk=willow).exists() and holding("W1") == holding("R1")
