"""Suspending works, deciding on it, going on: listed reasons, the district's word, days in order."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.delivery.operations import decide_suspension, resume, suspend
from xiaowei.stages.delivery.queries import suspensions, works

pytestmark = pytest.mark.django_db
STILL, AGAIN = day(8, 10), day(8, 12)
stand = walking.standing("measure")


def stop_for(reason="weather", on=STILL, by=town.CLERK, **said):
    return suspend(number=NUMBER, reason=reason, **said, **town.acting(by, on))


def decide(allowed=True, by=town.OFFICER, on=STILL, **said):
    return decide_suspension(number=NUMBER, allowed=allowed, **said, **town.acting(by, on))


def go_on(on=AGAIN, by=walking.BUILDER):
    return resume(number=NUMBER, **town.acting(by, on))


def refusal(act, **said):
    with pytest.raises(RuleBroken) as found:
        act(**said)
    assert found.value.text("zh") != found.value.text("en")
    return found.value.code


def test_works_stand_still_and_go_on():
    stop_for(planned_to=day(8, 15))
    assert works(NUMBER).state == "suspended"
    found = decide()
    assert (found.allowed, found.stops_clock, found.decided_by) == (True, True, town.OFFICER.name)
    assert go_on().state == "under_way"
    row = suspensions(NUMBER)[0]
    assert (row["from_on"], row["resumed_on"], row["reason"]) == (day(8, 10), day(8, 12), "weather")
    assert left("delivery.decide_suspension")["stops_clock"] is True
    walking.take(NUMBER, "measure")


def test_while_they_stand_still_nothing_is_built():
    stop_for()
    walking.refused("not_in_table", "measure")
    walking.refused("not_in_table", "finish")
    assert refusal(stop_for) == "not_in_table"


def test_only_listed_reasons_stop_the_clock():
    assert refusal(stop_for, reason="holiday") == "suspension_listed"
    assert refusal(stop_for, reason="other") == "suspension_explained"
    stop_for("resident_objection")
    assert not decide().stops_clock
    go_on()
    stop_for(on=day(8, 12))
    assert not decide(allowed=False, verdict="天气晴好", on=day(8, 12)).stops_clock


def test_days_are_in_order():
    assert refusal(stop_for, on=day(8, 8)) == "suspended_after_started"
    assert refusal(stop_for, planned_to=day(8, 9)) == "ends_after_suspended"
    stop_for()
    assert refusal(decide, on=day(8, 9)) == "decided_after_suspended"
    assert refusal(go_on, on=day(8, 9)) == "resumed_after_suspended"
    go_on()
    assert refusal(stop_for, on=day(8, 11)) == "suspended_after_started"


def test_a_decision_has_something_to_decide_and_a_refusal_its_reason():
    assert refusal(decide) == "suspension_undecided"
    stop_for()
    assert refusal(decide, allowed=False) == "refusal_explained"
    go_on()
    assert decide(on=day(8, 15)).stops_clock


def test_others_do_not():
    for who in (town.STRANGER, town.OFFICER, town.SECRETARY, walking.BUILDER):
        with pytest.raises(NotAllowed):
            stop_for(by=who)
    stop_for()
    for who in (town.CLERK, town.FINANCE, town.STRANGER):
        with pytest.raises(NotAllowed):
            decide(by=who)
    with pytest.raises(NotAllowed):
        go_on(by=town.STRANGER)


def test_what_waited_when_the_works_were_accepted_is_decided_after():
    stop_for()
    go_on()
    for name in ("measure", "finish_site", "finish", "photo_after", "accept"):
        walking.take(NUMBER, name)
    assert decide(on=day(8, 20)).stops_clock is True
