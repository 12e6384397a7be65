"""Home of the kernel: rounds of the Method of Equal Shares in floats, with bounds on what they are worth.

The price of a project is what a supporter who can afford it pays per point; its key is that price per
unit of satisfaction, and the smallest key is funded. Keys only grow while money is spent, so an old key is
a lower bound: the smallest is looked at first, and each look is one Newton step from below towards the
price at which supporters pay the cost (those who have less pay all they have).

Money and points of a merged ballot are those of all its voters together. `slack` bounds the sum over
ballots of what rounding did to their money: what a drained voter's money was wrong by, the others
pay instead, so it is handed on and never multiplied.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np

from xiaowei.analysis.voting.election import Floats, Ints

DONE, DECIDE, EDGES = 0, 1, 2
"""No project can be paid for · fractions have to say which · fractions have to say who is drained."""
OPEN, FUNDED, OUT = 0, 1, 2
NEAR = 1e-9
EPSILON = float(np.finfo(np.float64).eps)
ROUND, STAMP, EDGE_COUNT, LOOKS = 0, 1, 2, 3


class Sheet(NamedTuple):
    """What does not change: supporters by project, with the points of all voters of a ballot together.

    `floors` are the keys where every supporter can pay in full; infinite where nobody supports.
    """

    begins: Ints
    voters: Ints
    points: Floats
    costs: Floats
    gains: Floats
    weights: Floats
    floors: Floats


class Purse(NamedTuple):
    """What changes: money by ballot; `start`, `low`, `key` and `near` by project; what was funded."""

    money: Floats
    drained: Ints
    status: Ints
    start: Floats
    low: Floats
    key: Floats
    near: Floats
    fresh: Ints
    doubt: Ints
    funded: Ints
    prices: Floats
    most: Floats
    payers: Ints
    edges: Ints
    slack: Floats
    counters: Ints


@numba.njit(cache=True, nogil=True)
def rounding(sheet: Any, project: int) -> float:
    """Return a bound on what rounding does to the money in one look at a project."""
    length = sheet.begins[project + 1] - sheet.begins[project]
    return float(2 * EPSILON * (length + 4) * sheet.costs[project])


@numba.njit(cache=True, nogil=True)
def look(sheet: Any, money: Any, project: int, price: float) -> Any:
    """Return what poor supporters have at a price, the points of the others, and what those have."""
    poor, units, rest = 0.0, 0.0, 0.0
    for at in range(sheet.begins[project], sheet.begins[project + 1]):
        has = money[sheet.voters[at]]
        if has < sheet.points[at] * price:
            poor += has
        else:
            units += sheet.points[at]
            rest += has
    return poor, units, rest


@numba.njit(cache=True, nogil=True)
def step(sheet: Any, purse: Any, project: int) -> None:
    """Bring a project's key one Newton step up; it is fresh once a step leaves it where it was."""
    start = purse.start[project]
    poor, units, rest = look(sheet, purse.money, project, start * sheet.gains[project])
    cost = sheet.costs[project]
    slack = purse.slack[0] + rounding(sheet, project)
    margin = slack + NEAR * cost
    purse.counters[LOOKS] += 1
    if poor + rest < cost - margin:
        purse.status[project] = OUT
        return
    key = start
    if units > 0:
        key = (cost - poor) / units / sheet.gains[project]
        purse.near[project] = NEAR * key + slack / units / sheet.gains[project]
    if units <= 0 or key <= start:
        key = max(key, start)
        purse.fresh[project] = purse.counters[STAMP]
        purse.doubt[project] = poor + rest <= cost + margin
        purse.key[project] = key
    purse.start[project] = key
    purse.low[project] = key - purse.near[project]


@numba.njit(cache=True, nogil=True)
def search(sheet: Any, purse: Any, limit: float) -> int:
    """Return the project of the smallest key, or -1; keys up to `limit` are fresh then, and its rivals'."""
    stamp = purse.counters[STAMP]
    best, reach = -1, np.inf
    for project in range(len(purse.low)):
        known = purse.status[project] == OPEN and purse.fresh[project] == stamp
        if known and (best < 0 or purse.key[project] < purse.key[best]):
            best, reach = project, max(limit, purse.key[project] + purse.near[project])
    while True:
        following, least = -1, np.inf
        for project in range(len(purse.low)):
            if (
                purse.low[project] < least
                and purse.status[project] == OPEN
                and purse.fresh[project] != stamp
            ):
                following, least = project, purse.low[project]
        if following < 0 or least > reach:
            return best
        step(sheet, purse, following)
        if purse.fresh[following] == stamp and (best < 0 or purse.key[following] < purse.key[best]):
            best = following
            reach = max(limit, purse.key[best] + purse.near[best])


@numba.njit(cache=True, nogil=True)
def is_open(purse: Any, best: int) -> bool:
    """Tell whether floats leave open that `best` is the one: it has rivals, or may be beyond means."""
    if purse.doubt[best]:
        return True
    for project in range(len(purse.low)):
        if (
            project != best
            and purse.status[project] == OPEN
            and purse.fresh[project] == purse.counters[STAMP]
            and purse.low[project] <= purse.key[best] + purse.near[best]
        ):
            return True
    return False


@numba.njit(cache=True, nogil=True)
def pay(sheet: Any, purse: Any, project: int) -> None:
    """Fund a project at its key; whoever is too near to being drained is left to fractions (`edges`)."""
    turn, price = purse.counters[ROUND], purse.key[project] * sheet.gains[project]
    spread = purse.near[project] * sheet.gains[project]
    edges, most, payers, kept = 0, 0.0, 0, 0.0
    slack = purse.slack[0] + rounding(sheet, project)
    for at in range(sheet.begins[project], sheet.begins[project + 1]):
        voter = sheet.voters[at]
        has, due = purse.money[voter], sheet.points[at] * price
        if purse.drained[voter] >= 0:
            continue
        payers += int(sheet.weights[voter])
        most = max(most, min(has, due) / sheet.weights[voter])
        if abs(has - due) <= 4 * slack + 2 * spread * sheet.points[at]:
            purse.edges[edges] = at
            edges += 1
        elif has < due:
            purse.money[voter] = 0.0
            purse.drained[voter] = turn
        else:
            purse.money[voter] = has - due
            kept += has - due
    purse.status[project] = FUNDED
    purse.funded[turn], purse.prices[turn] = project, price
    purse.most[turn], purse.payers[turn] = most, payers
    purse.counters[ROUND] += 1
    purse.counters[STAMP] += 1
    purse.counters[EDGE_COUNT] = edges
    purse.slack[0] = slack + EPSILON * kept


@numba.njit(cache=True, nogil=True)
def advance(sheet: Any, purse: Any) -> int:
    """Fund project after project until none is left (`DONE`) or fractions are needed."""
    while True:
        best = search(sheet, purse, -1.0)
        if best < 0:
            return DONE
        if is_open(purse, best):
            return DECIDE
        pay(sheet, purse, best)
        if purse.counters[EDGE_COUNT]:
            return EDGES
