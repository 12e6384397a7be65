"""Correcting sums and days taken over: every sum changed appends its difference."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, SETTLED, day, left
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.funding.operations import correct, release
from xiaowei.stages.funding.queries import filing, filings_by_number, lines

pytestmark = pytest.mark.django_db
stand = walking.standing("give_back")


def change(by=town.OPERATOR, **changes):
    return correct(number=NUMBER, changes=changes, **town.acting(by))


def test_the_difference_is_a_line_of_its_own():
    change(settled_fen=SETTLED - 100)
    last = lines(NUMBER)[-1]
    assert (last["kind"], last["amount_fen"]) == ("settled", -100)
    sums = {}
    for line in lines(NUMBER):
        sums[line["kind"]] = sums.get(line["kind"], 0) + line["amount_fen"]
    now = filing(NUMBER)
    assert sums == {"filed": APPROVED, "disbursed": APPROVED, "settled": now.settled_fen}
    assert left("funding.correct")["changed"] == {"settled_fen": [str(SETTLED), str(SETTLED - 100)]}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"disbursed_fen": APPROVED + 1}, "disbursed_within_approved"),
        ({"approved_fen": APPROVED - 1}, "disbursed_within_approved"),
        ({"paid_fen": APPROVED + 1}, "paid_within_disbursed"),
        ({"settled_fen": APPROVED + 1}, "settled_within_approved"),
        ({"paid_fen": SETTLED + 1}, "paid_within_settled"),
        ({"returned_fen": APPROVED - SETTLED + 1}, "returned_within_surplus"),
        ({"settled_fen": 0}, "amount_positive"),
        ({"disbursed_fen": 0}, "amount_positive"),
        ({"filed_on": day(7, 1)}, "filed_after_approved"),
        ({"disbursed_on": day(8, 4)}, "disbursed_after_filed"),
    ],
)
def test_the_books_hold(changes, code):
    before = lines(NUMBER)
    with pytest.raises(RuleBroken) as refusal:
        change(**changes)
    assert refusal.value.code == code
    assert lines(NUMBER) == before


def test_strangers_correct_nothing():
    for who in (town.STRANGER, town.FINANCE):
        with pytest.raises(NotAllowed):
            change(by=who, settled_fen=1)


def test_a_condition_is_released_once():
    before = filing(NUMBER).released
    release(number=NUMBER, condition="start", **town.acting())
    assert filing(NUMBER).released == before
    assert set(before) == {"start", "progress", "acceptance", "settlement"}
    assert set(filings_by_number([NUMBER, "X"])) == {NUMBER}
