"""The three rates 三率: the worked example of the plan, what nobody told, exact sums."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.policy import RateRule
from xiaowei.domain.rates import Tally, change

WEIGHTS = RateRule(10, 45, 45)


def test_the_worked_example():
    told = Tally(100, 0, 100, 98, 80, 60, 80, 66)
    assert told.percents == (Decimal("98.00"), Decimal("75.00"), Decimal("82.50"))
    assert told.score(WEIGHTS) == Decimal("80.675")


def test_a_ticket_that_does_not_say_was_not_contacted_where_others_say():
    assert Tally(100, 0, 98, 98).percents[0] == Decimal("98.00")


def test_what_nobody_told_is_no_rate():
    told = Tally(100, 3, 0, 0, 80, 60, 0, 0)
    assert told.percents == (None, Decimal("75.00"), None)
    assert told.score(WEIGHTS) is None
    assert told.score(RateRule(0, 100, 0)) == Decimal("75.000")
    assert Tally().percents == (None, None, None)


@given(st.lists(st.lists(st.integers(0, 50), min_size=8, max_size=8), max_size=5))
def test_tallies_add_up(parts):
    tallies = [Tally(*one) for one in parts]
    whole = sum(tallies, Tally())
    assert whole == Tally(*(sum(one[i] for one in parts) for i in range(8)))


def test_a_change_from_nothing_is_no_percentage():
    assert change(120, 100) == Decimal("20.0")
    assert change(0, 8) == Decimal("-100.0")
    assert change(3, 0) is None
