"""Home of synthetic portfolios: seeded instances, hard enough to tell good choices from fair ones.

Costs are log-normal to the fen (median 180,000 yuan), townships and categories of uneven size. What a
project is worth goes along with its cost: `usual` as a power below one with noise, `weak` within a tenth
of the mean cost, `strong` as the cost and a constant (the hardest of Pisinger 2005, "Where are the hard
knapsack problems?"), `none` not at all; `equal` has one cost for all. About 18 % of the projects are
alternatives within groups of two or three of one township, 10 % in bundles of two or three. Budget and
crew pay for three in ten; every township has a least (60 % of its fair share, one project) and a most
(130 %), every other category a least share or a most number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from xiaowei.analysis.portfolio.rows import Floats, Ints, scopes
from xiaowei.domain.portfolio import CREW_PARTS, KINDS, Limit, PortfolioRules, Project

CATEGORIES = ("道路", "照明", "停车", "绿化", "排水", "活动场地", "楼道", "环境")
MEDIAN_FEN = 18_000_000
PAID = 0.3
RESERVE = Decimal("0.05")
MOST_TOWNSHIPS = 22


@dataclass(frozen=True)
class Instance:
    """Projects, the rules and the budget in fen."""

    projects: tuple[Project, ...]
    rules: PortfolioRules
    budget_fen: int


def instance(count: int, seed: int, kind: str = "usual") -> Instance:
    """Return `count` projects of a kind with rules that can hold together, the same for the same seed."""
    chance = np.random.default_rng((seed, KINDS.index(kind), count))
    towns = int(np.clip(count // 25, 2, MOST_TOWNSHIPS))
    town = chance.choice(towns, count, p=chance.dirichlet(np.full(towns, 3.0)))
    category = chance.choice(
        len(CATEGORIES), count, p=chance.dirichlet(np.full(len(CATEGORIES), 4.0))
    )
    cost = np.exp(chance.normal(np.log(MEDIAN_FEN), 0.7, count)).round().astype(np.int64)
    if kind == "equal":
        cost[:] = MEDIAN_FEN
    value = _values(kind, cost / 10**6, chance)
    crew = (cost / 10**6) ** 0.8 * np.exp(chance.normal(0, 0.3, count)) * 10
    projects = [
        Project(
            f"P{at + 1:05}", int(cost[at]), Decimal(str(value[at])), f"镇{town[at] + 1:02}",
            CATEGORIES[category[at]], crew=round(float(crew[at]) * 10) * (CREW_PARTS // 10),
        )
        for at in range(count)
    ]  # fmt: skip
    projects = _tied(projects, chance.permutation(count), chance)
    budget = int(cost.sum() * PAID)
    return Instance(tuple(projects), _rules(projects, budget), budget)


def _values(kind: str, wan: Floats, chance: np.random.Generator) -> Floats:
    """Return what projects of these costs (万元) are worth."""
    size = len(wan)
    noise = chance.normal(0, 1, size)
    if kind == "strong":
        return np.asarray((wan + 10).round(2))
    if kind == "weak":
        spread = wan.mean() / 10
        return np.asarray(np.maximum(wan + chance.uniform(-spread, spread, size), 0.5).round(2))
    if kind == "none":
        return np.asarray(np.exp(3 + 0.6 * noise).round(2))
    return np.asarray((wan**0.9 * np.exp(0.35 * noise) + chance.uniform(0, 2, size)).round(2))


def _tied(projects: list[Project], order: Ints, chance: np.random.Generator) -> list[Project]:
    """Tie some projects as alternatives of one township, some others as bundles."""
    tied = list(projects)
    at = 0
    for name, until in (("group", 0.18), ("bundle", 0.28)):
        number = 0
        while at < until * len(order) and at + 2 <= len(order):
            members = order[at : at + int(chance.integers(2, 4))].tolist()
            number += 1
            for index in members:
                own = {name: f"{name[0].upper()}{number}"}
                if name == "group":
                    own["township"] = tied[members[0]].township or ""
                tied[index] = replace(tied[index], **own)
            at += len(members)
    return tied


def _rules(projects: list[Project], budget: int) -> PortfolioRules:
    """Return the rules of the instance, from what each township and category would fairly get."""
    crew = sum(one.crew for one in projects) * PAID * 0.9
    limits = [Limit("crew", most=Decimal(round(crew / CREW_PARTS)))]
    total = sum(one.cost_fen for one in projects) or 1
    for name, members in scopes(projects, "township").items():
        fair = sum(projects[at].cost_fen for at in members.tolist()) / total
        least, most = (
            Decimal(round(fair * part, 4)).quantize(Decimal("0.0001")) for part in (0.55, 1.25)
        )
        largest = max(projects[at].cost_fen for at in members.tolist())
        most = min(max(most, Decimal(-(-largest * 10_000 // budget)) / 10_000), Decimal(1))
        limits.append(Limit("cost", "township", name, least, most, share=True))
        limits.append(Limit("count", "township", name, least=Decimal(min(1, len(members)))))
    for number, (name, members) in enumerate(scopes(projects, "category").items()):
        fair = sum(projects[at].cost_fen for at in members.tolist()) / total
        if number % 2:
            least = Decimal(str(round(fair * 0.75, 4)))
            limits.append(Limit("cost", "category", name, least, share=True))
        else:
            limits.append(
                Limit("count", "category", name, most=Decimal(int(len(members) * PAID + 1)))
            )
    return PortfolioRules(reserve=RESERVE, limits=tuple(limits))
