"""Remarks: both sides may say more, the question stays open."""

from __future__ import annotations

import pytest

from tests import asking, town
from xiaowei.base.messages.models import Notice, Question, Remark
from xiaowei.domain.errors import NotAllowed, RuleBroken


def test_both_sides_say_more_and_the_other_side_is_told(number):
    question = asking.ask(number)
    asking.act("remark", town.SECRETARY, question_id=question.pk, text="还差两户")
    asking.act("remark", town.CLERK, question_id=question.pk, text="哪两户?电话10000000002")
    assert [one.desk for one in Remark.objects.all()] == ["village", "township"]
    assert "10000000002" not in Remark.objects.last().text
    told = Notice.objects.filter(kind="question_remark").order_by("pk")
    assert [one.desk for one in told] == ["township", "village"]
    assert Question.objects.get().state == "open"


def test_nothing_is_said_before_the_question_or_after_the_answer(number):
    question = asking.ask(number)
    said = {"question_id": question.pk, "text": "还差两户"}
    with pytest.raises(RuleBroken) as early:
        asking.act("remark", town.SECRETARY, asking.FRIDAY.replace(day=4), **said)
    asking.reply(question)
    with pytest.raises(RuleBroken) as late:
        asking.act("remark", town.SECRETARY, **said)
    assert (early.value.code, late.value.code) == ("answer_after_question", "not_in_table")


@pytest.mark.parametrize("by", [town.OFFICER, town.BUTLER, town.STRANGER])
def test_a_third_says_nothing(number, by):
    question = asking.ask(number)
    with pytest.raises(NotAllowed):
        asking.act("remark", by, question_id=question.pk, text="我也说一句")
