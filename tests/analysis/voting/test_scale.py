"""Home of the tests of large votes: many winners, many voters, ties all over."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from xiaowei.analysis.voting.election import Election, election
from xiaowei.analysis.voting.shares import equal_shares
from xiaowei.analysis.voting.tally import tally


def large(projects: int, voters: int, chosen: int, share: float, cost: int = 0) -> Election:
    """Return a vote in which some projects are far better known than others."""
    chance = np.random.default_rng(7)
    known = (1 / np.arange(1, projects + 1) ** 0.6).cumsum()
    cells = np.arange(voters).repeat(chosen) * projects
    cells += np.searchsorted(known, chance.random(voters * chosen) * known[-1]).clip(
        0, projects - 1
    )
    owners, choices = np.divmod(np.unique(cells), projects)
    costs = np.full(projects, cost) if cost else chance.lognormal(10, 1, projects).astype(int) + 1
    begins = np.concatenate([[0], np.bincount(owners, minlength=voters).cumsum()])
    named = [(f"P{at}", Decimal(int(one))) for at, one in enumerate(costs)]
    budget = Decimal(int(costs.sum() * share))
    return election(named, budget, begins, choices, np.ones(len(choices), np.int64))


def test_many_winners_need_no_recursion():
    vote = large(2_000, 4_000, 12, 0.7)
    found = tally(vote, "mes_card", "greedy")
    assert len(found.winners) > 1_190
    assert not found.violations


def test_many_equal_projects_are_decided_exactly():
    vote = large(300, 900, 8, 0.6, cost=1_000)
    walk = equal_shares(vote, "card")
    assert walk.ties
    for tie in walk.ties:
        assert walk.winners[tie.turn - 1] == min(tie.projects)


def test_one_voter_one_project():
    vote = election(
        [("a", Decimal("0.01"))], Decimal("0.01"), np.array([0, 1]), np.array([0]), np.array([1])
    )
    assert tally(vote, "mes_cost", "add1").winners == (0,)


def test_nobody_chose_anything():
    vote = large(3, 5, 0, 0.5, cost=10)
    for rule in ("mes_cost", "greedy_points"):
        assert tally(vote, rule, "add1u").winners == ()
