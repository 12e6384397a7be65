"""An emergency's works go ahead of filing and money; nobody else's do."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, refused, take
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.stages.delivery.queries import works
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.selection.models import Application
from xiaowei.stages.selection.operations import confirm_emergency, declare_emergency

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
WATER = {"kind": "water_cut", "reason": "水泵损坏,全村停水"}


def file_ahead(state="ahead"):
    application = Application.objects.get()
    ended = None if state == "ahead" else day(8, 2)
    facts = {"digest": "", "policy_version": "", "approved_fen": 0, "paid_fen": 0}
    facts["ended_on"] = ended
    return Filing.objects.create(application=application, state=state, **facts)


def flag():
    declare_emergency(number=NUMBER, **WATER, **town.acting(town.CLERK, day(8, 2)))
    confirm_emergency(number=NUMBER, **town.acting(town.LEADER, day(8, 2)))


def test_works_start_the_same_day_before_the_papers():
    flag()
    file_ahead()
    take(NUMBER, "order", on=day(8, 2))
    take(NUMBER, "start", on=day(8, 2))
    take(NUMBER, "measure", measured_on=day(8, 3), on=day(8, 3))
    take(NUMBER, "finish_site", on=day(8, 3))
    assert take(NUMBER, "finish", on=day(8, 3), in_use_on=None).state == "finished"
    assert sorted(Filing.objects.get().released) == sorted(["start", "progress"])


def test_without_the_flag_they_wait_for_the_money():
    file_ahead()
    take(NUMBER, "order", on=day(8, 2))
    refused("money_arrived", "start", on=day(8, 2))


def test_without_a_filing_nothing_is_ordered():
    flag()
    with pytest.raises(BadInput):
        take(NUMBER, "order", on=day(8, 2))
    file_ahead("withdrawn")
    refused("not_ended", "order", on=day(8, 2))
    with pytest.raises(BadInput):
        works(NUMBER)


def begun():
    """Begin an emergency's works the same day, through the rooms."""
    flag()
    funding.file_ahead(number=NUMBER, **town.acting(town.LEADER, day(8, 2)))
    for name in ("order", "start"):
        take(NUMBER, name, on=day(8, 2))


def test_an_emergency_that_has_begun_is_not_declared_again():
    begun()
    with pytest.raises(RuleBroken) as refusal:
        declare_emergency(number=NUMBER, **WATER, **town.acting(town.CLERK, day(8, 10)))
    assert refusal.value.code == "emergency_open"


def test_an_emergency_accepted_before_its_papers_can_still_be_ended():
    begun()
    take(NUMBER, "measure", measured_on=day(8, 3), on=day(8, 3))
    take(NUMBER, "finish_site", on=day(8, 3))
    take(NUMBER, "finish", on=day(8, 3), in_use_on=day(8, 3))
    take(NUMBER, "photo_after")
    take(NUMBER, "accept", on=day(8, 4))
    said = {"reason_code": "papers_refused", "reason": "不属应急"}
    ended = funding.terminate(number=NUMBER, **said, **town.acting(town.OFFICER, day(8, 9)))
    assert ended.state == "terminated"
