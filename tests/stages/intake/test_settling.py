"""Home of the tests of settling: what a category that nobody knows is worth."""

from __future__ import annotations

import pytest

from tests import town
from xiaowei.stages.intake.models import Question, Ticket

pytestmark = pytest.mark.django_db


def topic_of(number: str, *topics: str, content: str) -> str:
    town.bring([town.ticket_row(number, topics=topics, content=content)])
    return Ticket.objects.get(number=number).topic_code


def test_a_category_speaks_by_its_own_words_before_the_text_does(settled):
    assert topic_of("R1", "路面坑洼", content="路面有大坑,电动车摔倒") == "road_damage"
    assert not Question.objects.exists()


def test_one_word_of_the_text_does_not_outweigh_a_category_that_nobody_knows(settled):
    assert topic_of("R1", "奇事", content="路上有大坑,电动车摔倒") == ""
    assert [(q.kind, q.words) for q in Question.objects.all()] == [("topic", "奇事")]


def test_several_words_of_one_matter_do(settled):
    assert topic_of("R1", "奇事", content="没水,小区停水,断水一天") == "water_outage"


def test_without_a_category_one_word_is_enough(settled):
    assert topic_of("R1", content="电动车摔倒") == "e_bike"
