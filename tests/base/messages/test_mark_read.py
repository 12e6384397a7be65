"""The receipt: who of the asked desk read a question, and when; the first one stands."""

from __future__ import annotations

import pytest

from tests import asking, town
from xiaowei.base.messages.models import Notice
from xiaowei.domain.errors import BadInput, NotAllowed


def test_the_first_receipt_stands(number):
    question = asking.ask(number)
    read = asking.act("mark_read", town.SECRETARY, question_id=question.pk)
    assert (read.state, read.reader_name, read.read_at) == ("read", "石门村 柏", town.NOW)
    assert Notice.objects.get(kind="question_asked").read_at == town.NOW
    other = town.person("石门村 委员", ("village_secretary", town.WHITESTONE, "V1"))
    assert asking.act("mark_read", other, question_id=question.pk).reader_name == "石门村 柏"


@pytest.mark.parametrize("by", [town.CLERK, asking.OTHER_SECRETARY, town.STRANGER, town.BUTLER])
def test_only_the_asked_desk_gives_it(number, by):
    question = asking.ask(number)
    with pytest.raises(NotAllowed):
        asking.act("mark_read", by, question_id=question.pk)


def test_an_unknown_question_is_said_to_be_unknown(number):
    with pytest.raises(BadInput) as refusal:
        asking.act("mark_read", town.SECRETARY, question_id=999)
    assert refusal.value.code == "not_found"
