"""Home of the tests of the clock badge: one count, from the day after the ball came."""

from datetime import date

import pytest

from tests import walking
from tests.walking import NUMBER
from xiaowei.base.policies.queries import policy_for
from xiaowei.interfaces.web.clocks import badge_of
from xiaowei.interfaces.web.desk.story import clock_of
from xiaowei.journey.clock import current, steps_of
from xiaowei.journey.register import line as line_of

pytestmark = pytest.mark.django_db
stand = walking.standing("begin_review")


def clock(on: date) -> dict[str, object]:
    line = line_of(NUMBER, on)
    assert line is not None
    step = current(steps_of(line, policy_for(line.district_code, line.year), on))
    return clock_of(step)


def test_the_day_it_came_is_no_day_and_the_last_is_the_limit() -> None:
    # Submitted on Wednesday 3 August; the review may take five working days.
    limit = clock(date(2022, 8, 3))["of"]
    assert isinstance(limit, int)
    assert clock(date(2022, 8, 3))["day"] == 0
    assert clock(date(2022, 8, 8))["day"] == 3, "the weekend is left out"
    due = clock(date(2022, 8, 3))["due_on"]
    assert isinstance(due, date)
    at_last = clock(due)
    assert (at_last["day"], at_last["state"], at_last["over"]) == (limit, "near", 0)


def test_what_is_over_is_counted_from_the_due_day() -> None:
    due = clock(date(2022, 8, 3))["due_on"]
    assert isinstance(due, date)
    late = clock(date(2022, 8, 31))
    assert late["state"] == "over"
    assert late["over"] == late["day"] - late["of"]  # type: ignore[operator]
    words = badge_of(late).words
    assert f"超 {late['over']} 个工作日" in words and f"{due.month}月{due.day}日前" in words


def test_a_badge_says_day_limit_and_due_day_in_one_unit() -> None:
    told = {"state": "run", "day": 8, "of": 20, "due_on": date(2022, 9, 3), "over": 0}
    badge = badge_of(told)
    assert badge.words.startswith("第 8 个工作日 / 限 20 个,")
    assert badge.words.endswith("9月3日前")
    assert "工作日" in badge.rule
