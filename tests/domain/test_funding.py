"""Home of the tests of the rules of money: one meaning each, and sums that can't break."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.funding import FLOW, balance_fen, broken_sum, surplus_fen

AMOUNT = st.integers(0, 10**11)


def test_surplus_and_balance_of_the_unknown_are_unknown():
    assert surplus_fen(100, None, 0) is None
    assert balance_fen(100, None, 0) is None
    assert surplus_fen(100, 90, 0) == 10
    assert surplus_fen(100, 90, 10) == 0
    assert balance_fen(100, 60, 10) == 30


def test_the_first_sum_that_breaks_is_named():
    assert broken_sum(100, 100, 100, 100, 0) is None
    assert broken_sum(100, 101, None, None, 0) == ("disbursed_within_approved", 101, 100)
    assert broken_sum(100, 50, 51, None, 0) == ("paid_within_disbursed", 51, 50)
    assert broken_sum(100, 50, None, 101, 0) == ("settled_within_approved", 101, 100)
    assert broken_sum(100, 50, None, None, 51) == ("returned_within_surplus", 51, 50)


@given(AMOUNT, AMOUNT, st.none() | AMOUNT, st.none() | AMOUNT, AMOUNT)
def test_books_that_hold_leave_nothing_negative(approved, disbursed, paid, settled, returned):
    if broken_sum(approved, disbursed, paid, settled, returned):
        return
    assert returned <= disbursed <= approved
    assert (paid or 0) <= disbursed and (settled or 0) <= approved


def test_finance_alone_moves_district_money():
    for action in ("disburse", "give_back"):
        assert {a.roles for a in FLOW.arrows if a.action == action} == {("finance",)}


def test_money_guards_are_books():
    papers = {g.code for a in FLOW.arrows for g in a.guards if g.kind == "papers"}
    assert papers == {"root_cause_named", "maintainer_named", "disbursed_in_full", "condition_met"}
