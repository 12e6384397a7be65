"""Home of the tests of the working-day clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.errors import BadInput
from xiaowei.domain.workdays import Calendar

# May 2020 as announced: free from Friday 1 to Tuesday 5, make-up work on Sat 9 May.
MAY = Calendar(
    off=frozenset(date(2020, 5, day) for day in range(1, 6)),
    on=frozenset({date(2020, 5, 9)}),
    first=date(2020, 1, 1),
    confirmed_to=date(2020, 12, 31),
)
DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))


def slowly(calendar: Calendar, start: date, end: date) -> int:
    return sum(calendar.is_workday(start + timedelta(i)) for i in range((end - start).days + 1))


def test_holidays_and_make_up_days_beat_the_weekday():
    assert not MAY.is_workday(date(2020, 5, 4))
    assert MAY.is_workday(date(2020, 5, 9))
    assert not MAY.is_workday(date(2020, 5, 10))


def test_both_ends_count():
    assert MAY.days(date(2020, 6, 8), date(2020, 6, 9)) == 2
    assert MAY.days(date(2020, 6, 8), date(2020, 6, 8)) == 1
    assert MAY.days(date(2020, 6, 6), date(2020, 6, 7)) == 0
    assert MAY.days(date(2020, 4, 30), date(2020, 5, 9)) == 5


def test_a_deadline_counts_from_the_next_working_day():
    assert MAY.due(date(2020, 4, 30), 1) == date(2020, 5, 6)
    assert MAY.due(date(2020, 4, 30), 4) == date(2020, 5, 9)
    assert MAY.due(date(2020, 4, 30), 5) == date(2020, 5, 11)
    assert MAY.due(date(2020, 5, 2), 1) == date(2020, 5, 6)
    assert MAY.due(date(2020, 5, 2), 0) == date(2020, 5, 2)


def test_beyond_the_last_notice_weekdays_count_and_nothing_is_confirmed():
    assert MAY.is_workday(date(2021, 10, 1))
    assert not MAY.confirmed(date(2021, 10, 1))
    assert not MAY.confirmed(date(2019, 12, 31))
    assert MAY.confirmed(date(2020, 12, 31))


def test_backwards_and_absurd_counts_are_refused():
    with pytest.raises(BadInput) as refusal:
        MAY.days(date(2020, 6, 9), date(2020, 6, 8))
    assert refusal.value.code == "days_backwards"
    assert "2020-06-09" in refusal.value.text()
    for count in (-1, 10_001):
        with pytest.raises(BadInput, match="工作日天数"):
            MAY.due(date(2020, 6, 9), count)


def test_the_table_gives_the_same_as_the_clock():
    a, b = (date(2020, 4, 30) - MAY.first).days, (date(2020, 5, 9) - MAY.first).days
    assert MAY.table[b + 1] - MAY.table[a] == 5
    assert MAY.table[0] == 0


@given(DAYS, st.integers(0, 800))
def test_days_agree_with_counting_one_by_one(start: date, length: int):
    end = start + timedelta(length)
    assert MAY.days(start, end) == slowly(MAY, start, end)


@given(DAYS, st.integers(0, 800), st.integers(0, 800))
def test_days_add_up(start: date, first: int, second: int):
    middle = start + timedelta(first)
    end = middle + timedelta(1 + second)
    later = middle + timedelta(1)
    assert MAY.days(start, end) == MAY.days(start, middle) + MAY.days(later, end)


@given(DAYS, st.integers(1, 300))
def test_due_and_days_are_inverse(start: date, count: int):
    due = MAY.due(start, count)
    assert MAY.is_workday(due)
    assert MAY.days(start + timedelta(1), due) == count


@given(DAYS, st.integers(0, 300))
def test_a_longer_deadline_is_never_earlier(start: date, count: int):
    assert MAY.due(start, count) < MAY.due(start, count + 1)


@pytest.mark.parametrize(
    ("day", "pressing"),
    [(7, "run"), (8, "run"), (9, "near"), (10, "near"), (11, "near"), (12, "over")],
)
def test_a_deadline_presses_from_its_eve_on(day: int, pressing: str):
    """Due on Monday 11 May; its eve is the make-up work on Saturday."""
    assert MAY.pressing(date(2020, 5, 11), date(2020, 5, day)) == pressing
