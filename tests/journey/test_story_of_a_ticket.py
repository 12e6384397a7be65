"""A ticket's story speaks of Beijing's days, and of no day to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import town
from xiaowei.domain.errors import BadInput
from xiaowei.journey.story import story
from xiaowei.stages.identification.models import Spot


@pytest.fixture(autouse=True)
def settled(db):
    town.set_up()
    town.settle_places()


def test_a_morning_call_is_of_its_own_day():
    town.bring([town.ticket_row("R1", "2022-05-10 07:30")])
    assert story("R1", date(2022, 5, 10))["events"][0]["on"] == "2022-05-10"


def test_a_ticket_is_not_known_before_it_was_received():
    town.bring([town.ticket_row("R1", "2022-05-10 07:30")])
    with pytest.raises(BadInput) as refusal:
        story("R1", date(2022, 5, 9))
    assert refusal.value.code == "unknown_number"


def test_a_later_sheet_is_not_known_before():
    town.bring([town.ticket_row("N1", "2022-05-10 08:30", content="村道破损")])
    before = story("N1", town.TODAY)
    later = {"on": town.TODAY + timedelta(3), "at": town.NOW + timedelta(3)}
    row = town.ticket_row("N1", "2022-05-10 08:30", content="自来水停了", address=town.EASTBRIDGE)
    town.bring([row], **later)
    after = story("N1", later["on"])
    assert story("N1", town.TODAY) == before | {
        "spot": None,
        "stage": "intake",
        "state": "taken",
        "why": None,
    }
    assert (before["text"], len(before["events"])) == ("村道破损", 1)
    assert "自来水停了" in after["text"]
    assert after["place"] != before["place"]
    assert {event["facts"].get("field") for event in after["events"]} >= {"text", "place"}
    with pytest.raises(BadInput):
        story("N1", date(2022, 5, 9))


def test_a_spot_resolved_later_was_open():
    town.bring([town.ticket_row(f"N{n}", f"2022-05-1{n} 08:30") for n in range(3)])
    resolved = town.TODAY + timedelta(3)
    Spot.objects.update(state="resolved", resolved_on=resolved)
    assert [story("N1", on)["state"] for on in (town.TODAY, resolved)] == ["open", "resolved"]
