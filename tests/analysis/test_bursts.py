"""Home of the tests of bursts."""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta

import pytest

from xiaowei.analysis.bursts import BurstRule, bursts, poisson_tail, recurrence_days
from xiaowei.analysis.linkage import LinkTicket

START = datetime(2021, 5, 1)


def call(number: int, minutes: float, caller: int | None = None, **more: str) -> LinkTicket:
    who = str(number if caller is None else caller)
    at = START + timedelta(minutes=minutes)
    fields = {"place": "E3", "topic": "water_outage"} | more
    return LinkTicket(number=str(number), caller=who, received_at=at, **fields)


def test_an_outage_is_one_burst_flagged_at_the_third_call() -> None:
    calls = [call(i, 60 * 24 * 40 + 12 * i) for i in range(80)]
    (found,) = bursts(reversed(calls))
    assert (len(found.numbers), found.callers, found.tickets_so_far) == (80, 80, 3)
    assert found.flagged_at == calls[2].received_at


def test_one_caller_is_no_burst() -> None:
    assert bursts([call(i, 5 * i, caller=1) for i in range(40)]) == []


def test_inquiries_and_unplaced_tickets_are_no_burst() -> None:
    assert bursts([call(i, i, kind="inquiry") for i in range(20)]) == []
    assert bursts([call(i, i, place="") for i in range(20)]) == []


def test_a_quiet_day_ends_a_burst() -> None:
    first = [call(i, 10 * i) for i in range(10)]
    again = [call(10 + i, 60 * 24 * 3 + 10 * i) for i in range(10)]
    assert [len(found.numbers) for found in bursts(first + again)] == [10, 10]


def test_a_busy_place_is_compared_with_itself() -> None:
    """Four calls a day, day after day, are usual there; forty in two hours are not."""
    usual = [call(i, 360 * i) for i in range(4 * 60)]
    (found,) = [
        found
        for found in bursts(usual + [call(1000 + i, 60 * 24 * 50 + 1 + 3 * i) for i in range(40)])
        if found.first_at > START + timedelta(days=30)
    ]
    assert 38 <= len(found.numbers) <= 50


def test_chance_alone_is_hardly_ever_flagged() -> None:
    chance = random.Random(7)
    calls = [
        call(i, chance.uniform(0, 365 * 1440), place=f"P{chance.randrange(400)}")
        for i in range(20_000)
    ]
    assert len(bursts(calls)) <= 5


def test_what_is_flagged_depends_on_the_past_only() -> None:
    calls = [call(i, 7 * i) for i in range(30)]
    for seen in range(3, 30):
        (found,) = bursts(calls[:seen])
        assert (found.flagged_at, found.tickets_so_far) == (calls[2].received_at, 3)


def test_a_stricter_rule_flags_later() -> None:
    calls = [call(i, 7 * i) for i in range(30)]
    (found,) = bursts(calls, BurstRule(least_callers=6))
    assert found.tickets_so_far == 6


@pytest.mark.parametrize(("count", "expected"), [(0, 2.0), (3, 0.01), (5, 5.0), (40, 55.0)])
def test_poisson_tail(count: int, expected: float) -> None:
    below = sum(
        math.exp(i * math.log(expected) - expected - math.lgamma(i + 1)) for i in range(count)
    )
    assert poisson_tail(count, expected) == pytest.approx(1 - below, rel=1e-6, abs=1e-12)


def test_gold_has_one_burst(gold_tickets: list[LinkTicket]) -> None:
    (found,) = bursts(gold_tickets)
    assert (len(found.numbers), found.callers) == (118, 96)
    assert found.tickets_so_far <= 4


def test_a_burst_carries_its_chance_and_that_is_a_time_between_such() -> None:
    calls = [call(i, 60 * 24 * 40 + 12 * i) for i in range(80)]
    (found,) = bursts(calls)
    assert 0 < found.chance < BurstRule().chance
    assert found.chance == pytest.approx(poisson_tail(3, 1 / 28 * 1 / 24), rel=0.2)
    assert recurrence_days(1e-6, 1000) == pytest.approx(1 / (3 * 1000 * 1e-6))
    assert recurrence_days(1e-6, 2000) < recurrence_days(1e-7, 2000)
    assert recurrence_days(0, 1000) == math.inf
