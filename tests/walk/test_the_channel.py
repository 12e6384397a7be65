"""A question of Friday is due on Monday, reminded, told up the levels, answered; the median says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import asking, town, walking
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.queries import answer_speeds, inbox, thread, unread_count
from xiaowei.domain.errors import NotAllowed
from xiaowei.journey.lateness import waiting_steps
from xiaowei.procedures.nightly import nightly

pytestmark = pytest.mark.django_db
stand = walking.standing()
SATURDAY = asking.FRIDAY + timedelta(1)
WEDNESDAY, THURSDAY = date(2022, 8, 10), date(2022, 8, 11)


def night(on: date, by=town.OPERATOR, steps=()):
    return nightly(steps=steps, by=by, on=on, at=town.NOW)


def told(kind: str) -> list[str]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("desk", flat=True))


def test_friday_to_thursday():
    number = asking.project()
    question = asking.ask(number)
    assert question.due_on == asking.MONDAY
    for on in (asking.FRIDAY, SATURDAY):
        assert night(on).reminded == 0
    assert night(asking.MONDAY).reminded == 1
    assert told("question_remind") == ["village"]
    assert thread(number, town.CLERK, asking.MONDAY)[0]["clock"]["state"] == "near"
    assert night(asking.TUESDAY).overdue == 2
    assert told("question_over") == ["village", "township"]
    assert night(asking.TUESDAY).overdue == night(WEDNESDAY).overdue == 0
    assert night(THURSDAY).overdue == 1
    assert told("question_over") == ["village", "township", "district"]
    assert unread_count(town.OFFICER) == 1
    row = thread(number, town.CLERK, THURSDAY)[0]
    assert (row["clock"]["state"], row["clock"]["over"]) == ("over", 3)
    asking.reply(question, on=THURSDAY)
    assert unread_count(town.OFFICER) == unread_count(town.SECRETARY) == 0
    assert night(THURSDAY + timedelta(1)).waiting == 0
    speed = answer_speeds(town.DISTRICT, THURSDAY)[0]
    assert (speed.name, speed.median_days, speed.in_time) == ("village", 4, 0)


def test_a_missed_week_is_made_up_for_an_older_backlog_is_not_told():
    number = asking.project()
    asking.ask(number)
    assert night(THURSDAY).overdue == 3
    asking.ask(number, desk="butler")
    assert night(date(2022, 8, 31)).overdue == 0


def test_a_step_past_its_day_goes_up_three_levels_and_is_dropped_once_done():
    number = walking.walked("begin_review")
    due = next(one for one in waiting_steps(walking.day(8, 5)) if one.matter.number == number)
    assert (due.facts["step"], due.desk, due.due_on) == ("review", "district", asking.MONDAY)
    days = [asking.FRIDAY, asking.MONDAY, asking.TUESDAY]
    new = [night(on, steps=waiting_steps(on)) for on in days]
    assert [(one.reminded, one.overdue) for one in new] == [(1, 0), (0, 0), (0, 2)]
    assert told("step_over") == ["district", "city"]
    walking.take(number, "begin_review", on=asking.TUESDAY)
    walking.take(number, "visit_site", on=asking.TUESDAY)
    walking.take(number, "approve", on=asking.TUESDAY)
    night(asking.TUESDAY, steps=waiting_steps(asking.TUESDAY))
    assert not Notice.objects.filter(kind__startswith="step_", read_at=None).exists()


def test_a_township_that_is_late_is_told_to_its_leader_the_district_the_city():
    walking.walked("order")
    first = next(one for one in waiting_steps(asking.MONDAY))
    assert (first.desk, first.due_on) == ("township", WEDNESDAY)
    for on in (THURSDAY, date(2022, 8, 15), date(2022, 8, 17)):
        night(on, steps=waiting_steps(on))
    assert told("step_over") == ["township", "leader", "district", "city"]
    steps = ["told_approve", "told_file", "told_disburse"]
    assert [one.kind for one in inbox(town.LEADER, 9, unread=True)][-3:] == steps[::-1]
    assert [unread_count(who) for who in (town.LEADER, town.OFFICER, asking.CITY)] == [5, 1, 1]


def test_a_call_that_nobody_follows_is_told_too():
    asking.whistle(asking.project())
    night(asking.MONDAY)
    assert night(asking.TUESDAY).overdue == 2
    assert told("whistle_over") == ["department", "district"]


def test_only_the_house_itself_runs_the_night():
    with pytest.raises(NotAllowed):
        night(asking.MONDAY, by=town.CLERK)
