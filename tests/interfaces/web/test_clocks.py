"""Home of the tests of the clock badge: one count, from the day after the ball came."""

from datetime import date

import pytest

from tests import walking
from tests.walking import NUMBER
from xiaowei.base.policies.queries import policy_for
from xiaowei.interfaces.web.clocks import badge_of
from xiaowei.interfaces.web.desk.presenters import waiting_page
from xiaowei.interfaces.web.desk.story import clock_of
from xiaowei.journey.clock import current, steps_of
from xiaowei.journey.desk import Task
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


def test_the_word_and_the_number_of_what_is_due_agree() -> None:
    assert clock(date(2022, 8, 3))["due_on"] == date(2022, 8, 8), "a Monday"
    told = [pressed(date(2022, 8, day)) for day in (4, 5, 7, 8, 9)]
    assert [tabs for tabs, _ in told] == [[], ["eve"], ["eve"], ["due"], ["due"]]
    assert all(words.startswith("下个工作日到期") for _, words in told[1:3])
    assert told[3][1].startswith("今天到期")
    assert told[4][1].startswith("超 1 个工作日")


def pressed(on: date) -> tuple[list[str], str]:
    """Return the tabs of what presses, and the badge's words, of the one project on a day."""
    line = line_of(NUMBER, on)
    assert line is not None
    step = current(steps_of(line, policy_for(line.district_code, line.year), on))
    page = waiting_page([Task("begin_review", {**ROW, "step": step})], "", 9)
    return [tab["code"] for tab in page["tabs"][2:]], badge_of(clock_of(step)).words


ROW = {
    "number": NUMBER, "name": "", "year": 2022, "places": [], "town": "", "type": "", "sites": 1,
    "approved_wan": "", "applied_wan": "", "round": "", "state": "submitted", "retention": None,
    "collected_on": None, "finished_on": None,
}  # fmt: skip
