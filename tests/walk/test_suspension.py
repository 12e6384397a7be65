"""The rain stops the works for a week: gross days run on, net days do not, and only where allowed."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day
from xiaowei.journey.desk import tasks
from xiaowei.journey.story import story
from xiaowei.stages.delivery.operations import decide_suspension, resume, suspend

pytestmark = pytest.mark.django_db
stand = walking.standing("measure")


def works_step(on):
    steps = story(NUMBER, on)["clock"]["steps"]
    return next(step for step in steps if step["code"] == "works")


def waiting(actor, on):
    return [task.action for task in tasks(actor, town.DISTRICT, on)]


def test_net_and_gross_days_of_works_that_stood_still():
    """Ordered on Monday 8 August, due in 10 working days; still from Wednesday 10 to Tuesday 16."""
    assert works_step(day(8, 9))["due_on"] == "2022-08-22"
    suspend(number=NUMBER, reason="weather", **town.acting(town.CLERK, day(8, 10)))
    assert waiting(town.OFFICER, day(8, 10)) == ["decide_suspension"]
    assert works_step(day(8, 23))["state"] == "over"
    decide_suspension(number=NUMBER, allowed=True, **town.acting(town.OFFICER, day(8, 10)))
    assert waiting(town.OFFICER, day(8, 10)) == []
    still = works_step(day(8, 18))
    assert (still["state"], still["day"], still["gross"], still["paused"]) == ("pause", 1, 8, 7)
    assert waiting(walking.BUILDER, day(8, 18)) == ["resume"]
    resume(number=NUMBER, **town.acting(walking.BUILDER, day(8, 17)))
    going = works_step(day(8, 18))
    assert (going["state"], going["day"], going["paused"]) == ("run", 3, 5)
    assert going["due_on"] == "2022-08-29"
    for name in ("measure", "finish_site", "finish"):
        said = {"measure": {"measured_on": day(8, 19)}, "finish": {"in_use_on": None}}
        walking.take(NUMBER, name, on=day(8, 19), **said.get(name, {}))
    done = works_step(day(8, 19))
    assert (done["state"], done["days"], done["day"], done["gross"]) == ("done", 10, 4, 9)
    clock = story(NUMBER, day(8, 19))["clock"]
    assert (clock["T2"], clock["building_net_days"], clock["at_once"]) == (9, 4, False)
    assert clock["T1"] == 15  # the promise to the residents runs on


def test_residents_objections_are_no_reason_to_stop_the_clock():
    suspend(number=NUMBER, reason="resident_objection", **town.acting(town.CLERK, day(8, 10)))
    decide_suspension(number=NUMBER, allowed=True, **town.acting(town.OFFICER, day(8, 10)))
    found = works_step(day(8, 23))
    assert (found["state"], found["paused"], found["due_on"]) == ("over", 0, "2022-08-22")


def test_as_of_a_day_works_stand_as_they_stood():
    suspend(number=NUMBER, reason="weather", **town.acting(town.CLERK, day(8, 10)))
    resume(number=NUMBER, **town.acting(town.CLERK, day(8, 12)))
    states = [story(NUMBER, day(8, n))["state"] for n in (9, 10, 11, 12)]
    assert states == ["under_way", "suspended", "suspended", "under_way"]
