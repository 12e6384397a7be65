"""Home of the core: the packages whose place is not settled by the prices, solved whole beside the rest.

A package far above its price is in and one far below is out, so only some near their price are left to
a whole-number solver (Balas & Zemel 1980, "An algorithm for large zero-one knapsack problems").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from xiaowei.analysis.portfolio import engine
from xiaowei.analysis.portfolio.model import Model, excess, objective
from xiaowei.analysis.portfolio.relaxing import Relaxed
from xiaowei.analysis.portfolio.rows import Ints

OF_A_RULE = 20
NO_PRICE = 1e-12
SHARED = 1e-7
"""What is further from 0 and 1 is a share of a package."""
TRIES = 3
"""So often a choice that breaks a rule by rounding is sought again with that rule tightened."""


@dataclass(frozen=True)
class Found:
    """A choice that keeps every rule in whole numbers: 0 or 1 by package and phase, and its objective."""

    x: Ints
    objective: float


def core_of(model: Model, relaxed: Relaxed, size: int) -> Ints:
    """Return the choosing columns nearest to their price, those that are shared first.

    Of every rule that has a price the nearest `OF_A_RULE` are among them, or a small township whose cap
    binds could not be filled otherwise.
    """
    x, margins = relaxed.x[: model.binary], relaxed.margins[: model.binary]
    shared = (x > SHARED) & (x < 1 - SHARED)
    nearness = np.where(shared, -1.0, np.abs(margins))
    chosen = [np.argsort(nearness, kind="stable")[:size]]
    for at, row in enumerate(model.rows):
        if row.key != "group" and abs(relaxed.prices[at]) > NO_PRICE:
            own = model.whole.indices[model.whole.indptr[at] : model.whole.indptr[at + 1]]
            chosen.append(own[np.argsort(nearness[own], kind="stable")[:OF_A_RULE]])
    return np.unique(np.concatenate(chosen)).astype(np.int64)


def unsettled(model: Model, relaxed: Relaxed, least: float) -> Ints:
    """Return the choosing columns that a choice worth more than `least` may place otherwise.

    The others keep their place in every such choice: moving one costs more than the bound leaves.
    """
    margins = relaxed.margins[: model.binary]
    stays = np.round(relaxed.x[: model.binary]) == (margins > 0)
    settled = stays & (np.abs(margins) > relaxed.bound - least)
    return np.flatnonzero(~settled).astype(np.int64)


def solve_core(
    model: Model,
    program: engine.Program,
    core: Ints,
    relaxed: Relaxed,
    start: Found | None = None,
    **options: Any,
) -> tuple[Found | None, engine.Answered]:
    """Choose within `core` while every other column stays where the relaxation has it.

    Also returns what the solver said first. The search begins at `start` where that agrees with the
    rest. A choice that rounding puts beyond a rule by a fen is sought again with that rule tightened.
    """
    rest = np.round(relaxed.x[: model.binary]).astype(np.int64)
    rest[core] = 0
    small, kept = _within(model, program, core, rest)
    agrees = start is not None and (np.delete(start.x - rest, core) == 0).all()
    begun = start.x[core] if start is not None and agrees else None
    answer = first = engine.solved(small, begun, **options)
    for _ in range(TRIES):
        if answer.x is None:
            break
        x = rest.copy()
        x[core] = np.round(answer.x[: len(core)]).astype(np.int64)
        over = excess(model, x)
        if not over.any():
            return Found(x, objective(model, x)), first
        small = _tightened(model, small, kept, over)
        answer = engine.solved(small, **options)
    return None, first


def _within(
    model: Model, program: engine.Program, core: Ints, rest: Ints
) -> tuple[engine.Program, Ints]:
    """Return the program of the core, and which rows it keeps."""
    columns = np.concatenate([core, np.arange(model.binary, len(program.values))])
    held = program.matrix[:, : model.binary] @ rest
    matrix = program.matrix[:, columns].tocsr()
    kept = np.flatnonzero(np.diff(matrix.indptr)).astype(np.int64)
    return engine.Program(
        program.values[columns],
        program.most[columns],
        matrix[kept],
        (program.lower - held)[kept],
        (program.upper - held)[kept],
        len(core),
        float(program.values[: model.binary] @ rest),
    ), kept


def _tightened(model: Model, program: engine.Program, kept: Ints, over: Ints) -> engine.Program:
    """Return the program with each rule that was broken tighter by as much."""
    lower, upper = program.lower.copy(), program.upper.copy()
    for line, row in enumerate(kept):
        by = over[row] / model.rows[row].unit if row < len(model.rows) else 0
        upper[line] -= max(by, 0)
        lower[line] -= min(by, 0)
    return replace(program, lower=lower, upper=upper)
