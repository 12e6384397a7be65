"""A ticket's story speaks of Beijing's days, and of no day to come."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town
from xiaowei.domain.errors import BadInput
from xiaowei.journey.story import story


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
