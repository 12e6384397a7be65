"""Where the shares of supporters went whose project was not funded: nothing is lost, nothing suffices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaowei.analysis.voting.election import Election, election
from xiaowei.analysis.voting.raising import raised_shares
from xiaowei.analysis.voting.spending import spendings

BALLOT = st.dictionaries(st.integers(0, 4), st.integers(1, 5), max_size=4)


def held(costs: list[int], budget: int, ballots: list[dict[int, int]]) -> Election:
    """Return the election of these costs and ballots."""
    projects = [(f"P{at}", Decimal(cost)) for at, cost in enumerate(costs)]
    begins = np.array([0, *(len(one) for one in ballots)], np.int64).cumsum()
    choices = np.array([place for one in ballots for place in one], np.int64)
    points = np.array([point for one in ballots for point in one.values()], np.int64)
    return election(projects, Decimal(budget), begins, choices, points)


@settings(deadline=None)  # the first count compiles its method
@given(
    costs=st.lists(st.integers(1, 60), min_size=5, max_size=5),
    budget=st.integers(10, 100),
    ballots=st.lists(BALLOT, min_size=1, max_size=9),
    measure=st.sampled_from(("cost", "card", "points")),
)
def test_left_and_gone_are_all_there_was_and_less_than_the_cost(
    costs: list[int], budget: int, ballots: list[Any], measure: Literal["cost", "card", "points"]
) -> None:
    vote = held(costs, budget, ballots)
    walk, raised = raised_shares(vote, measure)
    share = budget / len(ballots) + raised
    for one in spendings(vote, measure, walk.winners, raised):
        assert one.left < vote.costs[one.project] + 1e-6
        gone = sum(much for _, much in one.went)
        assert one.left + gone == pytest.approx(int(vote.votes[one.project]) * share * vote.scale)
        assert [much for _, much in one.went] == sorted((m for _, m in one.went), reverse=True)


def test_each_pays_the_same_or_all_she_has() -> None:
    both, second = {0: 1, 1: 1}, {1: 1, 2: 1}
    vote = held([6, 8, 9], 20, [both, both, second, second])
    (found,) = spendings(vote, "cost", (0, 1), 0)
    # 5 each; the first two pay 3 each for P0 and have 2, so P1 costs them 2 and the others 2 as well
    assert (found.project, found.left, found.went) == (2, 6.0, ((1, 4.0),))
