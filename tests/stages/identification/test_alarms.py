"""Alarms: raised once while a burst goes on and is rare enough, taken note of by the township."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import town
from xiaowei.base.messages.models import Notice
from xiaowei.base.policies.operations import install
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.alarms import ENDED, NEW, SEEN, emergency_of, is_rare, state_of
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.journey.alarms import standing, unseen
from xiaowei.stages.identification.models import Alarm, Spot
from xiaowei.stages.identification.operations import see_alarm
from xiaowei.stages.identification.queries import pressing_spots

pytestmark = pytest.mark.django_db

CLERK = town.person("望川街道 方", ("town_clerk", town.RIVERVIEW))
DAY = town.moment("2022-04-12 06:30").date()


@pytest.fixture
def outage(settled):
    """Bring the outage on its own day and return its spot."""

    def bring(least: int = 0) -> Spot:
        if least:
            ask_for(least)
        town.bring(town.outage(), on=DAY)
        return Spot.objects.get(kind="burst")

    return bring


def ask_for(least: int) -> None:
    """Let the policies ask for so many days between chance bursts."""
    loaded = town.packs().policies
    rows = {("policy", "default"): loaded.default} | {
        ("policy", f"{one.district}:{one.valid_from}"): one for one in loaded.policies
    }
    asked = {key: replace(one, alarm_interval_days=least) for key, one in rows.items()}
    install(documents=asked, regions=town.packs().regions.regions, **town.acting())
    assert policy_for(town.DISTRICT, 2022).alarm_interval_days == least


def bursts(on):
    return pressing_spots(town.DISTRICT, on, "burst")


def test_it_is_raised_once_and_told_to_the_township(outage):
    outage()
    town.bring([replace(town.outage()[0], number="T999", caller="10000009999")], on=DAY)
    assert Alarm.objects.count() == 1
    assert [n.desk for n in Notice.objects.filter(kind="alarm_burst")] == ["township"]


def test_what_chance_brings_more_often_than_the_policy_allows_raises_none(outage):
    spot = outage(least=10**18)
    assert spot.flagged_at
    assert not Alarm.objects.exists()
    assert not Notice.objects.filter(kind="alarm_burst").exists()
    assert standing(bursts(DAY)).states == {}
    assert unseen(bursts(DAY)) == 0


def test_a_budget_that_is_kept_changes_nothing(outage):
    spot = outage(least=365)
    assert Alarm.objects.get().spot == spot
    assert unseen(bursts(DAY)) == 1


def test_the_township_takes_note_and_the_first_stands(outage):
    spot = outage()
    with pytest.raises(NotAllowed):
        see_alarm(spot_id=spot.pk, **town.acting(town.CLERK))
    with pytest.raises(BadInput):
        see_alarm(spot_id=10**6, **town.acting(CLERK))
    see_alarm(spot_id=spot.pk, **town.acting(CLERK, DAY, town.moment("2022-04-12 12:00")))
    see_alarm(spot_id=spot.pk, **town.acting(CLERK))
    assert Alarm.objects.get().seen_by == CLERK.name
    assert Alarm.objects.get().seen_at == town.moment("2022-04-12 12:00")
    assert Notice.objects.get(kind="alarm_burst").read_at
    assert set(standing(bursts(DAY)).states.values()) == {SEEN}


def test_only_a_burst_has_an_alarm(settled):
    town.bring([town.ticket_row("R1")])
    with pytest.raises(RuleBroken) as refused:
        see_alarm(spot_id=Spot.objects.get().pk, **town.acting(town.CLERK))
    assert refused.value.code == "no_burst"


def test_how_an_alarm_stands():
    assert state_of(DAY, DAY, is_seen=False) == NEW
    assert state_of(DAY - timedelta(days=1), DAY, is_seen=True) == SEEN
    assert state_of(DAY - timedelta(days=2), DAY, is_seen=True) == ENDED
    assert is_rare(None, 100)
    assert not is_rare(99.0, 100)
    assert (emergency_of("power"), emergency_of("noise")) == ("power_cut", "")
