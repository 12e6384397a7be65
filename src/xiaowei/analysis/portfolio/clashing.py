"""Home of clashes: why no choice keeps all rules, as smallest sets of rules that can't hold together.

A set is smallest in that every one of its rules is needed: without any of them the others could hold
(QuickXplain, Junker 2004). Prices of a relaxation that misses as little as possible narrow the search.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from xiaowei.analysis.portfolio import engine
from xiaowei.analysis.portfolio.model import Model
from xiaowei.analysis.portfolio.rows import Floats, Row
from xiaowei.analysis.portfolio.wording import amount, asked
from xiaowei.domain.wording import Note

MOST_CLASHES = 8
SECONDS = 20.0
"""A set that isn't refuted by then is taken to be able to hold."""
NONE = 1e-6
Side = tuple[int, bool]
"""A row, and whether its least or its most is meant."""


@dataclass(frozen=True)
class Clash:
    """Rules that can't hold together, and the sentence that says so."""

    rules: tuple[Note, ...]
    text: Note


def clashes(model: Model) -> tuple[Clash, ...]:
    """Return the smallest sets of rules that can't hold together; no two share a least."""
    sides = [(at, True) for at, row in enumerate(model.rows) if _is_hard(row)]
    sides += [(at, False) for at, row in enumerate(model.rows) if row.hi is not None]
    found: list[Clash] = []
    while len(found) < MOST_CLASHES:
        near = _priced(model, sides)
        is_clashing = _checker(model, whole=near is None)
        if near is None and not is_clashing(sides):
            break
        smallest = minimal(near or sides, is_clashing)
        found.append(_told(model, smallest))
        sides = [side for side in sides if not (side[1] and side in smallest)]
    return tuple(found)


def minimal(sides: Sequence[Side], is_clashing: Callable[[Sequence[Side]], bool]) -> list[Side]:
    """Return a smallest part of `sides` that still clashes (QuickXplain)."""

    def explain(held: list[Side], grew: bool, rest: list[Side]) -> list[Side]:
        if grew and is_clashing(held):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        needed = explain([*held, *first], True, second)
        return explain([*held, *needed], bool(needed), first) + needed

    return explain([], False, list(sides))


def _is_hard(row: Row) -> bool:
    return row.lo is not None and row.lo > 0 and row.price is None


def _bounds(model: Model, sides: Sequence[Side]) -> tuple[list[int], Floats, Floats]:
    rows = sorted({at for at, _ in sides})
    line = {at: number for number, at in enumerate(rows)}
    lower, upper = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for at, least in sides:
        (lower if least else upper)[line[at]] = (model.lower if least else model.upper)[at]
    return rows, lower, upper


def _checker(model: Model, *, whole: bool) -> Callable[[Sequence[Side]], bool]:
    """Return what tells whether some rules can't hold together, in shares or of whole packages."""
    once = model.matrix[len(model.rows) :, : model.binary]
    once = once[np.diff(once.indptr) > 1]
    ones = np.ones(once.shape[0])

    def is_clashing(sides: Sequence[Side]) -> bool:
        rows, lower, upper = _bounds(model, sides)
        program = engine.Program(
            np.zeros(model.binary),
            np.ones(model.binary),
            sparse.vstack([model.matrix[rows, : model.binary], once]).tocsr(),
            np.concatenate([lower, ones - np.inf]),
            np.concatenate([upper, ones]),
        )
        if engine.solved(program).impossible or not whole:
            return engine.solved(program).impossible
        limited = replace(program, binary=model.binary)
        return engine.solved(limited, time_limit=SECONDS).impossible

    return is_clashing


def _priced(model: Model, sides: Sequence[Side]) -> list[Side] | None:
    """Return the rules that have a price where as little as possible is missed; None where nothing is."""
    rows, lower, upper = _bounds(model, sides)
    least = [line for line, bound in enumerate(lower) if bound > 0]
    if not least:
        return None
    short = sparse.csr_matrix(
        (np.ones(len(least)), (least, np.arange(len(least)))), shape=(len(rows), len(least))
    )
    scale = 1 / np.maximum(np.abs(lower[least]), 1)
    program = engine.Program(
        np.concatenate([np.zeros(model.binary), -scale]),
        np.concatenate([np.ones(model.binary), np.full(len(least), np.inf)]),
        sparse.hstack([model.matrix[rows, : model.binary], short]).tocsr(),
        lower,
        upper,
    )
    found = engine.solved(program)
    if found.objective > -NONE:
        return None
    prices = dict(zip(rows, found.prices, strict=True))
    return [
        (at, low)
        for at, low in sides
        if (prices[at] < -1e-12 and low) or (prices[at] > 1e-12 and not low)
    ]


def _told(model: Model, sides: Sequence[Side]) -> Clash:
    rules = tuple(asked(model.rows[at], least=least) for at, least in sorted(sides))
    if len(sides) > 1:
        return Clash(rules, Note("portfolio.clash.together", rules=rules))
    row = model.rows[sides[0][0]]
    weights = row.weights
    return Clash(
        rules,
        Note(
            "portfolio.clash.alone", rule=rules[0], amount=amount(int(weights.sum()), row.measure)
        ),
    )
