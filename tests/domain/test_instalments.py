"""Home of the tests of the plan of payments: what each condition allows, warranty, retention."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.instalments import (
    CONDITIONS,
    RETENTION_CAP,
    allowed_fen,
    met,
    most_allowed_fen,
    next_condition,
    plan_of,
    warranty_end,
    warranty_months,
)

SHARES = (0.30, 0.50, 0.17, 0.03)


def test_the_plan_in_shares_of_the_whole():
    assert [(step.condition, float(step.up_to)) for step in plan_of(SHARES)] == [
        ("start", 0.3), ("progress", 0.8), ("acceptance", 0.97), ("settlement", 0.97),
        ("retention", 1.0),
    ]  # fmt: skip


@given(st.integers(0, 10**13), st.none() | st.integers(0, 10**13))
def test_what_is_allowed_grows_to_the_whole_and_retention_is_capped(filed, settled):
    base = filed if settled is None else settled
    allowed = [allowed_fen(one, SHARES, filed, settled) for one in CONDITIONS]
    assert allowed == sorted(allowed) and allowed[-1] == base
    assert base - allowed[-2] <= base * RETENTION_CAP + 1
    assert most_allowed_fen(CONDITIONS[:2], SHARES, filed, settled) == allowed[1]
    assert most_allowed_fen((), SHARES, filed, settled) == 0


def test_a_policy_keeps_no_more_back_than_the_law_allows():
    assert allowed_fen("settlement", (0.3, 0.3, 0.3, 0.1), 100, 100) == 97


@pytest.mark.parametrize(
    ("accepted", "months", "end"),
    [
        (date(2022, 8, 15), 12, date(2023, 8, 15)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 12, 31), 60, date(2025, 12, 31)),
        (date(2020, 12, 1), 1, date(2021, 1, 1)),
        (None, 12, None),
    ],
)
def test_the_warranty_ends(accepted, months, end):
    assert warranty_end(accepted, months) == end


def test_months_by_type():
    assert warranty_months({"default": 12, "roof": 60}, "roof") == 60
    assert warranty_months({"default": 12, "roof": 60}, "road") == 12


def test_retention_is_met_the_day_after_a_known_warranty():
    end = date(2023, 8, 15)
    assert met(["start"], end, True, date(2023, 8, 16)) == ("start", "retention")
    assert met(["start"], end, True, end) == ("start",)
    assert met([], end, False, date(2024, 1, 1)) == ()
    assert met([], None, True, date(2099, 1, 1)) == () == met([], end, True, None)
    assert next_condition(("start",)) == "progress"
    assert next_condition(CONDITIONS) == "retention"
