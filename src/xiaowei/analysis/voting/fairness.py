"""Home of fairness: groups of voters who agree on a project, could pay for it, and got less (EJR+).

Extended justified representation plus (Brill and Peters 2023), up to one project, for additive
satisfaction and costs: an outcome breaks it if a project was not funded although a group of its supporters,
each with an equal share of the budget, could pay its cost in proportion to their satisfaction and each of
them would still be no better off, with the project added to the outcome, than by spending her whole
share at the price that the group would have paid. With one cost and one seat each this is EJR+ itself; the
Method of Equal Shares keeps it (proof of theorem 2 in Peters, Pierczyński, Skowron 2021).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.voting.election import Election, Ints
from xiaowei.domain.voting import Measure

_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Violation:
    """A project that so many supporters could have paid for, none of whom got what they could claim."""

    project: int
    voters: int


def violations(vote: Election, measure: Measure, winners: Collection[int]) -> tuple[Violation, ...]:
    """Return the projects for which an outcome breaks EJR+ up to one project, each with its largest group."""
    worth = np.array(vote.costs if measure == "cost" else [1] * len(vote.costs))
    by_points = measure == "points"
    got = _satisfaction(vote, worth, winners, by_points=by_points)
    found = []
    for project in sorted(set(range(len(vote.projects))) - set(winners)):
        begin, end = vote.supporters.begins[project : project + 2]
        ballots = vote.supporters.columns[begin:end]
        points = vote.supporters.values[begin:end] if by_points else np.ones_like(ballots)
        would = got[ballots] + points * worth[project]
        voters = _largest_group(vote, project, would, points, int(worth[project]))
        if voters:
            found.append(Violation(project, voters))
    return tuple(found)


def _satisfaction(
    vote: Election, worth: Ints, winners: Collection[int], *, by_points: bool
) -> Ints:
    """Return what the winners are worth to the voters of each ballot."""
    won = np.zeros(len(worth), np.int64)
    won[list(winners)] = worth[list(winners)]
    values = vote.ballots.values if by_points else np.ones_like(vote.ballots.values)
    until = np.concatenate([[0], (values * won[vote.ballots.columns]).cumsum()])
    return np.asarray(until[vote.ballots.begins[1:]] - until[vote.ballots.begins[:-1]], np.int64)


def _largest_group(vote: Election, project: int, would: Ints, points: Ints, worth: int) -> int:
    """Return how many voters are in the largest group that was left out, 0 if there is none.

    Supporters join by what they would have, the worst off first.
    """
    begin, end = vote.supporters.begins[project : project + 2]
    weights = vote.weights[vote.supporters.columns[begin:end]]
    order = np.argsort(would, kind="stable")
    would, weights, points = would[order], weights[order], points[order]
    claims = (points * weights).cumsum()
    last = np.append(would[1:] != would[:-1], True)[: len(would)]
    due = would.astype(np.float64) * vote.costs[project] * vote.voters
    likely = last & (due <= claims * float(worth) * vote.budget * (1 + _NEAR))
    for at in np.flatnonzero(likely)[::-1]:
        claim = int(claims[at]) * worth * vote.budget
        if int(would[at]) * vote.costs[project] * vote.voters <= claim:
            return int(weights[: at + 1].sum())
    return 0
