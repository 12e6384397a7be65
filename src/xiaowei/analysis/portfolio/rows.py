"""Home of a portfolio's rows: each rule as whole numbers, `lo ≤ Σ weight · chosen ≤ hi`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from xiaowei.domain.portfolio import FIELDS, Limit, PortfolioRules, Project

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNITS = {"cost": 10**4, "crew": 10**4, "count": 1}
"""What one unit is to the solver: 100 yuan, one of crew, one project; so a fen is above its tolerance."""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule over packages: `weights` are whole, None is no bound; `phases` is how many of the first count.

    `price` is the value that one whole unit of what `lo` misses costs; None forbids missing it.
    """

    key: str
    measure: str
    at: Ints
    weights: Ints
    lo: int | None = None
    hi: int | None = None
    phases: int = 0
    price: Decimal | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def unit(self) -> int:
        """Return what one unit is to the solver."""
        return UNITS[self.measure]


@dataclass(frozen=True)
class Bundling:
    """Projects as packages that are chosen whole: a bundle, or a project alone; packages × their projects."""

    projects: Sequence[Project]
    package: Ints
    """The package of each project."""

    @cached_property
    def members(self) -> list[list[int]]:
        """Return the projects of each package."""
        found: list[list[int]] = [[] for _ in range(self.size)]
        for index, package in enumerate(self.package.tolist()):
            found[package].append(index)
        return found

    @property
    def size(self) -> int:
        """Return how many packages there are."""
        return int(self.package.max()) + 1 if len(self.package) else 0

    def summed(self, amounts: Sequence[int], of: Sequence[int] | None = None) -> tuple[Ints, Ints]:
        """Return the packages that these projects (default all) weigh in, and what each weighs."""
        index = np.arange(len(amounts)) if of is None else np.asarray(of, np.int64)
        own = np.asarray([amounts[at] for at in index.tolist()], np.int64)
        at, inverse = np.unique(self.package[index], return_inverse=True)
        total = np.zeros(len(at), np.int64)
        np.add.at(total, inverse, own)
        return at[total != 0], total[total != 0]


def bundled(projects: Sequence[Project]) -> Bundling:
    """Return the packages, in the order in which their first project stands."""
    seen: dict[object, int] = {}
    package = [
        seen.setdefault(index if one.bundle is None else one.bundle, len(seen))
        for index, one in enumerate(projects)
    ]
    return Bundling(projects, np.asarray(package, np.int64))


def rows_of(bundling: Bundling, rules: PortfolioRules, budget_fen: int) -> list[Row]:
    """Return every rule as a row: the budget and its phases, limits, and groups of alternatives."""
    return [
        *_money(bundling, rules, budget_fen),
        *(row for limit in rules.limits for row in _limited(bundling, limit, budget_fen)),
        *_groups(bundling),
    ]


def scopes(projects: Sequence[Project], name: str) -> dict[str, list[int]]:
    """Return the projects of each township or category, sorted by its name."""
    found: dict[str, list[int]] = {}
    for index, one in enumerate(projects):
        if (scope := getattr(one, name)) is not None:
            found.setdefault(scope, []).append(index)
    return dict(sorted(found.items()))


def counts_of(bundling: Bundling) -> Iterator[tuple[Ints, Ints]]:
    """Yield how many projects of all, of each township and of each category a package holds."""
    ones = [1] * len(bundling.projects)
    yield bundling.summed(ones)
    for name in FIELDS:
        for members in scopes(bundling.projects, name).values():
            yield bundling.summed(ones, members)


def _money(bundling: Bundling, rules: PortfolioRules, budget_fen: int) -> Iterator[Row]:
    at, weights = bundling.summed([one.cost_fen for one in bundling.projects])
    spendable = rules.spendable(budget_fen)
    yield Row("budget", "cost", at, weights, hi=spendable)
    shares = accumulate(phase.share for phase in rules.phases)
    for index, (phase, share) in enumerate(zip(rules.phases, shares, strict=True), 1):
        money = min(spendable, int(share * spendable))
        facts = {"phase": phase.name}
        yield Row("phase", "cost", at, weights, hi=money, phases=index, facts=facts)


def _limited(bundling: Bundling, limit: Limit, budget_fen: int) -> Iterator[Row]:
    amounts = [one.amount(limit.measure) for one in bundling.projects]
    lo, hi = limit.bounds(budget_fen)
    for name, members in _members(bundling.projects, limit):
        at, weights = bundling.summed(amounts, members)
        facts = {"field": limit.field, "name": name}
        yield Row(
            "limit", limit.measure, at, weights, lo, hi, price=_whole_price(limit), facts=facts
        )


def _members(projects: Sequence[Project], limit: Limit) -> list[tuple[str | None, list[int]]]:
    if limit.field is None:
        return [(None, list(range(len(projects))))]
    known = scopes(projects, limit.field)
    if limit.name is None:
        return list(known.items())
    return [(limit.name, known.get(limit.name, []))]


def _whole_price(limit: Limit) -> Decimal | None:
    """Return the price of one fen, ten-thousandth or project."""
    return (
        None
        if limit.price is None
        else limit.price / {"cost": 100, "crew": 10**4, "count": 1}[limit.measure]
    )


def _groups(bundling: Bundling) -> Iterator[Row]:
    """Yield at most one of each group; a package that holds two of one group is never chosen."""
    ones = [1] * len(bundling.projects)
    for name, members in scopes(bundling.projects, "group").items():
        at, weights = bundling.summed(ones, members)
        if len(members) > 1:
            yield Row("group", "count", at, weights, hi=1, facts={"name": name})
