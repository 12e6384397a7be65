"""Home of spending: where the shares went of those who chose what Equal Shares did not fund."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.voting.election import Election, Floats, Ints
from xiaowei.analysis.voting.shares import share_of
from xiaowei.domain.voting import Measure


@dataclass(frozen=True, slots=True)
class Spending:
    """Of the supporters of an unfunded project together: what they have `left`, and what `went` where.

    Amounts are in 1/scale of a currency unit, to the accuracy of floats; `went` names funded projects,
    the largest amount first.
    """

    project: int
    left: float
    went: tuple[tuple[int, float], ...]


def spendings(
    vote: Election, measure: Measure, paid: Sequence[int], raised: int
) -> tuple[Spending, ...]:
    """Return for each chosen project that shares did not pay for how far its supporters' shares go.

    `paid` are the projects that shares paid for, in order of funding, each share `raised` by so many
    currency units.
    """
    projects = len(vote.projects)
    money = np.full(len(vote.weights), float(share_of(vote, raised)))
    went = np.zeros((len(paid), projects))
    for turn, project in enumerate(paid):
        begin, end = vote.supporters.begins[project : project + 2]
        ballots = vote.supporters.columns[begin:end]
        points = vote.supporters.values[begin:end] if measure == "points" else np.ones(len(ballots))
        each = np.zeros(len(money))
        each[ballots] = _dues(
            money[ballots], vote.weights[ballots], points.astype(np.float64), vote.costs[project]
        )
        money -= each
        went[turn] = _together(vote, each)
    left, votes = _together(vote, money), vote.votes
    return tuple(
        Spending(at, float(left[at]), _largest_first(paid, went[:, at]))
        for at in range(projects)
        if votes[at] and at not in paid
    )


def _dues(money: Floats, weights: Ints, points: Floats, cost: int) -> Floats:
    """Return what each pays: the same price a point, or all she has where that is less."""
    order = np.argsort(money / points, kind="stable")
    has, count, point = money[order], weights[order], points[order]
    poor = np.concatenate([[0.0], (has * count).cumsum()[:-1]])
    units = (point * count)[::-1].cumsum()[::-1]
    prices = (cost - poor) / units
    fits = np.flatnonzero(prices <= has / point)
    price = prices[fits[0]] if len(fits) else np.inf
    return np.minimum(money, points * price)


def _together(vote: Election, each: Floats) -> Floats:
    """Return by project what its supporters have together of an amount that each voter has."""
    sizes = np.diff(vote.ballots.begins)
    weighed = np.repeat(each * vote.weights, sizes)
    return np.asarray(np.bincount(vote.ballots.columns, weighed, len(vote.projects)), np.float64)


def _largest_first(paid: Sequence[int], went: Floats) -> tuple[tuple[int, float], ...]:
    order = np.argsort(-went, kind="stable")
    return tuple((paid[at], float(went[at])) for at in order if went[at] > 0)
