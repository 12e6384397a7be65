"""Home of a portfolio's rows: each rule as whole numbers, `lo ≤ Σ weight · chosen ≤ hi`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from xiaowei.domain.portfolio import (
    CREW_PARTS,
    FIELDS,
    MEASURES,
    Limit,
    PortfolioRules,
    Project,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNITS = {"cost": 10**4, "crew": 10**4, "count": 1}
"""What one unit is to the solver: 100 yuan, one of crew, one project; so a fen is above its tolerance."""

WHOLE = {"cost": 100, "crew": CREW_PARTS, "count": 1}
"""How many fen, ten-thousandths or projects one yuan, crew or project is."""


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

    @cached_property
    def size(self) -> int:
        """Return how many packages there are."""
        return int(self.package.max()) + 1 if len(self.package) else 0

    @cached_property
    def amounts(self) -> dict[str, Ints]:
        """Return what each project weighs, by measure."""
        return {
            measure: np.array([one.amount(measure) for one in self.projects], np.int64)
            for measure in MEASURES
        }

    @cached_property
    def scopes(self) -> dict[str, dict[str, Ints]]:
        """Return the projects of each township, category and group."""
        return {name: scopes(self.projects, name) for name in (*FIELDS, "group")}

    def summed(self, measure: str, of: Ints | None = None) -> tuple[Ints, Ints]:
        """Return the packages that these projects (default all) weigh in, and what each weighs."""
        own = self.amounts[measure] if of is None else self.amounts[measure][of]
        index = self.package if of is None else self.package[of]
        at, inverse = np.unique(index, return_inverse=True)
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


def scopes(projects: Sequence[Project], name: str) -> dict[str, Ints]:
    """Return the projects of each township, category or group, sorted by its name."""
    found: dict[str, list[int]] = {}
    for index, one in enumerate(projects):
        if (scope := getattr(one, name)) is not None:
            found.setdefault(scope, []).append(index)
    return {scope: np.array(members, np.int64) for scope, members in sorted(found.items())}


def counts_of(bundling: Bundling) -> Iterator[tuple[Ints, Ints]]:
    """Yield how many projects of all, of each township and of each category a package holds."""
    yield bundling.summed("count")
    for name in FIELDS:
        for members in bundling.scopes[name].values():
            yield bundling.summed("count", members)


def _money(bundling: Bundling, rules: PortfolioRules, budget_fen: int) -> Iterator[Row]:
    at, weights = bundling.summed("cost")
    spendable = rules.spendable(budget_fen)
    yield Row("budget", "cost", at, weights, hi=spendable)
    shares = accumulate(phase.share for phase in rules.phases)
    for index, (phase, share) in enumerate(zip(rules.phases, shares, strict=True), 1):
        money = min(spendable, int(share * spendable))
        facts = {"phase": phase.name}
        yield Row("phase", "cost", at, weights, hi=money, phases=index, facts=facts)


def _limited(bundling: Bundling, limit: Limit, budget_fen: int) -> Iterator[Row]:
    lo, hi = limit.bounds(budget_fen)
    price = None if limit.price is None else limit.price / WHOLE[limit.measure]
    for name, members in _members(bundling, limit):
        at, weights = bundling.summed(limit.measure, members)
        facts = {"field": limit.field, "name": name}
        yield Row("limit", limit.measure, at, weights, lo, hi, price=price, facts=facts)


def _members(bundling: Bundling, limit: Limit) -> list[tuple[str | None, Ints | None]]:
    if limit.field is None:
        return [(None, None)]
    known = bundling.scopes[limit.field]
    if limit.name is None:
        return list(known.items())
    return [(limit.name, known.get(limit.name, np.zeros(0, np.int64)))]


def _groups(bundling: Bundling) -> Iterator[Row]:
    """Yield at most one of each group; a package that holds two of one group is never chosen."""
    for name, members in bundling.scopes["group"].items():
        if len(members) > 1:
            at, weights = bundling.summed("count", members)
            yield Row("group", "count", at, weights, hi=1, facts={"name": name})
