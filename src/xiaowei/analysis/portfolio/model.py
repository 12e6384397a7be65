"""Home of a portfolio as a linear model: columns are packages in phases, and what helps to price them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from xiaowei.analysis.portfolio.rows import Bundling, Floats, Ints, Row, bundled, rows_of
from xiaowei.domain.portfolio import PortfolioRules, Project, Synergy

Flags = npt.NDArray[np.bool_]
Pairs = tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Model:
    """Maximise `values` · x with `lower ≤ matrix · x ≤ upper` and 0 ≤ x ≤ `most`.

    The first `binary` columns choose: column package + phase × packages is a package in a phase. Then
    come what soft minima miss (in units of the solver) and the pairs that are chosen together. The
    matrix begins with `rows`; then each package is chosen once, then what binds the pairs.
    """

    bundling: Bundling
    rows: tuple[Row, ...]
    pairs: Pairs
    worths: tuple[float, ...]
    package_values: Floats
    soft: tuple[int, ...]
    """The rows that may be missed at a price."""
    values: Floats
    most: Floats
    whole: Any
    """The weights of `rows` by choosing column, in whole numbers."""
    matrix: Any
    lower: Floats
    upper: Floats

    @property
    def packages(self) -> int:
        """Return how many packages there are."""
        return self.bundling.size

    @property
    def binary(self) -> int:
        """Return how many columns choose."""
        return self.packages * len(self.worths)


def modelled(projects: Sequence[Project], rules: PortfolioRules, budget_fen: int) -> Model:
    """Return the model of choosing among these projects; a pair within one package adds to its value."""
    bundling = bundled(projects)
    rows = tuple(rows_of(bundling, rules, budget_fen))
    worths = tuple(float(phase.worth) for phase in rules.phases) or (1.0,)
    worth, pairs = _worth(bundling, rules.synergies)
    soft = tuple(at for at, row in enumerate(rows) if row.price is not None and row.lo is not None)
    penalties = [-float(rows[at].price or 0) * rows[at].unit for at in soft]
    bonus = [value for _, _, value in pairs]
    values = np.concatenate([*(worth * late for late in worths), penalties, bonus])
    most = np.ones(len(values))
    begins = bundling.size * len(worths)
    most[begins : begins + len(soft)] = np.inf
    whole = _whole(rows, bundling.size, len(worths))
    scale = sparse.diags_array([1 / row.unit for row in rows])
    filled = _matrix(np.ones(len(soft)), np.asarray(soft, np.int64), np.arange(len(soft)),
                     (len(rows), len(soft) + len(pairs)))  # fmt: skip
    ruled = sparse.hstack([scale @ whole, filled])
    once = _once(rows, bundling.size, len(worths), len(values))
    paired = _paired(pairs, bundling.size, len(worths), len(values))
    matrix = sparse.vstack([ruled, once, paired]).tocsr()
    lower = np.full(matrix.shape[0], -np.inf)
    upper = np.zeros(matrix.shape[0])
    lower[: len(rows)] = [-np.inf if row.lo is None else row.lo / row.unit for row in rows]
    upper[: len(rows)] = [np.inf if row.hi is None else row.hi / row.unit for row in rows]
    upper[len(rows) : len(rows) + once.shape[0]] = 1
    return Model(
        bundling, rows, pairs, worths, worth, soft, values, most, whole, matrix, lower, upper
    )  # fmt: skip


def excess(model: Model, x: Ints) -> Ints:
    """Return by how much a choice lies beyond each rule: above its most, or below a least without price."""
    found = model.whole @ x
    over = np.zeros(len(model.rows), np.int64)
    for at, row in enumerate(model.rows):
        if row.hi is not None and found[at] > row.hi:
            over[at] = found[at] - row.hi
        elif row.lo is not None and row.price is None and found[at] < row.lo:
            over[at] = found[at] - row.lo
    return over


def taken(model: Model, x: Ints) -> Flags:
    """Tell of each package whether it is chosen in some phase."""
    return np.asarray(x.reshape(len(model.worths), model.packages).max(axis=0, initial=0) > 0)


def missed(model: Model, x: Ints) -> list[tuple[Row, int]]:
    """Return the soft minima that a choice misses, and by how much."""
    found = model.whole @ x
    short = ((model.rows[at], int((model.rows[at].lo or 0) - found[at])) for at in model.soft)
    return [(row, by) for row, by in short if by > 0]


def objective(model: Model, x: Ints) -> float:
    """Return what a choice is worth: packages in their phases and pairs, less the price of what it misses."""
    chosen = taken(model, x)
    pairs = sum(value for first, second, value in model.pairs if chosen[first] and chosen[second])
    price = sum(float(row.price or 0) * by for row, by in missed(model, x))
    return float(model.values[: model.binary] @ x) + pairs - price


def tiled(at: Ints, packages: int, phases: int) -> Ints:
    """Return the columns of these packages in each of the first phases."""
    return np.concatenate([at + packages * phase for phase in range(phases)])


def _worth(bundling: Bundling, synergies: Sequence[Synergy]) -> tuple[Floats, Pairs]:
    worth = np.zeros(bundling.size)
    np.add.at(worth, bundling.package, [float(one.value) for one in bundling.projects])
    package = {one.id: int(bundling.package[at]) for at, one in enumerate(bundling.projects)}
    pairs = []
    for synergy in synergies:
        first, second = (package[name] for name in synergy.pair)
        if first == second:
            worth[first] += float(synergy.value)
        else:
            pairs.append((first, second, float(synergy.value)))
    return worth, tuple(pairs)


def _whole(rows: Sequence[Row], packages: int, phases: int) -> Any:
    """Return the whole weights of the rules by choosing column."""
    at = [tiled(row.at, packages, row.phases or phases) for row in rows]
    data = [np.tile(row.weights, row.phases or phases) for row in rows]
    lines = np.repeat(np.arange(len(rows)), [len(one) for one in at])
    shape = (len(rows), packages * phases)
    return _matrix(np.concatenate(data), lines, np.concatenate(at), shape)


def _once(rows: Sequence[Row], packages: int, phases: int, columns: int) -> Any:
    """Return what lets a package be chosen in one phase only; its group may say so already."""
    grouped = [row.at for row in rows if row.key == "group"]
    free = np.setdiff1d(np.arange(packages), np.concatenate([np.zeros(0, np.int64), *grouped]))
    if phases == 1:
        free = free[:0]
    at = tiled(free, packages, phases)
    lines = np.tile(np.arange(len(free)), phases)
    return _matrix(np.ones(len(at)), lines, at, (len(free), columns))


def _paired(pairs: Pairs, packages: int, phases: int, columns: int) -> Any:
    """Return what lets a pair count only if both are chosen: pair − Σ phases of each ≤ 0."""
    ends = np.array([[first, second] for first, second, _ in pairs], np.int64).reshape(-1)
    own = np.repeat(columns - len(pairs) + np.arange(len(pairs)), 2)
    at = np.concatenate([tiled(ends, packages, phases), own])
    lines = np.tile(np.arange(len(ends)), phases + 1)
    data = np.repeat([-1.0, 1.0], [len(ends) * phases, len(ends)])
    return _matrix(data, lines, at, (len(ends), columns))


def _matrix(data: Floats | Ints, lines: Ints, at: Ints, shape: tuple[int, int]) -> Any:
    return sparse.csr_matrix((data, (lines, at)), shape=shape)
