"""Home of the proof that jumps end where single units end, at shares of hundreds of units."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from xiaowei.analysis.voting import raising
from xiaowei.analysis.voting.election import Election, election
from xiaowei.analysis.voting.greedy import fits, is_exhaustive
from xiaowei.analysis.voting.shares import Run, sheet_of
from xiaowei.domain.voting import MEASURES, Measure


def drawn(seed: int) -> Election:
    """Return a random election; some have few costs, so that many projects are equal."""
    chance = np.random.default_rng(seed)
    count, voters = chance.integers(2, 12), chance.integers(3, 60)
    costs = (
        chance.choice([500, 1000, 1500], count) if seed % 3 else chance.integers(50, 3000, count)
    )
    liked = [np.flatnonzero(chance.random(count) < chance.random()) for _ in range(voters)]
    begins = np.concatenate([[0], np.cumsum([len(one) for one in liked])])
    chosen = np.concatenate(liked).astype(np.int64)
    return election(
        [(str(at), Decimal(int(cost))) for at, cost in enumerate(costs)],
        Decimal(int(costs.sum() * chance.uniform(0.2, 0.9)) + 1), begins, chosen,
        chance.integers(1, 6, len(chosen)),
    )  # fmt: skip


def unit_by_unit(vote: Election, measure: Measure) -> tuple[tuple[int, ...], int]:
    sheet, raised = sheet_of(vote, measure), 0
    before = Run(vote, sheet, measure, 0).walk().winners
    while not is_exhaustive(vote, before):
        after = Run(vote, sheet, measure, raised + 1).walk().winners
        if not fits(vote, after):
            break
        before, raised = after, raised + 1
    return before, raised


@pytest.mark.parametrize("seed", range(40))
def test_jumps_end_where_single_units_end(seed):
    vote = drawn(seed)
    for measure in MEASURES:
        walk, raised = raising.raised_shares(vote, measure)
        assert (walk.winners, raised) == unit_by_unit(vote, measure)


def test_large_units_are_passed_over(monkeypatch):
    runs: list[int] = []

    class Counted(Run):
        def __init__(self, *given):
            runs.append(given[3])
            super().__init__(*given)

    monkeypatch.setattr(raising, "Run", Counted)
    ballots = [[0], [0], [0], [1], [1], [2]]
    begins, chosen = np.arange(7), np.array([one for ballot in ballots for one in ballot])
    costs = [("a", Decimal(3_000_000)), ("b", Decimal(2_500_000)), ("c", Decimal(2_000_000))]
    vote = election(costs, Decimal(6_000_000), begins, chosen, np.ones(6, np.int64))
    walk, raised = raising.raised_shares(vote, "cost")
    assert ([vote.projects[p] for p in walk.winners], raised) == (["a", "b"], 250_000)
    assert len(runs) < 10
