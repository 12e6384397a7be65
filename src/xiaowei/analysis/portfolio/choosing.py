"""Home of the choice: which projects, what they are worth, how much better any other could be, and why not.

The same projects, rules and budget give the same choice in any order of the rows, unless time runs out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.metadata import version

import numpy as np

from xiaowei.analysis.portfolio.clashing import Clash, clashes
from xiaowei.analysis.portfolio.core import Found
from xiaowei.analysis.portfolio.explaining import Refusal, refusals
from xiaowei.analysis.portfolio.model import Model, missed, modelled, objective, taken
from xiaowei.analysis.portfolio.relaxing import Relaxed
from xiaowei.analysis.portfolio.rows import Row
from xiaowei.analysis.portfolio.solving import solve
from xiaowei.domain.errors import BadInput
from xiaowei.domain.portfolio import PortfolioRules, Project

METHOD = "portfolio-1"
GAP = 1e-4
PHASED_GAP = 1e-3
SECONDS = 60.0
LARGEST = 2**62
"""Sums of whole fen beyond this would not be exact."""


@dataclass(frozen=True)
class Choice:
    """What was chosen, in the order of the sheet.

    `objective` is the value less the price of soft minima that are missed; no other choice has an
    objective above `bound`, and `gap` is (bound − objective) / objective. Without `clashes` and with
    nothing found in time, `found` is false and `bound` still holds.
    """

    chosen: tuple[str, ...]
    phase_of: dict[str, str]
    value: Decimal
    objective: float
    cost_fen: int
    bound: float | None
    gap: float | None
    found: bool
    parts: dict[str, Decimal]
    refused: tuple[Refusal, ...]
    clashes: tuple[Clash, ...]
    missed: tuple[tuple[Row, int], ...]
    prices: tuple[tuple[Row, float], ...]
    """Rules that cost value: one unit more of each would bring so much (per 100 yuan, crew, project)."""
    method: str
    digest: str


def choose(
    projects: Sequence[Project],
    budget_fen: int,
    rules: PortfolioRules | None = None,
    *,
    gap: float | None = None,
    seconds: float = SECONDS,
) -> Choice:
    """Return the projects worth most that keep every rule, to within `gap` (default 1e-4; 1e-3 in phases).

    :raises BadInput: `portfolio_too_large`, `portfolio_reserve`, `portfolio_pair`
    """
    rules = rules or PortfolioRules()
    _require_sense(projects, budget_fen, rules)
    gap = gap if gap is not None else PHASED_GAP if rules.phases else GAP
    ordered = sorted(projects, key=lambda one: one.id)
    model = modelled(ordered, rules, budget_fen)
    digest = digest_of(ordered, rules, budget_fen)
    solution = solve(model, gap, seconds)
    if solution.found is None or solution.relaxed is None:
        found_clashes = clashes(model) if solution.impossible else ()
        bound = None if solution.impossible else solution.bound
        return _nothing(bound, found_clashes, digest)
    found = filled(model, solution.found, solution.relaxed)
    return _told(projects, rules, model, found, solution.bound, solution.relaxed, digest)


def filled(model: Model, found: Found, relaxed: Relaxed) -> Found:
    """Return the choice with every package added that is worth something and still fits."""
    x = found.x.copy()
    room = (
        np.array(
            [np.iinfo(np.int64).max if row.hi is None else row.hi for row in model.rows], np.int64
        )
        - model.whole @ x
    )
    columns = model.whole.tocsc()
    free = ~taken(model, x)
    order = np.argsort(-relaxed.margins[: model.binary], kind="stable")
    for column in order.tolist():
        package = column % model.packages
        if not free[package] or model.values[column] <= 0:
            continue
        own = slice(columns.indptr[column], columns.indptr[column + 1])
        rows, need = columns.indices[own], columns.data[own]
        if (need <= room[rows]).all():
            room[rows] -= need
            x[column], free[package] = 1, False
    return Found(x, objective(model, x))


def digest_of(projects: Sequence[Project], rules: PortfolioRules, budget_fen: int) -> str:
    """Return 64 hex digits that name projects (in any order), rules and budget."""
    ordered = sorted(projects, key=lambda one: one.id)
    return hashlib.sha256(repr((ordered, rules, budget_fen)).encode()).hexdigest()


def method() -> str:
    """Return the version of the method and of its solver."""
    return f"{METHOD} highs-{version('highspy')}"


def _require_sense(projects: Sequence[Project], budget_fen: int, rules: PortfolioRules) -> None:
    total = sum(one.cost_fen for one in projects)
    crew = sum(one.crew for one in projects)
    if max(total, crew, budget_fen) >= LARGEST:
        raise BadInput("portfolio_too_large", most=LARGEST // 100)
    if rules.spendable(budget_fen) < 0:
        raise BadInput("portfolio_reserve")
    known = {one.id for one in projects}
    for synergy in rules.synergies:
        for name in synergy.pair:
            if name not in known:
                raise BadInput("portfolio_pair", id=name)


def _nothing(bound: float | None, found: tuple[Clash, ...], digest: str) -> Choice:
    return Choice(
        (), {}, Decimal(0), 0.0, 0, bound, None, False, {}, (), found, (), (), method(), digest
    )


def _told(
    projects: Sequence[Project],
    rules: PortfolioRules,
    model: Model,
    found: Found,
    bound: float,
    relaxed: Relaxed,
    digest: str,
) -> Choice:
    phases = {
        model.bundling.projects[index].id: column // model.packages
        for column in np.flatnonzero(found.x).tolist()
        for index in model.bundling.members[column % model.packages]
    }
    ours = [one for one in projects if one.id in phases]
    parts: dict[str, Decimal] = {}
    for one in ours:
        for name, part in one.parts:
            parts[name] = parts.get(name, Decimal(0)) + part
    pairs = sum(
        (s.value for s in rules.synergies if all(name in phases for name in s.pair)), Decimal(0)
    )
    if pairs:
        parts["synergy"] = pairs
    bound = max(bound, found.objective)
    short = tuple(missed(model, found.x))
    why = {one.id: one for one in refusals(model, found, relaxed)}
    return Choice(
        chosen=tuple(one.id for one in ours),
        phase_of={one.id: rules.phases[phases[one.id]].name for one in ours}
        if rules.phases
        else {},
        value=sum((one.value for one in ours), pairs),
        objective=found.objective,
        cost_fen=sum(one.cost_fen for one in ours),
        bound=bound,
        gap=(bound - found.objective) / max(abs(found.objective), 1e-9)
        if bound > found.objective
        else 0.0,
        found=True,
        parts=parts,
        refused=tuple(why[one.id] for one in projects if one.id in why),
        clashes=(),
        missed=short,
        prices=tuple(
            (row, float(price))
            for row, price in zip(model.rows, relaxed.prices, strict=False)
            if abs(price) > 1e-9 and row.key != "group"
        ),
        method=method(),
        digest=digest,
    )


def what_if(
    projects: Sequence[Project],
    budgets_fen: Sequence[int],
    rules: PortfolioRules | None = None,
    *,
    gap: float | None = None,
    seconds: float = SECONDS,
) -> list[tuple[int, Choice]]:
    """Return what would be chosen with each of these budgets instead."""
    return [
        (budget, replace(choose(projects, budget, rules, gap=gap, seconds=seconds), refused=()))
        for budget in budgets_fen
    ]
