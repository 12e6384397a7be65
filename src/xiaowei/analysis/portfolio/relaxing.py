"""Home of the relaxation: the best that shares of packages could do, its prices, and what they prove.

Any prices prove a bound (Lagrange): no choice is worth more than what the rules' bounds cost at these
prices plus what each package is worth beyond its price. The bound is computed from the prices here and
not taken from the solver, so it holds however exact the solver was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from xiaowei.analysis.portfolio import engine
from xiaowei.analysis.portfolio.model import Model, tiled
from xiaowei.analysis.portfolio.rows import Floats, counts_of

LEAST_PART = 1e-6
"""What is nearer to a whole number is one."""
Cuts = tuple[tuple[int, float, float], ...]
"""Bounds on how many projects are chosen in some scopes: (scope, least, most)."""


@dataclass(frozen=True)
class Relaxed:
    """The relaxation within some cuts: shares, prices of the rules, what a package is worth beyond them."""

    cuts: Cuts
    bound: float
    x: Floats
    prices: Floats
    margins: Floats


class Relaxation:
    """The model as a linear program that is solved again and again within other cuts."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.matrix: Any = model.matrix
        self.counts: list[Floats] = []
        """Which columns count how much in each scope."""
        self._solver: Any = None
        self._ruled = len(model.lower)

    def solve(self, cuts: Cuts = ()) -> Relaxed | None:
        """Return the relaxation within these cuts; None where nothing keeps all rules."""
        if self._solver is None:
            self._solver = engine.started(self.program(()), {})
        lower, upper = self._bounds(cuts)
        for scope in range(len(self.counts)):
            row = self._ruled + scope
            self._solver.changeRowBounds(row, lower[row], upper[row])
        found = engine.ran(self._solver)
        if found.impossible or found.x is None:
            return None
        return self._proven(cuts, found, lower, upper)

    def add_counts(self) -> None:
        """Let cuts bound how many projects are chosen of all, of each township and of each category."""
        model = self.model
        for at, weights in counts_of(model.bundling):
            columns = tiled(at, model.packages, len(model.worths))
            data = np.tile(weights, len(model.worths)).astype(np.float64)
            line = np.zeros(len(model.values))
            line[columns] = data
            self.counts.append(line)
            self._solver.addRow(
                -engine.INFINITY, engine.INFINITY, len(columns), columns.astype(np.int32), data
            )
        self.matrix = sparse.vstack(
            [model.matrix, sparse.csr_matrix(np.array(self.counts))]
        ).tocsr()

    def program(self, cuts: Cuts) -> engine.Program:
        """Return the model within these cuts."""
        lower, upper = self._bounds(cuts)
        return engine.Program(self.model.values, self.model.most, self.matrix, lower, upper)

    def _bounds(self, cuts: Cuts) -> tuple[Floats, Floats]:
        lower = np.concatenate([self.model.lower, np.full(len(self.counts), -np.inf)])
        upper = np.concatenate([self.model.upper, np.full(len(self.counts), np.inf)])
        for scope, least, most in cuts:
            row = self._ruled + scope
            lower[row], upper[row] = max(lower[row], least), min(upper[row], most)
        return lower, upper

    def _proven(self, cuts: Cuts, found: engine.Answered, lower: Floats, upper: Floats) -> Relaxed:
        prices = found.prices.copy()
        prices[(prices > 0) & np.isinf(upper)] = 0
        prices[(prices < 0) & np.isinf(lower)] = 0
        columns = self.model.binary + np.arange(len(self.model.soft))
        rows = np.asarray(self.model.soft, np.int64)
        # what is missed is bought at its price, never above
        prices[rows] = np.maximum(prices[rows], self.model.values[columns])
        margins = self.model.values - self.matrix.T @ prices
        bought = np.where(prices > 0, upper, lower)
        most = np.where(np.isinf(self.model.most), 0, self.model.most)
        bound = float(prices[prices != 0] @ bought[prices != 0] + np.maximum(margins, 0) @ most)
        x = np.zeros(len(margins)) if found.x is None else found.x
        return Relaxed(cuts, bound, x, prices, margins)


def fractional_counts(relaxation: Relaxation, x: Floats) -> list[int]:
    """Return the scopes whose count is not whole, the least whole first."""
    counts = np.array([line @ x for line in relaxation.counts])
    off = np.abs(counts - np.round(counts))
    order = np.argsort(-off, kind="stable")
    return [int(scope) for scope in order if off[scope] > LEAST_PART]
