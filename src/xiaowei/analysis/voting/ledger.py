"""Home of the ledger: exact prices and money, in fractions, of an election that floats have walked.

A voter who is not drained has her share less her points times the price of each funded project she chose,
so what a set of voters has together is a sum over funded projects with whole coefficients. Nothing is
worked out before it is asked for.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import gcd

import numpy as np

from xiaowei.analysis.voting.election import Election, Ints
from xiaowei.analysis.voting.kernel import ROUND, Purse, Sheet

Entries = Ints
"""Places in the list of supporters of all projects."""


class Ledger:
    """Exact prices of the projects funded so far, and who can pay what."""

    def __init__(
        self, vote: Election, sheet: Sheet, purse: Purse, share: Fraction, *, by_points: bool
    ) -> None:
        self.vote, self.sheet, self.purse, self.share = vote, sheet, purse, share
        self._by_points = by_points
        self._tops: list[int] = []
        self._factors: list[int] = []
        self._bottoms = [share.denominator]

    @cached_property
    def points(self) -> Ints:
        """Return what each supporter's satisfaction is counted in, by entry."""
        values = self.vote.supporters.values
        return values if self._by_points else np.ones_like(values)

    def price(self, project: int, guess: float, spread: float) -> Fraction | None:
        """Return the exact price at which supporters pay a project's cost, None where they can't.

        `guess` is the price in floats, right within `spread`; whose money is too near to what is due then
        is weighed in fractions.
        """
        entries = self._able(project)
        points = self.sheet.points[entries]
        over = self.purse.money[self.sheet.voters[entries]] - points * guess
        margin = 4 * self.purse.slack[0] + 2 * points * spread
        near = abs(over) <= margin
        return self._price(
            project, entries[~near & (over < 0)], entries[~near & (over > 0)], entries[near]
        )

    def settle(self, turn: int, edges: Entries) -> list[Fraction]:
        """Return what the voters of these entries have left after a turn in which all others have paid."""
        project = int(self.purse.funded[turn])
        entries = np.arange(*self.sheet.begins[project : project + 2])
        drained = self.purse.drained[self.sheet.voters[entries]]
        rich = np.setdiff1d(entries[drained < 0], edges)
        price = self._price(project, entries[drained == turn], rich, edges, turn)
        if price is None:
            raise ArithmeticError
        return [self._money(at, turn) - int(self.points[at]) * price for at in edges]

    def _price(
        self, project: int, poor: Entries, rich: Entries, near: Entries, turn: int | None = None
    ) -> Fraction | None:
        """Return the exact price, one Newton step after the other from below among those who are near."""
        paid, units = self._sum(poor, turn), self._units(rich)
        left = [(self._money(at, turn), int(self.points[at]), self._weight(at)) for at in near]
        while total := units + sum(weight * points for _, points, weight in left):
            price = (self.vote.costs[project] - paid) / total
            drained = [one for one in left if one[0] < one[1] * price]
            if not drained:
                return price
            paid += sum(weight * money for money, _, weight in drained)
            left = [one for one in left if one[0] >= one[1] * price]
        return None

    def _able(self, project: int) -> Entries:
        """Return the entries of supporters who are not drained."""
        begin, end = self.sheet.begins[project : project + 2]
        entries = np.arange(begin, end)
        return entries[self.purse.drained[self.sheet.voters[begin:end]] < 0]

    def _units(self, entries: Entries) -> int:
        return int((self.vote.weights[self.sheet.voters[entries]] * self.points[entries]).sum())

    def _weight(self, entry: int) -> int:
        return int(self.vote.weights[self.sheet.voters[entry]])

    def _money(self, entry: int, until: int | None = None) -> Fraction:
        """Return the money of one voter of the ballot that holds an entry."""
        return self._sum(np.array([entry]), until) / self._weight(entry)

    def _sum(self, entries: Entries, until: int | None = None) -> Fraction:
        """Return what the voters of these entries have together before a turn, now by default."""
        if not len(entries):
            return Fraction(0)
        turns = int(self.purse.counters[ROUND]) if until is None else until
        while len(self._tops) < turns:
            self._take(len(self._tops))
        return Fraction(self._top(entries, turns), self._bottoms[turns])

    def _top(self, entries: Entries, turns: int) -> int:
        """Return the same as a count of 1/bottom before a turn, by Horner's rule."""
        ballots, voters = self.vote.ballots, self.sheet.voters[entries]
        sizes = ballots.begins[voters + 1] - ballots.begins[voters]
        at = np.repeat(ballots.begins[voters] - (sizes.cumsum() - sizes), sizes)
        at += np.arange(len(at))
        weights = self.vote.weights[voters]
        points = np.repeat(weights, sizes) * (ballots.values[at] if self._by_points else 1)
        spent = np.zeros(len(self.vote.projects), np.int64)
        np.add.at(spent, ballots.columns[at], points)
        top = int(weights.sum()) * self.share.numerator
        due = spent[self.purse.funded[:turns]].tolist()
        for point, price, factor in zip(due, self._tops, self._factors, strict=False):
            top = top * factor - point * price
        return top

    def _take(self, turn: int) -> None:
        """Take the exact price of a project that floats funded, by who was drained by it.

        The price of turn t is top / bottom, and each bottom is a multiple of the one before: no sum of
        prices needs a common divisor of long numbers.
        """
        project = int(self.purse.funded[turn])
        entries = np.arange(*self.sheet.begins[project : project + 2])
        drained = self.purse.drained[self.sheet.voters[entries]]
        poor, rich = entries[drained == turn], entries[(drained < 0) | (drained > turn)]
        units, bottom = self._units(rich), self._bottoms[turn]
        if units:
            top = self.vote.costs[project] * bottom - (self._top(poor, turn) if len(poor) else 0)
        else:  # nobody has anything left, so whoever paid most per point tells the price
            each = [
                (self._top(np.array([at]), turn), int(self.points[at]) * self._weight(at))
                for at in poor
            ]
            top, units = max(each, key=lambda one: Fraction(*one))
        common = gcd(top, units)
        self._tops.append(top // common)
        self._factors.append(units // common)
        self._bottoms.append(bottom * (units // common))
