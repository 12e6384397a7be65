"""Asking a desk: due by its clock, masked, refused to who may not ask it."""

from __future__ import annotations

import pytest

from tests import asking, town
from xiaowei.base.messages.models import Notice, Question
from xiaowei.base.messages.queries import thread
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken


def test_a_question_of_friday_is_due_on_monday_and_its_desk_is_told(number):
    question = asking.ask(number, text="张会计 10000000001 同意了吗?")
    assert (question.state, question.due_on, question.limit_days) == ("open", asking.MONDAY, 1)
    assert "10000000001" not in question.text
    notice = Notice.objects.get(kind="question_asked")
    assert (notice.desk, notice.region_code, notice.place_code) == (
        "village", town.WHITESTONE, "V1",
    )  # fmt: skip
    assert "同意" not in str(notice.facts)
    assert story(number)[-1]["action"] == "messages.ask"


def test_each_desk_has_its_clock(number):
    question = asking.ask(number, desk="department", addressee="区住建委")
    assert (question.due_on, question.addressee) == (asking.TUESDAY, "区住建委")


@pytest.mark.parametrize(
    ("by", "said", "refused"),
    [
        (town.SECRETARY, {"desk": "finance"}, ("may_ask", RuleBroken)),
        (town.CLERK, {"text": "  "}, ("words_given", RuleBroken)),
        (town.CLERK, {"desk": "mayor"}, ("no_such_desk", BadInput)),
        (town.CLERK, {"on": town.TODAY.replace(year=2023)}, ("not_in_future", RuleBroken)),
        (town.STRANGER, {}, ("not_permitted", NotAllowed)),
        (asking.OTHER_SECRETARY, {"desk": "township"}, ("not_permitted", NotAllowed)),
        (town.AUDITOR, {}, ("not_permitted", NotAllowed)),
    ],
)
def test_what_is_refused_leaves_nothing(number, by, said, refused):
    code, kind = refused
    with pytest.raises(kind) as refusal:
        asking.ask(number, by, **said)
    assert refusal.value.code == code
    assert refusal.value.text("zh") != refusal.value.text("en")
    assert not Question.objects.exists()


def test_nobody_outside_the_projects_reach_reads_the_thread(number):
    asking.ask(number)
    asking.ask(number, town.OFFICER, desk="finance")
    read = {
        who.name: [row["desk"] for row in thread(number, who, town.TODAY)]
        for who in (
            town.CLERK, town.OFFICER, town.FINANCE, town.SECRETARY, town.BUTLER, town.STRANGER,
            asking.OTHER_SECRETARY, town.AUDITOR,
        )
    }  # fmt: skip
    both = ["village", "finance"]
    assert list(read.values()) == [both, both, both, ["village"], [], [], [], []]
    assert thread(number, town.CLERK, asking.FRIDAY.replace(day=4)) == []


def test_a_thread_on_a_day_shows_nothing_of_what_came_later(number):
    answered, withdrawn = asking.ask(number), asking.ask(number)
    asking.act("mark_read", town.SECRETARY, question_id=answered.pk)
    asking.reply(answered)
    asking.act("withdraw", town.CLERK, asking.TUESDAY, question_id=withdrawn.pk)
    states = {
        on: [one["state"] for one in thread(number, town.CLERK, on)]
        for on in (asking.FRIDAY, asking.MONDAY, asking.TUESDAY)
    }
    assert states == {
        asking.FRIDAY: ["open", "open"],
        asking.MONDAY: ["answered", "open"],
        asking.TUESDAY: ["answered", "withdrawn"],
    }
    friday = thread(number, town.CLERK, asking.FRIDAY)
    assert [(one["reader"], one["remarks"]) for one in friday] == [("", []), ("", [])]
    assert friday[1]["clock"]["state"] == "near"
