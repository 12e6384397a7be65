"""Home of the tests of the rules of works: running totals of sites and of the whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.delivery import FLOW, totals

ONE, TWO, THREE = date(2020, 6, 1), date(2020, 6, 2), date(2020, 6, 3)


def d(number):
    return Decimal(number)


def test_sites_are_added_up_day_by_day():
    found = totals([(1, ONE, d(10), None), (2, TWO, d(5), 3), (1, THREE, d(12), 2)])
    assert found == {ONE: (d(10), None), TWO: (d(15), 3), THREE: (d(17), 5)}


def test_a_total_of_the_whole_stands_instead_of_its_sites():
    found = totals([(1, ONE, d(10), None), (None, TWO, d(30), 4), (1, THREE, d(12), None)])
    assert found == {ONE: (d(10), None), TWO: (d(30), 4), THREE: (d(30), 4)}


def test_spaces_nobody_counted_again_stay():
    found = totals([(None, ONE, d(10), 7), (None, TWO, d(20), None)])
    assert found[TWO] == (d(20), 7)
    assert totals([(1, ONE, d(1), 7), (1, TWO, d(2), None)])[TWO] == (d(2), 7)


def test_a_quantity_nobody_measured_is_unknown_not_nothing():
    assert totals([(None, ONE, None, 7)]) == {ONE: (None, 7)}
    assert totals([(None, ONE, d(0), 7)]) == {ONE: (d(0), 7)}
    assert totals([(None, ONE, d(5), None), (None, TWO, None, 7)])[TWO] == (d(5), 7)
    assert totals([(1, ONE, d(5), None), (None, TWO, None, 7)])[TWO] == (d(5), 7)
    assert totals([(1, ONE, None, 2), (2, ONE, None, 3)])[ONE] == (None, 5)


def test_a_day_nobody_knows_comes_first():
    assert list(totals([(None, ONE, d(2), None), (None, None, d(1), None)])) == [None, ONE]
    assert totals([]) == {}


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 28), st.integers(0, 99)), max_size=20))
def test_the_last_total_is_the_sum_of_each_sites_last(measured):
    days: dict[tuple[int, int], int] = {(site, day): q for site, day, q in measured}
    rows = [(site, date(2020, 2, day), d(q), None) for (site, day), q in days.items()]
    last = {site: d(q) for (site, _), q in sorted(days.items(), key=lambda item: item[0][1])}
    if rows:
        assert list(totals(rows).values())[-1][0] == sum(last.values())


def test_acceptance_waits_for_the_finish():
    assert [a.source for a in FLOW.arrows if a.action == "accept"] == ["finished"]
