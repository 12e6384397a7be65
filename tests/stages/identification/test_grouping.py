"""The groups of a place: what is a burst there depends on its calls of the last weeks alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import town
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.domain.identification import BURST
from xiaowei.stages.identification.decisions import Decisions
from xiaowei.stages.identification.grouping import Group, groups_of
from xiaowei.stages.intake.queries import Called

pytestmark = pytest.mark.django_db
BEGINS = town.moment("2022-06-01 08:00")


def call(pk: int, hours: float) -> Called:
    at = BEGINS + timedelta(hours=hours)
    where = {"place_id": 1, "place_code": "E1", "town_code": town.RIVERVIEW}
    return Called(
        pk=pk, number=f"T{pk}", **where, topic_code="water_outage", kind="complaint",
        caller=f"c{pk}", received_at=at,
    )  # fmt: skip


def bursts_among(calls: list[Called], pks: set[int]) -> list[Group]:
    groups = groups_of([calls], catalogue(), {}, Decisions(()))
    return [one for one in groups if one.kind == BURST and one.tickets & pks]


@pytest.mark.parametrize("minutes", [5, 40, 90, 240])
def test_long_busy_years_make_no_more_of_a_burst(settled, minutes: int) -> None:
    """The level that a stream learns sinks with its tickets; a place is no stream to learn from."""
    ended = -24 * 60
    before = [call(10 + at, ended - 6 * at) for at in range(4_000)][::-1]
    last = [call(9_000 + at, at * minutes / 60) for at in range(12)]
    pks = {one.pk for one in last}
    assert bursts_among([*before, *last], pks) == bursts_among(last, pks)


def test_a_dozen_within_an_hour_are_a_burst(settled) -> None:
    last = [call(9_000 + at, at / 12) for at in range(12)]
    (found,) = bursts_among(last, {one.pk for one in last})
    assert found.chance and found.chance < 1 / 2500


def test_calls_that_name_a_broad_topic_belong_to_the_outage_within_it(settled) -> None:
    """供水 beside 停水 is one outage, not two: of 60 calls every third tells the first level only."""
    calls = [call(at, at / 20) for at in range(60)]
    calls = [replace(one, topic_code="water_supply") if one.pk % 3 == 0 else one for one in calls]
    (found,) = groups_of([calls], catalogue(), {}, Decisions(()))
    assert (found.kind, found.topic, len(found.tickets)) == (BURST, "water_outage", 60)
    assert len(found.broad) == 20
    assert found.flagged_at == calls[2].received_at
