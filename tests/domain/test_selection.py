"""Home of the tests of selection's rules: what an approval needs."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.selection import FLOW, amount_holds, approval_holds

YES = ("需要", "可行", "合理")


def weighed(**said):
    usual = {
        "applied_fen": 100, "applied_on": date(2020, 5, 1), "approved_fen": 100,
        "approved_on": date(2020, 5, 2), "questions": YES, "cut_reason": "",
    }  # fmt: skip
    return approval_holds(**(usual | said))


def broken(**said):
    return {code for code, holds in weighed(**said).items() if not holds}


def test_each_guard_is_weighed():
    assert broken() == set()
    assert broken(approved_fen=0, cut_reason="x") == {"approved_something"}
    assert broken(approved_fen=101, cut_reason="x") == {"approved_within_applied"}
    assert broken(approved_fen=99) == {"cut_explained"}
    assert broken(approved_on=date(2020, 4, 30)) == {"approved_after_applied"}
    assert broken(questions=("需要", "", "合理")) == {"three_questions"}


def test_the_guards_are_those_of_the_arrow():
    arrow = FLOW.arrow("in_review", "approve")
    assert {guard.code for guard in arrow.guards} == set(weighed())


def test_an_unknown_application_limits_nothing():
    assert "approved_within_applied" not in broken(applied_fen=None, applied_on=None)


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_never_more_than_was_asked(applied, approved):
    holds = weighed(applied_fen=applied, approved_fen=approved, cut_reason="核")
    assert holds["approved_within_applied"] == (approved <= applied)


def test_only_the_district_reviews():
    for action in ("begin_review", "approve", "send_back"):
        arrows = [a for a in FLOW.arrows if a.action == action]
        assert {a.roles for a in arrows} == {("district_office",)}


def test_sources_add_up_to_what_is_asked():
    def lacking(applied, *lines):
        holds = amount_holds(applied, lines, 100)
        return {code for code, is_held in holds.items() if not is_held}

    assert lacking(90, ("市级", 60), ("区级", 30)) == set()
    assert lacking(90, ("市级", 60)) == {"funds_add_up"}
    assert lacking(101, ("市级", 101)) == {"within_cap"}
    assert lacking(None, ("市级", 60)) == {"amount_known"}
    assert lacking(0) == {"amount_asked"}
