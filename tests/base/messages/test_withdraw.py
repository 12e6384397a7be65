"""Withdrawing a question: by the desk that asked, before it is answered."""

from __future__ import annotations

import pytest

from tests import asking, town
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.queries import answer_speeds
from xiaowei.domain.errors import NotAllowed, RuleBroken


def test_its_desk_takes_it_back_and_nobody_waits_any_more(number):
    question = asking.ask(number)
    taken = asking.act("withdraw", town.LEADER, question_id=question.pk)
    assert taken.state == "withdrawn"
    assert not Notice.objects.filter(read_at=None).exists()
    assert answer_speeds(town.DISTRICT, town.TODAY) == []


@pytest.mark.parametrize(
    ("by", "kind", "code"),
    [
        (town.SECRETARY, RuleBroken, "own_question"),
        (town.OFFICER, RuleBroken, "own_question"),
        (town.STRANGER, NotAllowed, "not_permitted"),
    ],
)
def test_nobody_else_does(number, by, kind, code):
    question = asking.ask(number)
    with pytest.raises(kind) as refusal:
        asking.act("withdraw", by, question_id=question.pk)
    assert refusal.value.code == code


def test_an_answered_question_stands(number):
    question = asking.reply(asking.ask(number))
    with pytest.raises(RuleBroken):
        asking.act("withdraw", town.CLERK, question_id=question.pk)
