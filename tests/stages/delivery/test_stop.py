"""Works of a project that has ended stop; what was built stays."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.journey.register import line as line_of
from xiaowei.journey.story import story
from xiaowei.stages.delivery.operations import stop, suspend
from xiaowei.stages.delivery.queries import works
from xiaowei.stages.funding.models import Filing

pytestmark = pytest.mark.django_db
stand = walking.standing("finish_site")
HALT = {"number": NUMBER, "reason": "拆迁", **town.acting(town.CLERK, day(8, 15))}


def end():
    Filing.objects.update(state="terminated", ended_on=day(8, 14))


@pytest.fixture
def ended():
    end()


def test_works_stop_and_carry_no_clock():
    suspend(number=NUMBER, reason="weather", **town.acting(town.CLERK, day(8, 12)))
    end()
    stop(**HALT)
    found = works(NUMBER)
    assert (found.state, found.stopped_from, found.stopped_on) == (
        "stopped", "suspended", day(8, 15),
    )  # fmt: skip
    assert found.measurements.count() == 1
    assert left("delivery.stop")["reason"] == "拆迁"
    told = story(NUMBER, day(8, 31))
    assert (told["state"], told["clock"]["current"]) == ("terminated", None)
    # What was disbursed and not paid waits to be clawed back: that is all.
    assert [turn["code"] for turn in told["clock"]["turns"]] == ["claw_back"]
    before = line_of(NUMBER, day(8, 14))
    assert before is not None and before.works_state == "suspended"


def test_a_project_that_goes_on_is_not_stopped():
    with pytest.raises(RuleBroken) as refusal:
        stop(**HALT)
    assert refusal.value.code == "project_ended"


def test_others_do_not(ended):
    for who in (town.STRANGER, walking.BUILDER, town.FINANCE):
        with pytest.raises(NotAllowed):
            stop(**{**HALT, "by": who})
    assert works(NUMBER).state == "under_way"


def test_works_do_not_stop_before_the_project_ended_or_they_stood_still(ended):
    early = {"number": NUMBER, "reason": "拆迁", **town.acting(town.CLERK, day(8, 13))}
    with pytest.raises(RuleBroken) as refusal:
        stop(**early)
    assert refusal.value.code == "stopped_after_ended"
