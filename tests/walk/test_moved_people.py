"""Reach follows the appointment: moved or demoted, a person loses it the same day; a village is one's own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, take
from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.domain.errors import NotAllowed
from xiaowei.stages.selection.queries import application

pytestmark = pytest.mark.django_db
stand = walking.standing("report")
MOVED_ON = day(8, 3)
NEIGHBOUR = town.person("柳湾村 岳", ("village_secretary", town.WHITESTONE, "V2"))


@pytest.fixture
def clerk():
    """Return a clerk of 白石镇 up to a day, of 枫林镇 from that day on."""
    who = Person.objects.create_user("mover", password="secret", display_name="孟")
    for region, start, end in (
        (town.WHITESTONE, date(2020, 1, 1), MOVED_ON - timedelta(1)),
        (town.MAPLE, MOVED_ON, None),
    ):
        said = {"role": "town_clerk", "region_code": region, "valid_from": start, "valid_to": end}
        Appointment.objects.create(person=who, **said)
    return who


def test_a_moved_clerk_loses_reach_the_same_day(clerk):
    with pytest.raises(NotAllowed):
        take(NUMBER, "prepare", by=actor_of(clerk, MOVED_ON))
    take(NUMBER, "prepare", by=actor_of(clerk, MOVED_ON - timedelta(1)))
    assert application(NUMBER).state == "town_review"


def test_another_village_of_the_township_does_not_report_this_ones_project():
    with pytest.raises(NotAllowed):
        take(NUMBER, "report", by=NEIGHBOUR)
    take(NUMBER, "report")


def test_a_butler_of_other_places_measures_nothing_here():
    for name in ("report", "prepare", "submit", "begin_review", "visit_site", "approve", "file",
                 "disburse", "order", "start"):  # fmt: skip
        take(NUMBER, name)
    other = town.person("管家 乔", ("butler", town.WHITESTONE, "V2"))
    with pytest.raises(NotAllowed):
        take(NUMBER, "measure", by=other)
    take(NUMBER, "measure")
