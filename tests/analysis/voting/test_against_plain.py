"""Home of the proofs that floats with fractions behind them do what fractions alone do."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.voting.plain import Plain
from xiaowei.analysis.voting.election import Election, election
from xiaowei.analysis.voting.fairness import violations
from xiaowei.analysis.voting.shares import equal_shares
from xiaowei.analysis.voting.tally import tally
from xiaowei.domain.voting import COMPLETIONS, MEASURES, RULES


@st.composite
def elections(draw: st.DrawFn, most_cost: int = 12, most_points: int = 3) -> Election:
    """Draw a small election with many exact ties and borders."""
    count = draw(st.integers(1, 7))
    costs = draw(st.lists(st.integers(1, most_cost), min_size=count, max_size=count))
    ballot = st.dictionaries(st.integers(0, count - 1), st.integers(1, most_points), max_size=count)
    ballots = draw(st.lists(ballot, min_size=1, max_size=9))
    names = draw(st.permutations([str(n) for n in range(8, 8 + count)]))
    return made(names, costs, ballots, draw(st.integers(1, 40)))


def made(
    names: list[str], costs: list[int], ballots: list[dict[int, int]], budget: int
) -> Election:
    begins = np.concatenate([[0], np.cumsum([len(ballot) for ballot in ballots])])
    chosen = np.array([p for ballot in ballots for p in ballot], np.int64)
    points = np.array([v for ballot in ballots for v in ballot.values()], np.int64)
    projects = [(name, Decimal(cost)) for name, cost in zip(names, costs, strict=True)]
    return election(projects, Decimal(budget), begins.astype(np.int64), chosen, points)


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=40, deadline=None)
@given(vote=elections())
def test_shares_are_those_of_fractions_alone(measure, vote):
    plain = Plain(vote, measure)
    for raised in (0, 1, 3):
        assert list(equal_shares(vote, measure, raised).winners) == plain.shares(raised)


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=40, deadline=None)
@given(vote=elections(most_cost=30, most_points=7))
def test_raising_ends_where_single_steps_end(measure, vote):
    found, (winners, raised) = tally(vote, f"mes_{measure}", "add1"), Plain(vote, measure).add_one()
    assert (list(found.winners), found.raised) == (winners, raised)


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=40, deadline=None)
@given(vote=elections())
def test_completions_and_greedy_and_fairness(measure, vote):
    plain = Plain(vote, measure)
    shares, raised = plain.shares(), plain.add_one()[0]
    expected = {
        ("mes", "greedy"): shares + plain.greedy(shares),
        ("mes", "add1u"): raised + plain.greedy(raised),
        ("greedy", "none"): plain.greedy([]),
        ("greedy", "add1"): plain.greedy([]),
    }
    for (method, completion), winners in expected.items():
        found = tally(vote, f"{method}_{measure}", completion)
        assert list(found.winners) == winners
        assert {one.project for one in found.violations} == plain.left_out(winners)


@settings(max_examples=40, deadline=None)
@given(vote=elections())
def test_equal_shares_leave_no_group_out(vote):
    for measure in MEASURES:
        for completion in COMPLETIONS:
            assert tally(vote, f"mes_{measure}", completion).violations == ()


@settings(max_examples=40, deadline=None)
@given(vote=elections(), chance=st.randoms())
def test_no_order_of_projects_and_voters_matters(vote, chance):
    rows = vote.ballots
    names, costs = list(vote.projects), list(vote.costs)
    ballots = [
        dict(zip(
            rows.columns[rows.begins[b] : rows.begins[b + 1]].tolist(),
            rows.values[rows.begins[b] : rows.begins[b + 1]].tolist(), strict=True,
        ))
        for b in range(len(rows)) for _ in range(vote.weights[b])
    ]  # fmt: skip
    ballots += [{}] * (vote.voters - len(ballots))
    order = list(range(len(names)))
    chance.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    turned = [{place[p]: v for p, v in ballot.items()} for ballot in ballots]
    chance.shuffle(turned)
    other = made([names[at] for at in order], [costs[at] for at in order], turned, vote.budget)
    for rule in RULES:
        assert tally(other, rule, "add1u").winners == tally(vote, rule, "add1u").winners


def test_a_group_left_out_by_greedy_is_told():
    vote = made(["a", "b", "c"], [6, 6, 4], [{0: 1, 1: 1}] * 6 + [{2: 1}] * 4, 12)
    found = tally(vote, "greedy_cost")
    assert [vote.projects[p] for p in found.winners] == ["a", "b"]
    assert [(vote.projects[one.project], one.voters) for one in found.violations] == [("c", 4)]
    assert violations(vote, "cost", tally(vote, "mes_cost", "greedy").winners) == ()
