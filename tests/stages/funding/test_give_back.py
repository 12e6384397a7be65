"""Giving the surplus back."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, SETTLED, day, left, refused, take
from xiaowei.domain.errors import NotAllowed
from xiaowei.stages.funding.queries import filing, lines

pytestmark = pytest.mark.django_db
stand = walking.standing("give_back")


def test_the_surplus_comes_home():
    filing = take(NUMBER, "give_back")
    assert (filing.state, filing.returned_fen) == ("given_back", APPROVED - SETTLED)
    assert lines(NUMBER)[-1]["kind"] == "returned"
    assert left("funding.give_back")["amount"] == APPROVED - SETTLED


def test_what_must_hold():
    refused("amount_positive", "give_back", amount_fen=0)
    refused("returned_within_surplus", "give_back", amount_fen=APPROVED - SETTLED + 1)

    refused("returned_after_settled", "give_back", on=day(8, 21))


def test_it_comes_back_in_parts_and_nothing_twice():
    take(NUMBER, "give_back", amount_fen=20_000)
    refused("returned_within_surplus", "give_back", amount_fen=APPROVED - SETTLED)
    take(NUMBER, "give_back", amount_fen=APPROVED - SETTLED - 20_000)
    assert filing(NUMBER).returned_fen == APPROVED - SETTLED
    refused("returned_within_surplus", "give_back", amount_fen=1)


def test_only_finance_takes_it_back():
    for who in (town.OFFICER, town.CLERK, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "give_back", by=who)
