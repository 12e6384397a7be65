"""Home of an election with costs: projects in order of their names, equal ballots merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

from xiaowei.domain.errors import BadInput

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MOST_EXACT = 2**53
"""Above this floats leave out whole numbers."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix by rows: row r holds `columns` and `values` from `begins[r]` to `begins[r + 1]`."""

    begins: Ints
    columns: Ints
    values: Ints

    def __len__(self) -> int:
        return len(self.begins) - 1

    def turned(self, width: int) -> Rows:
        """Return the same matrix by its columns, of which there are `width`."""
        order = np.argsort(self.columns, kind="stable")
        owners = np.repeat(np.arange(len(self)), np.diff(self.begins))
        return Rows(begins_of(self.columns, width), owners[order], self.values[order])


@dataclass(frozen=True, slots=True)
class Election:
    """Who may choose what: amounts are whole numbers of 1/`scale` of a currency unit, points of 1/`fine`.

    `projects` are in order of their ids as strings, so a smaller index wins a tie. `ballots` are distinct
    ballots × projects with their points, `weights` how many voters cast each; `supporters` are the same,
    projects × ballots. Blank ballots count among `voters` only.
    """

    projects: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    scale: int
    fine: int
    voters: int
    ballots: Rows
    supporters: Rows
    weights: Ints

    @property
    def votes(self) -> Ints:
        """Return how many voters chose each project."""
        return np.bincount(
            self.ballots.columns, self._spread(self.weights), len(self.projects)
        ).astype(np.int64)

    @property
    def scores(self) -> Ints:
        """Return the points of each project, in 1/`fine`."""
        found = np.zeros(len(self.projects), np.int64)
        np.add.at(found, self.ballots.columns, self._spread(self.weights) * self.ballots.values)
        return found

    def amount(self, number: int) -> Decimal:
        """Return an amount in currency units."""
        return Decimal(number) / self.scale

    def _spread(self, by_ballot: Ints) -> Ints:
        return np.repeat(by_ballot, np.diff(self.ballots.begins))


def election(
    projects: Sequence[tuple[str, Decimal]],
    budget: Decimal,
    begins: Ints,
    choices: Ints,
    points: Sequence[Fraction] | Ints,
) -> Election:
    """Return the election of these projects (id, cost) and ballots, whatever order they come in.

    Ballot b chose `choices[begins[b]:begins[b + 1]]` (indices of `projects`) with as many `points` above 0.

    :raises BadInput: `vote_no_projects`, `vote_no_ballots`, `vote_budget`, `vote_cost`, `vote_too_exact`
    """
    if not projects:
        raise BadInput("vote_no_projects")
    if len(begins) < 2:
        raise BadInput("vote_no_ballots")
    if not (budget.is_finite() and budget > 0):
        raise BadInput("vote_budget", value=budget)
    for name, cost in projects:
        if not (cost.is_finite() and cost > 0):
            raise BadInput("vote_cost", name=name, value=cost)
    scale = lcm(*(amount.as_integer_ratio()[1] for amount in (budget, *(c for _, c in projects))))
    order = sorted(range(len(projects)), key=lambda at: projects[at][0])
    costs = tuple(int(projects[at][1] * scale) for at in order)
    if max(*costs, int(budget * scale)) >= MOST_EXACT:
        raise BadInput("vote_too_exact", value=max(budget, *(c for _, c in projects)))
    fine, whole = _whole(points)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    ballots, weights = _merged(begins, place[choices], whole)
    return Election(
        projects=tuple(projects[at][0] for at in order), costs=costs, budget=int(budget * scale),
        scale=scale, fine=fine, voters=len(begins) - 1, ballots=ballots,
        supporters=ballots.turned(len(order)), weights=weights,
    )  # fmt: skip


def begins_of(sorted_into: Ints, width: int) -> Ints:
    """Return where each of `width` rows begins, given the row of each entry."""
    return np.concatenate([[0], np.bincount(sorted_into, minlength=width).cumsum()]).astype(
        np.int64
    )


def _whole(points: Sequence[Fraction] | Ints) -> tuple[int, Ints]:
    """Return points as whole numbers of 1/fine.

    :raises BadInput: `vote_too_exact`
    """
    if isinstance(points, np.ndarray):
        return 1, points.astype(np.int64)
    fine = lcm(1, *{point.denominator for point in points})
    if fine * max(points, default=Fraction(0)) >= 2**40:
        raise BadInput("vote_too_exact", value=max(points))
    return fine, np.array([int(point * fine) for point in points], np.int64)


def _merged(begins: Ints, choices: Ints, points: Ints) -> tuple[Rows, Ints]:
    """Return the distinct ballots that are not blank, in one order for any order of voters and projects."""
    sizes = np.diff(begins)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((choices, owners))
    choices, points = choices[order], points[order]
    parts: list[tuple[Ints, Ints, Ints]] = []
    for size in np.unique(sizes[sizes > 0]):
        at = begins[:-1][sizes == size][:, None] + np.arange(size)
        both = np.concatenate([choices[at], points[at]], 1)
        order = np.lexsort(both.T[::-1])
        both = both[order]
        first = np.concatenate([[True], (both[1:] != both[:-1]).any(1)])
        counts = np.diff(np.append(np.flatnonzero(first), len(both)))
        parts.append((both[first, :size], both[first, size:], counts))
    empty = np.zeros(0, np.int64)
    lengths = [np.full(len(c), c.shape[1]) for c, _, _ in parts]
    return (
        Rows(
            np.concatenate([[0], np.concatenate([*lengths, empty]).cumsum()]).astype(np.int64),
            np.concatenate([*(c.ravel() for c, _, _ in parts), empty]),
            np.concatenate([*(p.ravel() for _, p, _ in parts), empty]),
        ),
        np.concatenate([*(n for _, _, n in parts), empty]).astype(np.int64),
    )
