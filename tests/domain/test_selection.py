"""Home of the tests of selection's rules: what an approval needs."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.selection import FLOW, amount_holds, approval_holds, approved_lines

YES = ("需要", "可行", "合理")


def weighed(**said):
    usual = {
        "applied_fen": 100, "applied_on": date(2020, 5, 1), "approved_fen": 100,
        "approved_on": date(2020, 5, 2), "questions": YES, "cut_reason": "",
        "asked_lines": (("区级", 1000),),
    }  # fmt: skip
    lines = {"lines": (("区级", said.get("approved_fen", 100)),)}
    return approval_holds(**(usual | lines | said))


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
    assert {guard.code for guard in arrow.guards} == set(weighed()) | {
        "site_visited",
        "opinions_in",
    }


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


def test_what_is_approved_of_each_source_adds_up_or_is_not_guessed():
    both = (("市级", 60), ("区级", 40))
    assert approved_lines((("区级", 100),), 90) == (("区级", 90),)
    assert approved_lines(both, 100) == both
    assert approved_lines(both, 90) == ()
    weigh = {"asked_lines": both, "approved_fen": 90}
    assert weighed(**weigh, lines=(("市级", 60), ("区级", 30)))["approved_lines_add_up"]
    assert not weighed(**weigh, lines=(("市级", 50), ("区级", 40), ("镇街", 0)))[
        "approved_lines_add_up"
    ]
    assert not weighed(**weigh, lines=(("市级", 61), ("区级", 29)))["approved_lines_add_up"]
