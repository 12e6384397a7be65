"""A round's number is read however it is written; a district's own name for a round stays."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from xiaowei.domain.rounds import round_among, round_key

FIFTH = (
    "第五批",
    "5",
    "第5批",
    "第５批",
    "第 五 批",
    "五",
    "五批",
    "第五期",
    "2020年第五批",
    "2020年度第五批小微项目",
    "05",
    "第五批项目",
    "第五批次",
    "2020年五批",
)
OWN = (
    "增补",
    "第一批补充",
    "应急第一批",
    "第一批(二)",
    "一二批",
    "十批次一",
    "2020年",
    "批",
    "第批",
    "一 批外",
)


@dataclass
class Round:
    name: str


@pytest.mark.parametrize("said", FIFTH)
def test_one_number_is_one_round(said):
    assert round_key(said) == "5"


@pytest.mark.parametrize("said", OWN)
def test_a_name_of_its_own_stays(said):
    assert round_key(f" {said} ") == said


@pytest.mark.parametrize(
    ("said", "number"), [("第十批", "10"), ("第十一批", "11"), ("二十", "20"), ("第二十三批", "23")]
)
def test_tens_are_read(said, number):
    assert round_key(said) == number


def test_the_name_itself_goes_before_one_that_means_the_same():
    first, second, other = Round("第五批"), Round("5"), Round("第五批补充")
    assert round_among([first, second], "5") is second
    assert round_among([other, first, second], "2020年第五批") is first
    assert round_among([other], "5") is None
