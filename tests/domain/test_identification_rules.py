"""The rules of identification: windows, repeats, what presses, spots that go on, estimates."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.catalogue import PriceBand
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.identification import (
    CANDIDATE_FLOW,
    SPOT_FLOW,
    Line,
    Reason,
    check_price,
    estimate_fen,
    pressing,
    recurrence_days,
    same_spots,
    still_open,
    window,
)
from xiaowei.domain.months import shifted

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(1, 60))
def test_the_window_ends_on_the_day_and_starts_after_the_same_day_months_ago(day, months):
    first, last = window(day, months)
    assert last == day
    assert first - timedelta(days=1) == shifted(day, -months)


def test_bursts_press_before_repeats_and_many_callers_before_many_tickets():
    at = datetime(2020, 8, 1)
    spots = [
        ("repeat", 90, 90, at),
        ("burst", 3, 9, at),
        ("burst", 4, 5, at),
        ("repeat", 90, 91, at),
    ]
    assert sorted(spots, key=lambda s: pressing(*s)) == [spots[2], spots[1], spots[3], spots[0]]


def test_a_spot_goes_on_where_most_of_its_tickets_are():
    groups = [frozenset({1, 2, 3}), frozenset({4}), frozenset({9})]
    known = {7: frozenset({3, 4}), 8: frozenset({1, 2})}
    assert same_spots(groups, known) == [8, 7, 0]


@given(
    st.lists(st.frozensets(st.integers(0, 20), min_size=1), max_size=5),
    st.dictionaries(st.integers(1, 9), st.frozensets(st.integers(0, 20)), max_size=5),
)
def test_a_spot_goes_on_in_one_group_only(groups, known):
    matched = [spot for spot in same_spots(groups, known) if spot]
    assert len(matched) == len(set(matched))


def test_a_closed_spot_opens_on_the_day_after():
    closed = date(2020, 6, 1)
    assert still_open(None, None)
    assert not still_open(closed, closed)
    assert still_open(closed, date(2020, 6, 2))
    assert not still_open(closed, None)


def test_an_estimate_is_quantity_times_price_half_up():
    lines = [Line("路", Decimal("12.5"), "平方米", 101), Line("灯", Decimal(2), "盏", 30_000)]
    assert [line.amount_fen for line in lines] == [1263, 60_000]
    assert estimate_fen(lines) == 61_263


@pytest.mark.parametrize(
    ("price", "deviation", "outside"),
    [
        (100, "0", False),
        (150, "0", False),
        (240, "0.2", False),
        (241, "0.205", True),
        (80, "-0.2", False),
        (79, "-0.21", True),
    ],
)
def test_a_price_is_measured_from_the_edge_of_the_band(price, deviation, outside):
    found = check_price(price, PriceBand(100, 200, 2020), 0.20)
    assert (found.deviation, found.outside) == (Decimal(deviation), outside)
    assert not check_price(price, None, 0.2).outside


def test_a_stop_gap_leaves_every_state_as_it_is():
    arrows = [a for a in SPOT_FLOW.arrows if a.action == "log_stop_gap"]
    assert arrows
    assert all(arrow.source == arrow.target == "open" for arrow in arrows)


def test_what_is_handed_on_is_not_amended():
    with pytest.raises(RuleBroken):
        CANDIDATE_FLOW.arrow("handed_on", "amend")


def test_reasons_are_said_in_both_languages():
    reason = Reason("repeat", {"months": 6, "tickets": 3, "callers": 2, "least": 3})
    assert reason.text() == "6个月内3件、2人(3件起为重复)"
    assert reason.text("en").startswith("3 tickets from 2 callers")


def test_chance_brings_the_like_the_sooner_the_more_often_it_is_tried() -> None:
    assert recurrence_days(0.001, trials_a_day=1) == pytest.approx(1000)
    assert recurrence_days(1e-6, trials_a_day=1000) == pytest.approx(1000)
    assert recurrence_days(0, trials_a_day=1000) == math.inf
