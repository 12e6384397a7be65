"""A consultation with its options side by side: named, at most one agreed."""

from __future__ import annotations

import pytest

from tests import asking, town, walking
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.domain.identification import Option
from xiaowei.journey.dossier import dossier
from xiaowei.journey.register import line
from xiaowei.stages.identification.models import Consultation

pytestmark = pytest.mark.django_db
PIPE = Option("应急管线", "从水务所接 2 公里", 48_000_000, 20, "镇水务一所", chosen=True)
PUMP = Option("换水泵", "只换变频器", 9_000_000, 5, "物业")
TRUCK = Option("送水车")


@pytest.fixture
def number(settled):
    return asking.project()


def test_options_stand_side_by_side_with_the_agreed_one(number):
    walking.take(number, "consult", options=[PIPE, PUMP, TRUCK])
    talk = dossier(line(number, town.TODAY), town.TODAY)["consultations"][0]
    assert [(one["name"], one["chosen"]) for one in talk["options"]] == [
        ("应急管线", True), ("换水泵", False), ("送水车", False),
    ]  # fmt: skip
    assert (talk["options"][1]["cost_fen"], talk["options"][2]["days"]) == (9_000_000, None)
    facts = story(number)[-1]["facts"]
    assert (facts["options"], facts["chosen"]) == (3, ["应急管线"])


def test_without_options_it_is_as_before(number):
    walking.take(number, "consult")
    assert dossier(line(number, town.TODAY), town.TODAY)["consultations"][0]["options"] == []


@pytest.mark.parametrize(
    ("options", "code"),
    [([Option(" ", "什么")], "option_named"), ([PIPE, Option("也定", chosen=True)],
     "one_option_chosen")],
)  # fmt: skip
def test_a_muddle_is_refused(number, options, code):
    with pytest.raises(RuleBroken) as refusal:
        walking.take(number, "consult", options=options)
    assert refusal.value.code == code
    assert not Consultation.objects.exists()


def test_a_stranger_records_none(number):
    with pytest.raises(NotAllowed):
        walking.take(number, "consult", by=town.STRANGER, options=[PIPE])
