"""Adopting places: again, changed, out of reach, and the tickets that waited for them."""

from __future__ import annotations

import pytest

from tests import town
from tests.town import place_row
from xiaowei.base.places.models import Alias, Place
from xiaowei.domain.errors import NotAllowed
from xiaowei.stages.intake.models import Question, Ticket, TicketChange

pytestmark = pytest.mark.django_db


def test_places_are_taken_in_once(packs):
    report = town.settle_places()
    assert (report.read, report.new) == (4, 4)
    again = town.settle_places()
    assert (again.new, again.changed, again.same) == (0, 0, 4)
    assert Alias.objects.count() == 1


def test_a_changed_place_keeps_its_old_name_as_another_name(packs):
    town.settle_places()
    row = place_row(2, "V1", "新石门村", town.WHITESTONE, kind="村", households=215)
    report = town.settle_places([row])
    assert report.changed == 1
    assert {c.field for c in report.changes} == {"name", "households", "aliases"}
    assert Alias.objects.filter(place__code="V1", name=town.STONEGATE).exists()


def test_what_a_sheet_does_not_say_stays(packs):
    town.settle_places()
    report = town.settle_places([place_row(2, "V1", town.STONEGATE, town.WHITESTONE, kind="村")])
    assert report.same == 1
    assert Place.objects.get(code="V1").households == 210


def test_the_same_code_in_another_district_is_another_place(packs):
    town.settle_places()
    elsewhere = place_row(2, "V1", "外县村", "990102100000", kind="村")
    for _ in range(2):
        report = town.settle_places([elsewhere])
    assert report.same == 1
    assert Place.objects.get(name="外县村").code == "990102-V1"
    assert Place.objects.get(code="V1").name == town.STONEGATE


def test_rows_that_cannot_be_taken_say_why(packs):
    rows = [
        place_row(2, "A", "甲村", town.WHITESTONE, kind="大院"),
        place_row(3, "B", "乙村", None, kind="村", town="没有镇"),
        place_row(4, "C", "丙村", None, kind="村", town="白石镇"),
        place_row(5, "D", "丁村", town.WHITESTONE, kind="村", households=1),
        place_row(6, "D", "丁村", town.WHITESTONE, kind="村", households=2),
    ]
    report = town.settle_places(rows)
    assert (report.read, report.new) == (5, 2)
    assert [(r.row, r.error.code) for r in report.rejected] == [
        (2, "no_such_place_kind"),
        (3, "no_such_town"),
        (5, "place_twice"),
    ]
    assert Place.objects.get(code="D").households == 2


def test_a_code_is_made_where_the_sheet_has_none(packs):
    for _ in range(2):
        report = town.settle_places([place_row(2, None, "戊村", town.WHITESTONE)])
    assert report.same == 1
    assert Place.objects.get().kind == "village"


def test_a_place_that_another_sheet_named_first_gets_its_code_and_kind_later(packs):
    town.settle_places([place_row(2, None, "春风里", town.RIVERVIEW)])
    own = place_row(2, "E9", "春风里", town.RIVERVIEW, kind="社区", households=300)
    report = town.settle_places([own])
    assert (report.new, report.changed) == (0, 1)
    place = Place.objects.get()
    assert (place.code, place.kind, place.households) == ("E9", "community", 300)
    assert town.settle_places([own]).same == 1


def test_waiting_tickets_find_places_that_come_later(packs):
    town.bring([town.ticket_row("R1")])
    assert Ticket.objects.get().place is None
    assert Question.objects.get().words == town.STONEGATE
    town.settle_places()
    assert Ticket.objects.get().place.code == "V1"
    assert not Question.objects.exists()
    assert TicketChange.objects.get(field="place").new == "V1"


def test_a_clerk_takes_in_the_own_township_only(packs):
    report = town.settle_places(by=town.CLERK)
    assert (report.new, len(report.rejected)) == (2, 2)
    assert {r.error.code for r in report.rejected} == {"row_out_of_reach"}


def test_whoever_may_not_import_is_refused(packs):
    with pytest.raises(NotAllowed):
        town.settle_places(by=town.AUDITOR)
