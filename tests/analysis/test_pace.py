"""Home of the tests of pace: the arrays agree with the one-pair functions."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.analysis.pace import due_days, spread, working_days
from xiaowei.domain.errors import BadInput
from xiaowei.domain.workdays import Calendar

CALENDAR = Calendar(
    off=frozenset({date(2021, 5, 3), date(2021, 5, 4), date(2021, 5, 5)}),
    on=frozenset({date(2021, 4, 25), date(2021, 5, 8)}),
    first=date(2021, 1, 1),
    confirmed_to=date(2021, 12, 31),
)
DAYS = st.dates(date(2019, 1, 1), date(2050, 1, 1))


@given(st.lists(st.tuples(DAYS, st.integers(0, 500)), max_size=20))
def test_agrees_with_one_pair(spans: list[tuple[date, int]]) -> None:
    starts = np.array([start for start, _ in spans], dtype="datetime64[D]")
    ends = starts + np.array([length for _, length in spans], dtype="timedelta64[D]")
    expected = [CALENDAR.days(start, start + timedelta(days=n)) for start, n in spans]
    assert working_days(CALENDAR, starts, ends).tolist() == expected


@given(
    st.lists(
        st.tuples(st.dates(date(2021, 1, 1), date(2023, 1, 1)), st.integers(0, 200)), max_size=20
    )
)
def test_due_days_agree_with_one(asked: list[tuple[date, int]]) -> None:
    starts = np.array([start for start, _ in asked], dtype="datetime64[D]")
    counts = np.array([n for _, n in asked], dtype=np.int64)
    expected = [CALENDAR.due(start, n) for start, n in asked]
    assert due_days(CALENDAR, starts, counts).tolist() == expected


def test_backwards_is_refused() -> None:
    days = np.array(["2021-05-02", "2021-05-01"], dtype="datetime64[D]")
    with pytest.raises(BadInput) as refused:
        working_days(CALENDAR, days, days[::-1])
    assert refused.value.code == "days_backwards"


def test_a_start_before_the_calendar_has_no_due_day() -> None:
    with pytest.raises(BadInput) as refused:
        due_days(CALENDAR, np.array(["2020-01-01"], dtype="datetime64[D]"), np.array([3]))
    assert refused.value.code == "beyond_calendar"


def test_spread() -> None:
    assert spread(np.array([], dtype=np.int64)) is None
    found = spread(np.array([2, 4, 9]))
    assert found
    assert (found.n, found.mean, found.p50, found.min, found.max) == (3, 5.0, 4.0, 2, 9)
