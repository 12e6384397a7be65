"""Ballots on paper: what each kind allows, what can number one, why a project is not funded."""

from __future__ import annotations

import pytest

from xiaowei.domain.voting import (
    BALLOTS,
    COMPLETIONS,
    RULES,
    Ballot,
    ballot_fault,
    completion_of,
    doubled,
    is_ballot_number,
    lost_because,
    marks_fit,
    share_of_each,
    unfunded_because,
)


@pytest.mark.parametrize("text", ["1", "001", "A-12", "12-3-4", "abc1234"])
def test_short_numbers_number_a_ballot(text: str) -> None:
    assert is_ballot_number(text)


@pytest.mark.parametrize(
    "text", ["", "-", "1-", "王建国", "69876543", "13800138000", "1 2", "110101199003078811", "１"]
)
def test_what_could_be_somebody_numbers_none(text: str) -> None:
    assert not is_ballot_number(text)


@pytest.mark.parametrize(
    ("kind", "most", "values", "fault"),
    [
        ("approval", None, [1] * 9, ""),
        ("approval", 2, [1, 1, 1], "ballot_marks_over"),
        ("choose-1", None, [1], ""),
        ("choose-1", 5, [1, 1], "ballot_marks_over"),
        ("cumulative", 10, [4, 6], ""),
        ("cumulative", 10, [4, 7], "ballot_points_over"),
        ("ordinal", None, [2, 1, 3], ""),
        ("ordinal", 2, [2, 1, 3], "ballot_marks_over"),
        ("ordinal", None, [1, 3], "ballot_ranks"),
        ("ordinal", None, [], ""),
    ],
)
def test_a_kind_allows_what_it_allows(
    kind: str, most: int | None, values: list[int], fault: str
) -> None:
    assert ballot_fault(Ballot("1", tuple(enumerate(values, 1))), kind, most) == fault


def test_points_need_a_bound_and_the_others_may_have_one() -> None:
    assert not marks_fit("cumulative", None, 4)
    assert marks_fit("cumulative", 10, 4)
    assert not marks_fit("cumulative", 1001, 4)
    assert marks_fit("approval", None, 4)
    assert not marks_fit("approval", 5, 4)
    assert not marks_fit("guess", None, 4)


def test_a_doubled_number_is_found() -> None:
    assert doubled((Ballot("1"), Ballot("2"), Ballot("1"))) == "1"
    assert doubled((Ballot("1"), Ballot("2"))) == ""


def test_each_project_left_out_has_a_reason() -> None:
    assert unfunded_because(0, 10, 5) == "no_support"
    assert unfunded_because(3, 10, 5) == "too_dear"
    assert unfunded_because(3, 4, 5) == "too_little_left"


def test_what_supporters_lacked_is_told_apart() -> None:
    share = share_of_each(20_000_000, 37, 1618)
    assert round(share) == 702_341
    assert lost_because("too_little_left", 24, 18_225_000, share) == "out_of_reach"
    assert lost_because("too_little_left", 26, 18_225_000, share) == "spent_before"
    assert lost_because("too_little_left", 24, 18_225_000, None) == "too_little_left"
    assert lost_because("no_support", 0, 1, share) == "no_support"
    assert lost_because("too_dear", 40, 20_000_001, share) == "too_dear"


def test_the_lists_stand_once() -> None:
    assert len(RULES) == len(set(RULES)) == 6
    assert {completion_of(one) for one in COMPLETIONS} == set(COMPLETIONS)
    assert completion_of("guess") == "none"
    assert len(BALLOTS) == 4
