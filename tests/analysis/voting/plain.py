"""Home of the plain reference: the rules in fractions, one step at a time, as their definitions read."""

from __future__ import annotations

from fractions import Fraction

from xiaowei.analysis.voting.election import Election

Price = tuple[Fraction, str, int]


class Plain:
    """An election as nested lists: what each single voter gives each project."""

    def __init__(self, vote: Election, measure: str) -> None:
        self.vote = vote
        self.costs = [Fraction(cost, vote.scale) for cost in vote.costs]
        self.budget = Fraction(vote.budget, vote.scale)
        self.worth: list[dict[int, Fraction]] = []
        rows = vote.ballots
        for ballot in range(len(rows)):
            mine = range(rows.begins[ballot], rows.begins[ballot + 1])
            worth = {
                int(rows.columns[at]): self._worth(
                    int(rows.columns[at]), int(rows.values[at]), measure
                )
                for at in mine
            }
            self.worth += [worth] * int(vote.weights[ballot])
        self.worth += [{}] * (vote.voters - len(self.worth))

    def _worth(self, project: int, points: int, measure: str) -> Fraction:
        return {"cost": self.costs[project], "card": Fraction(1), "points": Fraction(points)}[
            measure
        ]

    def shares(self, raised: int = 0) -> list[int]:
        """Return what the Method of Equal Shares funds."""
        money = [self.budget / len(self.worth) + raised for _ in self.worth]
        funded: list[int] = []
        while True:
            prices = [
                (price, self.vote.projects[project], project)
                for project in range(len(self.costs))
                if project not in funded and (price := self._price(project, money)) is not None
            ]
            if not prices:
                return funded
            price, _, project = min(prices)
            for voter, worth in enumerate(self.worth):
                if project in worth:
                    money[voter] -= min(money[voter], worth[project] * price)
            funded.append(project)

    def _price(self, project: int, money: list[Fraction]) -> Fraction | None:
        """Return the smallest price per worth at which supporters pay the cost, by sorting them."""
        able = [
            (money[v] / w[project], money[v], w[project])
            for v, w in enumerate(self.worth)
            if project in w
        ]
        if not able or sum(has for _, has, _ in able) < self.costs[project]:
            return None
        able.sort()
        left, worth = self.costs[project], sum(one for _, _, one in able)
        for most, has, one in able:
            if left <= most * worth:
                return left / worth
            left -= has
            worth -= one
        raise AssertionError

    def add_one(self) -> tuple[list[int], int]:
        """Return the outcome of raising shares by one currency unit after the other."""
        before, raised = self.shares(), 0
        while not self.is_exhaustive(before):
            after = self.shares(raised + 1)
            if sum(self.costs[project] for project in after) > self.budget:
                break
            before, raised = after, raised + 1
        return before, raised

    def is_exhaustive(self, funded: list[int]) -> bool:
        """Tell whether nothing that anybody chose fits beside what is funded."""
        left = self.budget - sum(self.costs[project] for project in funded)
        chosen = {project for worth in self.worth for project in worth}
        return all(self.costs[project] > left for project in chosen - set(funded))

    def greedy(self, funded: list[int]) -> list[int]:
        """Return what is added greedily."""
        totals = [sum(w.get(p, Fraction(0)) for w in self.worth) for p in range(len(self.costs))]
        left = self.budget - sum(self.costs[project] for project in funded)
        added: list[int] = []
        while True:
            fitting = [
                (-totals[p] / self.costs[p], self.vote.projects[p], p)
                for p in range(len(self.costs))
                if totals[p] and p not in funded and p not in added and self.costs[p] <= left
            ]
            if not fitting:
                return added
            added.append(min(fitting)[2])
            left -= self.costs[added[-1]]

    def left_out(self, funded: list[int]) -> set[int]:
        """Return the projects for which some group of supporters was left out, trying all thresholds."""
        share = self.budget / len(self.worth)
        found = set()
        for project in set(range(len(self.costs))) - set(funded):
            would = [
                (sum(w.get(p, Fraction(0)) for p in funded) + w[project], w[project])
                for w in self.worth
                if project in w
            ]
            for most, _ in would:
                claim = share * sum(worth for have, worth in would if have <= most)
                if most * self.costs[project] <= claim:
                    found.add(project)
        return found
