"""Home of holding: whether one order of funding holds for every share between two.

While an order stays the same, whoever has a larger share never has less left and prices never rise. So
between a left and a right share everybody's money and all prices lie between those at the two ends, and
nobody who is rich at the left end is poor at the right one. Where the same voters are poor at both ends,
money and prices are straight lines in the share. `errors` bounds what each ballot's money may be off its
line, for the sake of those who are poor at the left end only; a price is off by at most what the poor
are off and what these few pay themselves, parted by the points of those who are rich at both. A rival
that comes after the funded project at both ends, by more than both may be off, comes after it
everywhere between.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from xiaowei.analysis.voting.kernel import (
    EPSILON,
    FUNDED,
    OPEN,
    STAMP,
    look,
    rounding,
    search,
    step,
)

HELD = -1


@numba.njit(cache=True, nogil=True)
def holds(sheet: Any, left: Any, right: Any, order: Any) -> Any:
    """Return `HELD`, or a rival that may come first between the shares, and its gap at either end.

    The purses are those before the first turn; `order` are the projects funded at the left end. A gap is
    how much a rival's key is above that of the funded project, or how much its supporters lack.
    """
    errors = np.zeros(len(left.money))
    for project in order:
        _freshen(sheet, left, project)
        ceiling = left.key[project] + left.near[project]
        search(sheet, right, ceiling)
        if not (_is_sure(left, project) and _is_sure(right, project)):
            return project, 0.0, 0.0
        off, still = _off(sheet, left, right, project, errors)
        for rival in range(len(right.low)):
            if rival != project and right.status[rival] == OPEN and right.low[rival] <= ceiling:
                comes_after, before, after = _against(
                    sheet, left, right, project, rival, off, still, errors
                )
                if not comes_after:
                    return rival, before, after
        _pay(sheet, left, right, project, off * sheet.gains[project], errors)
    last = search(sheet, right, np.inf)
    if last < 0:
        return HELD, 0.0, 0.0
    return last, _lacks(sheet, left, last), _lacks(sheet, right, last)


@numba.njit(cache=True, nogil=True)
def _against(
    sheet: Any,
    left: Any,
    right: Any,
    project: int,
    rival: int,
    off: float,
    still: bool,
    errors: Any,
) -> Any:
    """Tell whether a rival comes after a project everywhere between, and its gap at either end.

    `off` is how far the project's key may be off its line, `still` whether it is the same everywhere.
    """
    _freshen(sheet, left, rival)
    if not (_is_sure(left, rival) and _is_sure(right, rival)):
        return False, _lacks(sheet, left, rival), _lacks(sheet, right, rival)
    rival_off, rival_still = _off(sheet, left, right, rival, errors)
    before = left.low[rival] - left.key[project] - left.near[project]
    after = right.low[rival] - right.key[project] - right.near[project]
    apart = min(before, after) > off + rival_off
    return apart or (still and rival_still) or _are_twins(sheet, project, rival), before, after


@numba.njit(cache=True, nogil=True)
def _lacks(sheet: Any, purse: Any, project: int) -> float:
    """Return how much supporters lack to pay for a project, below 0 what they have beyond its cost."""
    poor, _, rest = look(sheet, purse.money, project, 0.0)
    return float(sheet.costs[project] - poor - rest)


@numba.njit(cache=True, nogil=True)
def _freshen(sheet: Any, purse: Any, project: int) -> None:
    while purse.status[project] == OPEN and purse.fresh[project] != purse.counters[STAMP]:
        step(sheet, purse, project)


@numba.njit(cache=True, nogil=True)
def _is_sure(purse: Any, project: int) -> bool:
    """Tell whether a project is within means, and that beyond doubt."""
    return purse.status[project] == OPEN and not purse.doubt[project]


@numba.njit(cache=True, nogil=True)
def _off(sheet: Any, left: Any, right: Any, project: int, errors: Any) -> Any:
    """Return how far a key may be off its line, and whether it is the same for all shares between."""
    high, low = left.key[project] * sheet.gains[project], right.key[project] * sheet.gains[project]
    rich, poor = 0.0, 0.0
    error = left.slack[0] + right.slack[0] + 2 * rounding(sheet, project)
    least = error
    for at in range(sheet.begins[project], sheet.begins[project + 1]):
        had, has = left.money[sheet.voters[at]], right.money[sheet.voters[at]]
        points = sheet.points[at]
        if had >= points * high and has >= points * low:
            rich += points
        elif has < points * low:
            poor += has
            error += errors[sheet.voters[at]]
        else:
            error += min(has, points * high) - min(had, points * low)
    if rich <= 0:
        return np.inf, False
    return error / rich / sheet.gains[project], error == least and poor <= 0


@numba.njit(cache=True, nogil=True)
def _are_twins(sheet: Any, one: int, other: int) -> bool:
    """Tell whether two projects cost the same and the same voters gave them the same."""
    begin, end = sheet.begins[one], sheet.begins[one + 1]
    ahead = sheet.begins[other] - begin
    if sheet.costs[one] != sheet.costs[other] or sheet.begins[other + 1] - ahead != end:
        return False
    for at in range(begin, end):
        if (
            sheet.voters[at] != sheet.voters[at + ahead]
            or sheet.points[at] != sheet.points[at + ahead]
        ):
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _pay(sheet: Any, left: Any, right: Any, project: int, off: float, errors: Any) -> None:
    """Fund a project at both ends, at a price that may be `off` its line."""
    high, low = left.key[project] * sheet.gains[project], right.key[project] * sheet.gains[project]
    kept = 0.0
    for at in range(sheet.begins[project], sheet.begins[project + 1]):
        voter, points = sheet.voters[at], sheet.points[at]
        had, has = left.money[voter], right.money[voter]
        left.money[voter] = max(0.0, had - points * high)
        right.money[voter] = max(0.0, has - points * low)
        kept += right.money[voter]
        if had >= points * high and has >= points * low:
            errors[voter] += points * off
        else:
            errors[voter] = right.money[voter]
    for purse in (left, right):
        purse.slack[0] += rounding(sheet, project) + EPSILON * kept
        purse.status[project] = FUNDED
        purse.counters[STAMP] += 1
