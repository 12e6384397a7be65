"""Disbursing: what was filed, in full, at once."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, day, left, over, refused, take
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.stages.funding.queries import lines

pytestmark = pytest.mark.django_db
stand = walking.standing("disburse")


def test_the_whole_sum_is_disbursed():
    filing = take(NUMBER, "disburse", source="区级")
    assert (filing.state, filing.disbursed_fen) == ("disbursed", APPROVED)
    assert filing.disbursed_on == day(8, 8)
    last = lines(NUMBER)[-1]
    assert (last["kind"], last["amount_fen"], last["document_no"], last["source"]) == (
        "disbursed",
        APPROVED,
        "拨1",
        "区级",
    )
    assert left("funding.disburse")["document"] == "拨1"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"amount_fen": 0}, "amount_positive"),
        ({"amount_fen": -1}, "amount_positive"),
        ({"amount_fen": APPROVED + 1}, "disbursed_within_approved"),
        ({"on": day(8, 4)}, "disbursed_after_filed"),
        ({"amount_fen": APPROVED - 1}, "disbursed_in_full"),
    ],
)
def test_what_must_hold(said, code):
    refused(code, "disburse", **said)


def test_a_sheet_may_know_a_part_only():
    assert over(NUMBER, "disburse", amount_fen=5).disbursed_fen == 5
    assert left("funding.disburse")["not_in_sheet"] == ["disbursed_in_full"]


def test_it_is_disbursed_once():
    take(NUMBER, "disburse")
    refused("disbursed_within_approved", "disburse")


def test_the_rest_of_a_part_follows():
    over(NUMBER, "disburse", amount_fen=5, on=day(8, 6))
    refused("disbursed_in_full", "disburse", amount_fen=7)
    filing = take(NUMBER, "disburse", amount_fen=APPROVED - 5)
    assert (filing.disbursed_fen, filing.disbursed_on) == (APPROVED, day(8, 6))


def test_nothing_is_disbursed_unfiled():
    with pytest.raises(BadInput) as refusal:
        take(walking.mint(), "disburse")
    assert refusal.value.code == "not_found"


def test_only_finance_disburses():
    for who in (town.OFFICER, town.LEADER, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "disburse", by=who)
