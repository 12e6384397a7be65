"""Approving: never above what was asked, three questions answered, a cut explained."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.walking import APPROVED, ASKED, NUMBER, day, left, over, refused, take
from xiaowei.domain.errors import NotAllowed
from xiaowei.stages.selection.models import Application
from xiaowei.stages.selection.queries import reviews

pytestmark = pytest.mark.django_db
stand = walking.standing("approve")


def test_an_amount_is_approved_with_its_verdict():
    approved = take(NUMBER, "approve")
    assert (approved.state, approved.approved_fen) == ("approved", APPROVED)
    assert [r["cut_reason"] for r in reviews(NUMBER)] == ["单价偏高"]
    assert left("selection.approve")["approved"] == "14000.00"


def test_the_whole_sum_needs_no_reason():
    assert take(NUMBER, "approve", approved_fen=ASKED, cut_reason="").approved_fen == ASKED


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"approved_fen": 0}, "approved_something"),
        ({"approved_fen": -5}, "approved_something"),
        ({"approved_fen": ASKED + 1}, "approved_within_applied"),
        ({"on": day(8, 2)}, "approved_after_applied"),
        ({"necessity": ""}, "three_questions"),
        ({"plan": " "}, "three_questions"),
        ({"investment": ""}, "three_questions"),
        ({"cut_reason": ""}, "cut_explained"),
    ],
)
def test_what_must_hold(said, code):
    refused(code, "approve", **said)


def test_taken_over_the_missing_papers_are_noted():
    over(NUMBER, "approve", necessity="", cut_reason="")
    assert left("selection.approve")["not_in_sheet"] == ["three_questions", "cut_explained"]
    assert reviews(NUMBER) == []


def test_it_is_approved_once():
    take(NUMBER, "approve")
    refused("not_in_table", "approve")


def test_finance_townships_and_strangers_do_not_approve():
    for who in (town.FINANCE, town.LEADER, town.STRANGER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "approve", by=who)


def test_the_database_itself_refuses_more_than_was_asked():
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.update(approved_fen=ASKED + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.update(applied_fen=0)
