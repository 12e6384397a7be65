"""Correcting an application taken over from a sheet."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import APPROVED, ASKED, NUMBER, day, left
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.selection.operations import correct
from xiaowei.stages.selection.queries import application

pytestmark = pytest.mark.django_db
stand = walking.standing("file")


def change(by=town.OPERATOR, **changes):
    return correct(number=NUMBER, changes=changes, **town.acting(by))


def test_old_and_new_stand_on_the_trail():
    told = change(applied_fen=ASKED + 100, fund_source="市级")
    assert told == {
        "applied_fen": [str(ASKED), str(ASKED + 100)],
        "fund_source": ["区级", "市级"],
    }
    assert left("selection.correct")["changed"] == told


def test_fund_lines_are_replaced_as_a_whole():
    correct(number=NUMBER, changes={}, fund_lines=[("镇街", 5)], **town.acting(town.OPERATOR))
    assert [x.source for x in application(NUMBER).fund_lines.all()] == ["镇街"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"applied_fen": APPROVED - 1}, "approved_within_applied"),
        ({"approved_fen": ASKED + 1}, "approved_within_applied"),
        ({"applied_on": day(8, 30)}, "approved_after_applied"),
    ],
)
def test_the_books_hold(changes, code):
    with pytest.raises(RuleBroken) as refusal:
        change(**changes)
    assert refusal.value.code == code
    assert (application(NUMBER).applied_fen, application(NUMBER).applied_on) == (ASKED, day(8, 3))


def test_strangers_correct_nothing():
    for who in (town.STRANGER, town.FINANCE, town.BUTLER):
        with pytest.raises(NotAllowed):
            change(by=who, applied_fen=1)
