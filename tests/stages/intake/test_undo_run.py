"""Undoing an import: complete, traced, and refused once something was built on it."""

from __future__ import annotations

import pytest

from tests import town
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.procedures.undo_import import undo_import
from xiaowei.stages.identification.models import Spot
from xiaowei.stages.identification.operations import log_stop_gap, mint_from_spot
from xiaowei.stages.intake.models import ImportRun, Ticket
from xiaowei.stages.intake.operations import look_at_raw

pytestmark = pytest.mark.django_db


def undo(run, by=town.OPERATOR):
    undo_import(run=run, **town.acting(by))


def test_new_tickets_go_and_their_numbers_stay_in_the_trail(settled):
    run = town.bring(town.outage()).run
    undo(run)
    assert not Ticket.objects.exists()
    assert not Spot.objects.exists()
    assert ImportRun.objects.get(number=run).undone_at == town.NOW
    removed = next(e for e in story(f"import:{run}") if e["action"] == "intake.undo_run")
    assert [number for number, digest in removed["facts"]["removed"]][:1] == ["T100"]


def test_changed_tickets_return_to_what_they_were(settled):
    first = town.ticket_row("R1", content="第一次说的话", extra={"备": "甲"})
    town.bring([first])
    before = Ticket.objects.values().get()
    newer = town.ticket_row("R1", "2022-05-11 08:30", address="柳湾村", content="改了", solved=True)
    run = town.bring([newer]).run
    assert Ticket.objects.get().place.code == "V2"
    undo(run)
    assert Ticket.objects.values().get() == before
    words = look_at_raw(number="R1", reason="核对原话", **town.acting(town.CLERK))
    assert "第一次说的话" in words
    assert town.bring([first]).same == 1


def test_what_was_built_is_named(settled):
    run = town.bring(town.outage()).run
    spot = Spot.objects.get()
    made = mint_from_spot(spot_id=spot.pk, type_code="road", **town.acting())
    with pytest.raises(RuleBroken, match=made.number) as refusal:
        undo(run)
    assert refusal.value.code == "import_built_upon"
    assert Ticket.objects.count() == 24


def test_what_stood_before_the_import_does_not_hold_it(settled):
    """All calls but the last came before the project: that one may go, until more is done about them."""
    calls = town.outage()
    town.bring(calls[:-1])
    spot = Spot.objects.get()
    gap = {"spot_id": spot.pk, "from_on": town.TODAY, **town.acting()}
    log_stop_gap(what="送水车", **gap)
    mint_from_spot(spot_id=spot.pk, type_code="road", **town.acting())
    run = town.bring(calls[-1:]).run
    undo(run)
    assert Ticket.objects.count() == len(calls) - 1
    again = town.bring(calls[-1:]).run
    log_stop_gap(what="第二辆", **gap)
    with pytest.raises(RuleBroken, match="第二辆"):
        undo(again)


def test_a_later_import_of_the_same_tickets_is_undone_first(settled):
    run = town.bring([town.ticket_row("R1")]).run
    later = town.bring([town.ticket_row("R1"), town.ticket_row("R2")]).run
    with pytest.raises(RuleBroken, match=later):
        undo(run)
    undo(later)
    undo(run)
    assert not Ticket.objects.exists()


def test_it_is_undone_once_and_only_by_who_may(settled):
    run = town.bring([town.ticket_row("R1")], by=town.CLERK).run
    with pytest.raises(NotAllowed):
        undo(run, town.STRANGER)
    undo(run, town.CLERK)
    with pytest.raises(RuleBroken) as refusal:
        undo(run)
    assert refusal.value.code == "import_already_undone"
    with pytest.raises(BadInput):
        undo("I999999")


def test_a_clerk_takes_back_what_went_to_other_areas_too(settled):
    run = town.bring([town.ticket_row("R1"), *town.outage()], by=town.CLERK).run
    undo(run, town.LEADER)
    assert not Ticket.objects.exists()
    assert not Spot.objects.exists()


def test_an_import_for_everywhere_is_not_for_one_area_to_take_back(settled):
    run = town.bring([town.ticket_row("R1")], by=town.OPERATOR).run
    for by in (town.CLERK, town.OFFICER):
        with pytest.raises(NotAllowed):
            undo(run, by)
    undo(run)


def test_a_place_sheet_is_not_undone_as_a_whole(settled):
    places = ImportRun.objects.get(kind="places").number
    with pytest.raises(RuleBroken) as refusal:
        undo(places)
    assert refusal.value.code == "import_not_undoable"


def test_of_three_imports_that_hold_a_ticket_the_middle_one_is_not_forgotten(settled):
    first, middle, last = (town.bring([town.ticket_row("R1")]).run for _ in range(3))
    undo(last)
    with pytest.raises(RuleBroken, match=middle):
        undo(first)
    undo(middle)
    undo(first)
    assert not Ticket.objects.exists()
