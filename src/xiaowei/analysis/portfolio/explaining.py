"""Home of why a project was not chosen: one sentence each, from what is left and what rules cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.portfolio.core import Found
from xiaowei.analysis.portfolio.model import Flags, Model, taken
from xiaowei.analysis.portfolio.relaxing import Relaxed
from xiaowei.analysis.portfolio.rows import Ints, Row
from xiaowei.analysis.portfolio.wording import amount, asked, plain
from xiaowei.domain.wording import Note

ALIKE = 0.005
"""What falls short by no more than this share of its value is as good as the last that was chosen."""
BUDGET = 0
"""The row of the budget."""
Blocks = list[tuple[Row, int, int, float]]
"""Rules that leave no room: the rule, what is left, what would be needed, its price for that."""


@dataclass(frozen=True)
class Refusal:
    """A project that was not chosen, and why."""

    id: str
    reason: Note


def refusals(model: Model, found: Found, relaxed: Relaxed) -> Iterator[Refusal]:
    """Yield each project that was not chosen with its reason, in the order of the projects."""
    chosen = taken(model, found.x)
    used = model.whole @ found.x
    columns = model.whole.tocsc()
    projects = model.bundling.projects
    reasons: dict[int, Note] = {}
    dearest = _dearest(model, chosen)
    for index, package in enumerate(model.bundling.package.tolist()):
        if chosen[package]:
            continue
        if package not in reasons:
            column = package + model.packages * (len(model.worths) - 1)
            at = slice(columns.indptr[column], columns.indptr[column + 1])
            weights = dict(
                zip(columns.indices[at].tolist(), columns.data[at].tolist(), strict=True)
            )
            reasons[package] = _reason(model, relaxed, package, weights, used, chosen, dearest)
        reason = reasons[package]
        if len(model.bundling.members[package]) > 1:
            bundle = projects[index].bundle
            reason = Note("portfolio.why.bundled", bundle=bundle, reason=reason)
        yield Refusal(projects[index].id, reason)


def _reason(
    model: Model,
    relaxed: Relaxed,
    package: int,
    weights: dict[int, int],
    used: Ints,
    chosen: Flags,
    dearest: float,
) -> Note:
    blocks: Blocks = []
    for at, need in weights.items():
        row = model.rows[at]
        if row.hi is None or used[at] + need <= row.hi:
            continue
        if need > row.hi:
            rule = asked(row, least=False)
            return Note("portfolio.why.alone", rule=rule, amount=amount(need, row.measure))
        if row.key == "group":
            return _alternative(model, row, chosen)
        price = max(float(relaxed.prices[at]), 0) * need / row.unit
        blocks.append((row, int(row.hi - used[at]), need, price))
    return _blocked(model, relaxed, package, dearest, blocks)


def _alternative(model: Model, row: Row, chosen: Flags) -> Note:
    group = row.facts["name"]
    ids = tuple(
        model.bundling.projects[index].id
        for package in row.at.tolist()
        if chosen[package]
        for index in model.bundling.members[package]
        if model.bundling.projects[index].group == group
    )
    return Note("portfolio.why.alternative", others=ids, group=group)


def _blocked(model: Model, relaxed: Relaxed, package: int, dearest: float, blocks: Blocks) -> Note:
    """Say which rule left no room; of several the one that costs most."""
    value = float(model.package_values[package])
    if not blocks:
        return Note("portfolio.why.worth_nothing", value=plain(value))
    row, left, need, _ = max(blocks, key=lambda one: (one[3], one[0].key == "budget"))
    facts = {"left": amount(left, row.measure), "need": amount(need, row.measure)}
    if row.key != "budget":
        return Note("portfolio.why.full", rule=asked(row, least=False), **facts)
    price = max(float(relaxed.prices[BUDGET]), 0)
    if not price or not value:
        return Note("portfolio.why.spent", **facts)
    own = need / 100 / value
    if own > dearest:
        return Note("portfolio.why.dearer", own=plain(own, 2), last=plain(dearest, 2), **facts)
    short = -float(relaxed.margins[package])
    if short <= ALIKE * value:
        return Note("portfolio.why.near", **facts)
    needed = plain(value + short, 2)
    return Note("portfolio.why.worth_less", value=plain(value, 2), needed=needed, **facts)


def _dearest(model: Model, chosen: Flags) -> float:
    """Return what a unit of value costs at most among the chosen, in yuan; endless where none has value."""
    costs = model.whole[BUDGET].toarray()[0][: model.packages][chosen] / 100
    values = model.package_values[chosen]
    return float(np.max(costs[values > 0] / values[values > 0], initial=0.0)) or np.inf
