"""Home of greedy: the project of the largest satisfaction per cost that still fits, again and again."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

import numpy as np

from xiaowei.analysis.voting.election import Election
from xiaowei.domain.voting import Measure


def greedy(
    vote: Election, measure: Measure, funded: Collection[int] = ()
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return what fits into the money that `funded` leaves, in order, and the groups that were equal.

    Of equal projects the one with the smaller id comes first; what nobody chose is left out.
    """
    worth = satisfaction(vote, measure)
    left = vote.budget - sum(vote.costs[project] for project in funded)
    ranked: dict[Fraction, list[int]] = {}
    for project, value in enumerate(worth):
        if value and project not in funded:
            ranked.setdefault(Fraction(value, vote.costs[project]), []).append(project)
    taken, ties = [], []
    for density in sorted(ranked, reverse=True):
        fitting = [project for project in ranked[density] if vote.costs[project] <= left]
        if len(fitting) > 1:
            ties.append(tuple(fitting))
        for project in fitting:
            if vote.costs[project] <= left:
                taken.append(project)
                left -= vote.costs[project]
    return tuple(taken), tuple(ties)


def satisfaction(vote: Election, measure: Measure) -> list[int]:
    """Return the voters' satisfaction with each project, all of them together."""
    if measure == "points":
        return [int(score) for score in vote.scores]
    votes = [int(count) for count in vote.votes]
    if measure == "card":
        return votes
    return [count * cost for count, cost in zip(votes, vote.costs, strict=True)]


def fits(vote: Election, winners: Collection[int]) -> bool:
    """Tell whether winners cost no more than the budget."""
    return sum(vote.costs[project] for project in winners) <= vote.budget


def is_exhaustive(vote: Election, winners: Collection[int]) -> bool:
    """Tell whether no other project that somebody chose fits beside the winners."""
    left = vote.budget - sum(vote.costs[project] for project in winners)
    winners = set(winners)
    chosen = np.diff(vote.supporters.begins).tolist()
    return all(
        cost > left or project in winners or not ballots
        for project, (cost, ballots) in enumerate(zip(vote.costs, chosen, strict=True))
    )
