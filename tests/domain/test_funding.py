"""Home of the tests of the rules of money: one meaning each, and sums that can't break."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.funding import (
    FLOW,
    balance_fen,
    broken_sum,
    payable_fen,
    surplus_fen,
    to_return_fen,
)
from xiaowei.domain.instalments import CONDITIONS
from xiaowei.domain.wording import known_keys

AMOUNT = st.integers(0, 10**11)


def test_surplus_and_balance_of_the_unknown_are_unknown():
    assert surplus_fen(100, None) is None
    assert to_return_fen(100, None, 0) is None
    assert balance_fen(100, None, 0) is None
    assert surplus_fen(100, 90) == 10
    assert [to_return_fen(100, 90, returned) for returned in (0, 4, 10)] == [10, 6, 0]
    assert to_return_fen(80, 90, 0) == 0
    assert balance_fen(100, 60, 10) == 30


def test_the_first_sum_that_breaks_is_named():
    assert broken_sum(100, 100, 100, 100, 0) is None
    assert broken_sum(100, 101, None, None, 0) == ("disbursed_within_approved", 101, 100)
    assert broken_sum(100, 50, 51, None, 0) == ("paid_within_disbursed", 51, 50)
    assert broken_sum(100, 50, None, 101, 0) == ("settled_within_approved", 101, 100)
    assert broken_sum(100, 50, 41, 40, 0) == ("paid_within_settled", 41, 40)
    assert broken_sum(100, 50, None, None, 1) == ("returned_within_surplus", 1, 0)
    assert broken_sum(100, 50, None, 40, 11) == ("returned_within_surplus", 11, 10)
    assert broken_sum(100, 50, None, 60, 0) is None


@given(AMOUNT, AMOUNT, st.none() | AMOUNT, st.none() | AMOUNT, AMOUNT)
def test_books_that_hold_leave_nothing_negative(approved, disbursed, paid, settled, returned):
    if broken_sum(approved, disbursed, paid, settled, returned):
        return
    assert returned <= disbursed <= approved
    assert (paid or 0) <= disbursed and (settled or 0) <= approved
    assert settled is None or (paid or 0) <= settled
    assert (paid or 0) + returned <= disbursed


def test_finance_alone_moves_district_money():
    for action in ("disburse", "give_back", "claw_back"):
        assert {a.roles for a in FLOW.arrows if a.action == action} == {("finance",)}


def test_money_guards_are_books():
    papers = {g.code for a in FLOW.arrows for g in a.guards if g.kind == "papers"}
    assert papers == {
        "root_cause_named", "maintainer_named", "source_split", "disbursed_in_full",
        "disbursed_within_plan", "notice_over", "condition_met", "paid_within_condition",
        "settlement_audited", "second_person", "settled_after_accepted",
    }  # fmt: skip


def test_what_may_be_paid_is_what_was_disbursed_until_settlement_says_less():
    assert payable_fen(100, None, None, 100) == 100
    assert payable_fen(100, None, 30, 100) == 70
    assert payable_fen(100, 90, 30, 100) == 60
    assert payable_fen(80, 90, 80, 100) == 0
    assert payable_fen(100, 90, 30, 50) == 20
    assert payable_fen(100, None, 60, 50) == 0


def test_payments_go_on_after_settlement():
    assert {a.source for a in FLOW.arrows if a.action == "pay"} == {
        "disbursed", "settled", "given_back",
    }  # fmt: skip


def test_every_condition_has_words():
    assert {f"condition.{code}" for code in CONDITIONS} <= known_keys()
