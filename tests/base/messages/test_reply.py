"""The answer: one closes the question, with the receipt where there was none."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import asking, town
from xiaowei.base.messages.models import Notice, Remark
from xiaowei.base.messages.queries import answer_speeds, median_answer, thread
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import NotAllowed, RuleBroken


def test_one_answer_closes_and_who_asked_is_told(number):
    question = asking.reply(asking.ask(number))
    assert (question.state, question.answered_on) == ("answered", asking.MONDAY)
    assert question.reader_name == "石门村 柏"
    assert Notice.objects.get(kind="question_answered").desk == "township"
    assert not Notice.objects.filter(kind="question_asked", read_at=None).exists()
    assert story(number)[-1]["facts"]["in_time"]
    row = thread(number, town.CLERK, town.TODAY)[0]
    assert (row["in_time"], row["clock"]["state"], row["may_reply"]) == (True, "done", False)
    assert thread(number, town.CLERK, asking.FRIDAY)[0]["answered_on"] is None


def test_it_is_answered_once(number):
    question = asking.reply(asking.ask(number))
    with pytest.raises(RuleBroken) as refusal:
        asking.reply(question)
    assert refusal.value.code == "not_in_table"
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(
            question=question, desk="village", by_id=1, by_name="x", text="再答",
            on=asking.MONDAY, at=town.NOW, closes=True,
        )  # fmt: skip


@pytest.mark.parametrize("by", [town.CLERK, town.BUTLER, asking.OTHER_SECRETARY, town.OFFICER])
def test_only_the_asked_desk_answers(number, by):
    question = asking.ask(number)
    with pytest.raises(NotAllowed):
        asking.reply(question, by)


def test_the_median_is_of_working_days_by_desk_and_township(number):
    asking.reply(asking.ask(number), on=asking.FRIDAY)
    asking.reply(asking.ask(number), on=asking.TUESDAY)
    asking.reply(asking.ask(number), on=asking.MONDAY)
    asking.ask(number, desk="butler")
    assert median_answer(town.DISTRICT, town.TODAY) == 1
    desks = {one.name: one for one in answer_speeds(town.DISTRICT, town.TODAY)}
    village, butler = desks["village"], desks["butler"]
    assert (village.answered, village.median_days, round(village.in_time, 2)) == (3, 1, 0.67)
    assert (butler.answered, butler.median_days, butler.overdue, butler.in_time) == (0, None, 1, 0)
    assert answer_speeds(town.DISTRICT, town.TODAY, "town_code")[0].answered == 3
    assert median_answer(town.ELSEWHERE, town.TODAY) is None
