"""Sent back for correction: the reviewer's clock stands still, the township's runs, the total runs on."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day
from xiaowei.journey.desk import tasks
from xiaowei.journey.story import story
from xiaowei.stages.selection.operations import send_back

pytestmark = pytest.mark.django_db
stand = walking.standing("visit_site")


def clock(on):
    return story(NUMBER, on)["clock"]


def review(on):
    return next(step for step in clock(on)["steps"] if step["code"] == "review")


def turn(on):
    return [(t["code"], t["desk"], t["state"], t["due_on"]) for t in clock(on)["turns"]]


def test_the_reviewers_clock_stands_still_while_the_township_corrects():
    """Applied on Wednesday 3 August, due in 3 working days; sent back on the 5th, again on the 10th."""
    assert review(day(8, 5))["due_on"] == "2022-08-08"
    sent = {
        "items": [("quantity", "补丈量记录")],
        "reason": "",
        **town.acting(town.OFFICER, day(8, 5)),
    }
    send_back(number=NUMBER, **sent)
    still = review(day(8, 9))
    assert (still["state"], still["day"], still["gross"], still["paused"]) == ("pause", 2, 4, 2)
    assert turn(day(8, 9)) == [("mend", "town", "near", "2022-08-10")]
    assert turn(day(8, 12)) == [("mend", "town", "over", "2022-08-10")]
    assert [t.action for t in tasks(town.OFFICER, town.DISTRICT, day(8, 9))] == []
    assert [t.action for t in tasks(town.CLERK, town.DISTRICT, day(8, 9))] == ["submit"]
    walking.take(NUMBER, "submit", on=day(8, 10), unchanged_reason="照片早已交齐")
    again = review(day(8, 11))
    assert (again["state"], again["day"], again["gross"], again["paused"]) == ("near", 3, 6, 3)
    assert again["due_on"] == "2022-08-11"
    for name in ("begin_review", "visit_site", "approve"):
        walking.take(NUMBER, name, on=day(8, 11))
    done = review(day(8, 11))
    assert (done["state"], done["day"], done["gross"], done["days"]) == ("done", 3, 6, 7)
    assert clock(day(8, 9))["turns"][0]["code"] == "mend"  # told as it stood that day


def test_an_overdue_review_is_not_rescued_by_sending_it_back():
    send_back(number=NUMBER, reason="补资料", **town.acting(town.OFFICER, day(8, 12)))
    found = review(day(8, 15))
    assert (found["state"], found["due_on"]) == ("over", "2022-08-08")
