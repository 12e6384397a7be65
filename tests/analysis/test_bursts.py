"""Home of the tests of bursts."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bench.bench_bursts import district, frozen, judge, ours, three_in_a_day
from xiaowei.analysis.alarming import KEPT, NOTABLE, AlarmLevel
from xiaowei.analysis.bursts import BurstRule, bursts, poisson_tail
from xiaowei.analysis.matters import LinkTicket

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


def test_who_calls_again_counts_half_and_nobody_alone_makes_a_burst() -> None:
    """Two neighbours of whom one calls again within minutes are an outage's first calls."""

    def told(callers: str) -> int:
        calls = [
            replace(call(i, 2 * i), caller=who if who != "-" else None)
            for i, who in enumerate(callers)
        ]
        found = bursts(calls)
        return found[0].tickets_so_far if found else 0

    assert told("aab") == told("aba") == told("abb") == told("abc") == told("---") == 3
    assert told("aaaaab") == 6
    assert told("ab") == told("aaaaaaaaaaaa") == 0
    assert told("ab" + "b" * 20) == 3


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


def test_ten_callers_within_a_day_are_a_burst_however_slowly_they_came() -> None:
    """Evenly over a day and a half, so that no few of them come soon after each other."""
    calls = [call(i, 60 * 24 * 40 + 130 * i) for i in range(16)]
    (found,) = bursts(calls)
    assert found.tickets_so_far == BurstRule().real_callers
    assert found.chance <= 1 / BurstRule().tickets_a_false_flag * 1.01
    assert bursts([call(i, 60 * 24 * 40 + 130 * i, caller=i % 9) for i in range(16)]) == []
    assert bursts(calls, BurstRule(least_callers=13)) == []


def test_a_third_caller_within_a_day_is_ordinary_where_defects_are_called_about_often() -> None:
    """What ordinary defects do is learnt: three callers in an afternoon are soon no news."""
    chance = random.Random(11)
    calls = []
    for defect in range(1500):
        begins = chance.uniform(0, 365 * 1440)
        for _ in range(chance.randrange(1, 6)):
            when = begins + chance.uniform(0, 1440)
            calls.append(call(len(calls), when, place=f"P{defect % 700}"))
    calls += [call(100_000 + i, 300 * 1440 + 4 * i, place="P3") for i in range(60)]
    found = bursts(calls)
    outage = [one for one in found if int(one.numbers[-1]) >= 100_000]
    assert [one.tickets_so_far for one in outage] in ([3], [4])
    assert len(found) - 1 <= 12


def test_where_only_days_are_told_three_on_one_day_are_not_three_at_once() -> None:
    days = [60 * 24 * (40 * i) for i in range(8)]
    assert bursts([call(10 * day + i, day, caller=i) for day in days for i in range(3)]) == []


@pytest.mark.parametrize("seed", [31, 32])
def test_outages_of_a_synthetic_district_are_flagged_and_ordinary_defects_are_not(
    seed: int,
) -> None:
    calls, truth = district(seed, 12_000)
    verdict = judge(ours(calls), truth)
    assert len(verdict.calls) == verdict.outages >= 3
    assert sorted(verdict.calls)[verdict.outages // 2] <= 4
    assert verdict.false <= 0.2 * 365 * 12_000 / 100_000 + 6
    assert judge(three_in_a_day(calls), truth).false > 10 * verdict.false


@pytest.mark.parametrize("seed", [31, 32])
def test_a_frozen_level_does_as_well_place_by_place(seed: int) -> None:
    calls, truth = district(seed, 12_000)
    verdict, learnt = judge(frozen(calls), truth), judge(ours(calls), truth)
    assert len(verdict.calls) == verdict.outages >= 3
    assert sorted(verdict.calls)[verdict.outages // 2] <= 4
    assert verdict.false <= 1.5 * learnt.false + 6


def test_a_frozen_level_is_the_same_however_much_went_before() -> None:
    """A busy place's level doesn't sink, and what others call about changes nothing."""
    rule, busy = BurstRule(frozen=True), [call(i, 200 * i) for i in range(2_000)]
    last = [call(5_000 + i, 200 * 2_000 + 60 * i, place="E4") for i in range(6)]
    alone, beside = bursts(last, rule), bursts([*busy, *last], rule)
    assert [one for one in beside if one.place == "E4"] == alone
    level = AlarmLevel(2500, frozen=True)
    before = (level.score, level.chance(8))
    for _ in range(3_000):
        level.count()
        level.learn(9.0)
    assert (level.score, level.chance(8)) == before
    assert AlarmLevel(2500).score == level.score


def test_gold_has_one_burst(gold_tickets: list[LinkTicket]) -> None:
    (found,) = bursts(gold_tickets)
    assert (len(found.numbers), found.callers) == (118, 96)
    assert found.tickets_so_far <= 4


def test_the_alarm_level_lets_so_many_of_the_ordinary_through() -> None:
    """Scores with an exponential tail of any scale are exceeded as often as was allowed."""
    chance = random.Random(3)
    for scale in (0.5, 1.0, 2.0):
        level, alarms = AlarmLevel(1000), 0
        for _ in range(60_000):
            level.count()
            score = chance.expovariate(1 / scale)
            alarms += score > level.score
            level.learn(score)
        assert 25 <= alarms <= 110, scale


def test_the_alarm_level_keeps_within_bounds() -> None:
    level = AlarmLevel(1000)
    for _ in range(5 * KEPT):
        level.count()
    assert level.score >= NOTABLE
    for _ in range(5 * KEPT):
        level.learn(1e6)
        level.count()
    assert math.isfinite(level.score)


def test_a_burst_carries_its_chance() -> None:
    calls = [call(i, 60 * 24 * 40 + 12 * i) for i in range(80)]
    (found,) = bursts(calls)
    assert 0 < found.chance < 1 / BurstRule().tickets_a_false_flag


def test_the_alarm_level_is_the_score_of_the_share_allowed() -> None:
    level = AlarmLevel(2500)
    assert level.chance(level.score) == pytest.approx(1 / 2500)
    assert level.chance(level.score + 1) < level.chance(level.score)
