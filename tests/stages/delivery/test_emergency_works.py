"""An emergency's works go ahead of filing and money; nobody else's do."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, refused, take
from xiaowei.domain.errors import BadInput
from xiaowei.stages.delivery.queries import works
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
