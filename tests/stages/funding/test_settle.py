"""Settling an accepted project, never above its approval."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, SETTLED, day, left, refused, take
from xiaowei.domain.errors import NotAllowed
from xiaowei.stages.funding.models import Filing

pytestmark = pytest.mark.django_db
stand = walking.standing("settle")


def test_it_is_settled():
    filing = take(NUMBER, "settle")
    assert (filing.state, filing.settled_fen, filing.settled_on) == ("settled", SETTLED, day(8, 22))
    assert left("funding.settle")["amount"] == SETTLED


def test_the_township_may_settle_too():
    assert take(NUMBER, "settle", by=town.CLERK, amount_fen=APPROVED).settled_fen == APPROVED


def test_what_must_hold():
    refused("amount_positive", "settle", amount_fen=0)
    refused("settled_within_approved", "settle", amount_fen=APPROVED + 1)
    refused("settled_after_disbursed", "settle", on=day(8, 7))
    refused("settled_after_accepted", "settle", on=day(8, 14))
    Filing.objects.update(released={"start": None})
    refused("works_accepted", "settle")


def test_a_settlement_covers_what_was_paid_and_releases_the_last_payment():
    most = APPROVED * 97 // 100
    take(NUMBER, "pay", amount_fen=most, condition="acceptance", on=day(8, 16))
    refused("settled_covers_paid", "settle", amount_fen=most - 1)
    assert "settlement" in take(NUMBER, "settle", amount_fen=APPROVED).released


def test_it_is_settled_once():
    take(NUMBER, "settle")
    refused("not_in_table", "settle")


def test_others_do_not_settle():
    for who in (town.OFFICER, town.STRANGER, town.SECRETARY):
        with pytest.raises(NotAllowed):
            take(NUMBER, "settle", by=who)
