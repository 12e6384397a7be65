"""Calendar months: a day moved never leaves its month, and first days come one after the other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.months import first_of, shifted

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2020, 8, 31), -6, date(2020, 2, 29)),
        (date(2020, 1, 15), -1, date(2019, 12, 15)),
        (date(2020, 1, 15), -13, date(2018, 12, 15)),
        (date(2020, 12, 31), -12, date(2019, 12, 31)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2020, 12, 1), 1, date(2021, 1, 1)),
    ],
)
def test_a_day_is_moved_within_its_month(day: date, months: int, moved: date) -> None:
    assert shifted(day, months) == moved


@given(DAYS, st.integers(-60, 60))
def test_first_days_come_one_after_the_other(day: date, months: int) -> None:
    first = first_of(day, months)
    assert first.day == 1
    assert first_of(first - timedelta(1), 1) == first
    assert first_of(first, -months) == day.replace(day=1)
