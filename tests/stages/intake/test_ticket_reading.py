"""Reading tickets back: filters, the effect rule's view, mappings."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town
from xiaowei.base.places.models import Place
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.stages.intake.models import Ticket
from xiaowei.stages.intake.operations import remember_mapping
from xiaowei.stages.intake.queries import (
    complaints,
    mapping_for,
    mapping_named,
    ticket_rows,
)

pytestmark = pytest.mark.django_db


def test_only_complaints_of_known_time_are_counted(settled):
    town.bring(
        [
            town.ticket_row("R1"),
            town.ticket_row("R2", kind="表扬"),
            town.ticket_row("R3", kind="咨询"),
            town.ticket_row("R4", kind=None),
            town.ticket_row("R5", None),
            town.ticket_row("R6", excluded=True),
            town.ticket_row("R7", repeat=True),
            town.ticket_row("R8", "2022-09-01 00:00"),
        ]
    )
    place = Place.objects.get(code="V1").pk
    counted = complaints([place], ["road_damage"], until=date(2022, 8, 31))
    assert [c.number for c in counted] == ["R1", "R4"]


def test_tickets_are_listed_newest_first_within_a_region(troubled):
    assert [t.number for t in ticket_rows(region_code=town.WHITESTONE)] == ["R3", "R2", "R1"]
    assert [t.number for t in ticket_rows(numbers=["R1"], until=date(2022, 5, 9))] == []
    assert len(ticket_rows(place_codes=["E1"], limit=5, offset=20)) == 4


def test_callers_are_told_apart_without_being_known(settled):
    town.bring(
        [
            town.ticket_row("R1", caller="+86 100-0000-0001"),
            town.ticket_row("R2", caller="10000000001"),
            town.ticket_row("R3", caller=None, content="路面破损,来电10000000001"),
            town.ticket_row("R4", caller="张先生"),
        ]
    )
    hashes = dict(Ticket.objects.values_list("number", "caller_hash"))
    assert len({hashes[n] for n in ("R1", "R2", "R3")}) == 1
    assert hashes["R4"] == ""
    assert "10000000001" not in hashes["R1"]


def test_a_mapping_is_remembered_by_headers_and_by_name(settled):
    mapping = {"number": "单号"}
    remember_mapping(
        kind="tickets", fingerprint="f1", mapping=mapping, name="周报", **town.acting()
    )
    assert mapping_for("tickets", "f1") == mapping
    assert mapping_named("tickets", "周报") == mapping
    assert mapping_for("tickets", "f2") is None
    with pytest.raises(BadInput):
        mapping_named("tickets", "月报")
    with pytest.raises(NotAllowed):
        remember_mapping(kind="tickets", fingerprint="f1", mapping={}, **town.acting(town.FINANCE))
