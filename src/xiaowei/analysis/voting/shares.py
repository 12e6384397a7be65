"""Home of the Method of Equal Shares (Peters, Pierczyński, Skowron 2021) with exact decisions.

Every voter gets an equal share of the budget. A project is funded if its supporters have its cost; each
pays in proportion to her satisfaction, or all she has. The project that costs least per satisfaction comes
first; of equal ones that with the smaller id.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from xiaowei.analysis.voting import kernel
from xiaowei.analysis.voting.election import Election, Ints
from xiaowei.analysis.voting.kernel import Purse, Sheet
from xiaowei.analysis.voting.ledger import Ledger
from xiaowei.domain.voting import Measure


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects that were exactly equal at a turn (from 1); the first was taken."""

    turn: int
    projects: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paid:
    """A funded project: how many paid for it, and how much the one who paid most."""

    project: int
    payers: int
    most: float


@dataclass(frozen=True, slots=True)
class Walk:
    """What a run funded, in order, with the ties it met."""

    paid: tuple[Paid, ...]
    ties: tuple[Tie, ...]

    @property
    def winners(self) -> tuple[int, ...]:
        """Return the funded projects in order of funding."""
        return tuple(one.project for one in self.paid)


def sheet_of(vote: Election, measure: Measure) -> Sheet:
    """Return an election as the kernel takes it."""
    entries, weights = vote.supporters, vote.weights.astype(np.float64)
    points = weights[entries.columns]
    if measure == "points":
        points *= entries.values
    costs = np.array(vote.costs, np.float64)
    gains = costs if measure == "cost" else np.ones_like(costs)
    sums = np.concatenate([[0.0], points.cumsum()])
    units = sums[entries.begins[1:]] - sums[entries.begins[:-1]]
    floors = np.where(units > 0, costs / np.maximum(units, 1) / gains, np.inf)
    return Sheet(entries.begins, entries.columns, points, costs, gains, weights, floors)


def equal_shares(vote: Election, measure: Measure, raised: int = 0) -> Walk:
    """Return what the Method of Equal Shares funds, `raised` currency units added to every voter's share."""
    return Run(vote, sheet_of(vote, measure), measure, raised).walk()


class Run:
    """One run of the method, floats ahead and fractions where these are too near to call."""

    def __init__(self, vote: Election, sheet: Sheet, measure: Measure, raised: int) -> None:
        self.vote, self.sheet, self.measure = vote, sheet, measure
        self.share = share_of(vote, raised)
        self.purse = purse_of(sheet, self.share)
        self.ledger = Ledger(vote, sheet, self.purse, self.share, by_points=measure == "points")
        self.ties: list[Tie] = []

    def walk(self) -> Walk:
        """Fund what can be funded."""
        while (state := kernel.advance(self.sheet, self.purse)) != kernel.DONE:
            if state == kernel.DECIDE:
                self._decide()
            self._settle()
        turns, purse = int(self.purse.counters[kernel.ROUND]), self.purse
        paid = zip(purse.funded, purse.payers, purse.most, strict=True)
        return Walk(
            tuple(Paid(int(p), int(n), float(m)) for p, n, m in list(paid)[:turns]),
            tuple(self.ties),
        )

    def key(self, project: int) -> Fraction | None:
        """Return the exact key of a project that was looked at in this turn, None if it is beyond means."""
        gain = self.vote.costs[project] if self.measure == "cost" else 1
        scale = self.sheet.gains[project]
        guess, spread = self.purse.key[project] * scale, self.purse.near[project] * scale
        price = self.ledger.price(project, float(guess), float(spread))
        return None if price is None else price / gain

    def _decide(self) -> None:
        """Fund the project whose exact key is smallest, of equal ones the first.

        Where one turns out to be beyond means, nothing is funded yet: floats stopped looking at its key.
        """
        purse, stamp = self.purse, self.purse.counters[kernel.STAMP]
        looked = np.flatnonzero((purse.status == kernel.OPEN) & (purse.fresh == stamp))
        exact: dict[int, Fraction] = {}
        for project in looked[np.argsort(purse.low[looked], kind="stable")].tolist():
            if exact and purse.low[project] > float(min(exact.values())) * (1 + kernel.NEAR):
                break
            if (key := self.key(project)) is None:
                purse.status[project] = kernel.OUT
                return
            exact[project] = key
        best = min(exact.values())
        equal = sorted(project for project, key in exact.items() if key == best)
        if len(equal) > 1:
            self.ties.append(Tie(int(purse.counters[kernel.ROUND]) + 1, tuple(equal)))
        purse.key[equal[0]] = float(best)
        kernel.pay(self.sheet, purse, equal[0])

    def _settle(self) -> None:
        """Decide in fractions who is drained by what was funded last, where floats left it open."""
        purse = self.purse
        count = int(purse.counters[kernel.EDGE_COUNT])
        if not count:
            return
        purse.counters[kernel.EDGE_COUNT] = 0
        turn, edges = int(purse.counters[kernel.ROUND]) - 1, purse.edges[:count].copy()
        for entry, left in zip(edges, self.ledger.settle(turn, edges), strict=True):
            voter = self.sheet.voters[entry]
            purse.money[voter] = max(0.0, float(left) * self.sheet.weights[voter])
            if left <= 0:
                purse.drained[voter] = turn


def share_of(vote: Election, raised: int) -> Fraction:
    """Return what each voter has before the first turn."""
    return Fraction(vote.budget, vote.voters) + raised * vote.scale


def purse_of(sheet: Sheet, exact: Fraction) -> Purse:
    """Return the purse of a run before its first turn."""
    share = float(exact)
    projects, voters, floor = len(sheet.costs), len(sheet.weights), sheet.floors
    status = np.where(floor < np.inf, kernel.OPEN, kernel.OUT).astype(np.int64)
    return Purse(
        money=sheet.weights * share, drained=_filled(voters, -1), status=status,
        start=floor.copy(), low=floor * (1 - kernel.NEAR), key=floor.copy(),
        near=floor * kernel.NEAR, fresh=_filled(projects, -1), doubt=_filled(projects, 0),
        funded=_filled(projects, -1), prices=np.zeros(projects), most=np.zeros(projects),
        payers=_filled(projects, 0), edges=_filled(int(np.diff(sheet.begins).max(initial=1)), 0),
        slack=np.array([2 * kernel.EPSILON * share * sheet.weights.sum()]), counters=_filled(4, 0),
    )  # fmt: skip


def _filled(size: int, value: int) -> Ints:
    return np.full(size, value, np.int64)
