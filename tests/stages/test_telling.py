"""A step is told to the desks it concerns, in the house and by mail, once; whoever goes on has read it."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.keeping import undone
from tests.walking import NUMBER, day, take
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.queries import inbox, unread_count
from xiaowei.domain.flow import Basis
from xiaowei.domain.messages import TOLD, letter_of
from xiaowei.stages.selection.operations import send_back

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")


def told(kind):
    found = (
        Notice.objects.filter(kind=kind)
        .order_by("desk")
        .values_list("desk", "region_code", "subject")
    )
    return list(found)


def test_every_event_of_the_table_is_told_where_it_happens():
    take(NUMBER, "submit")
    assert told("told_submit") == [("district", town.DISTRICT, NUMBER)]
    with undone():
        take(NUMBER, "begin_review")
        items = {"reason": "", "items": [("基本情况", "补一张照片")]}
        send_back(number=NUMBER, **items, **town.acting(town.OFFICER, day(8, 4)))
        assert told("told_send_back") == [("township", town.WHITESTONE, NUMBER)]
    with undone():
        for name in ("begin_review", "visit_site", "approve"):
            take(NUMBER, name)
        assert told("told_approve") == [("township", town.WHITESTONE, NUMBER)]
        take(NUMBER, "file")
        both = [("finance", town.DISTRICT, NUMBER), ("township", town.WHITESTONE, NUMBER)]
        assert told("told_file") == both
        take(NUMBER, "disburse")
        assert told("told_disburse") == [("township", town.WHITESTONE, NUMBER)]
        assert unread_count(town.CLERK) == 3
        take(NUMBER, "order")
        assert unread_count(town.CLERK) == 0
    assert unread_count(town.OFFICER) == 1
    take(NUMBER, "begin_review")
    assert unread_count(town.OFFICER) == 0


def test_it_is_told_in_words_and_only_where_it_concerns():
    take(NUMBER, "submit")
    (notice,) = inbox(town.OFFICER, 10)
    letter = letter_of(notice.key, notice.kind, notice.facts, notice.subject, "a@b.cn", "区专项办")
    assert letter.subject.startswith("镇街申报了:")
    assert inbox(town.CLERK, 10) == [] == inbox(town.STRANGER, 10)


def test_what_is_taken_over_is_told_to_nobody():
    take(NUMBER, "submit", basis=Basis.TAKEN_OVER)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("event", TOLD)
def test_each_event_has_its_words(event):
    text = letter_of(
        "k", f"told_{event.split('.')[1]}", {"name": "村道"}, "N", "a@b.cn", "甲", "en"
    )
    assert "村道" in text.subject
