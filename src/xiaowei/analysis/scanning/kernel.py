"""Home of the kernel: walks all zones and windows, for what was observed and for what chance would show.

For a zone the log likelihood ratio grows with the count, so beneath a threshold a count need only be
compared: for each count the expectation is known up to which it reaches the threshold. Many
simulations are walked together (`AT_ONCE`), and a logarithm is taken only where a count reached.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

AT_ONCE = 128
LEAST_CASES = 2
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@numba.njit(cache=True, nogil=True)
def ratio(count: float, expected: float, total: float) -> float:
    """Return the log likelihood ratio of a zone with more cases than expected, 0 for others."""
    if count < LEAST_CASES or count <= expected:
        return 0.0
    found = count * math.log(count / expected)
    if count < total:
        found += (total - count) * math.log((total - count) / (total - expected))
    return found


@numba.njit(cache=True, nogil=True)
def best_zones(order: Ints, reach: Ints, counts: Ints, expected: Floats, total: float) -> Any:
    """Return for each center its largest ratio, and of which size and window."""
    centers, windows = len(order), counts.shape[1]
    best = np.zeros(centers)
    size, window = np.zeros(centers, np.int64), np.zeros(centers, np.int64)
    for center in range(centers):
        seen, due = np.zeros(windows), np.zeros(windows)
        for step in range(reach[center]):
            place = order[center, step]
            for at in range(windows):
                seen[at] += counts[place, at]
                due[at] += expected[place, at]
                more = seen[at] - due[at]
                if more <= 0 or more * more * total < best[center] * due[at] * (total - due[at]):
                    continue  # log z <= z - 1, so the ratio is at most more² total / (due (total - due))
                found = ratio(seen[at], due[at], total)
                if found > best[center]:
                    best[center], size[center], window[center] = found, step + 1, at
    return best, size, window


def limits(threshold: float, total: int, most: int) -> Floats:
    """Return for each count from `LEAST_CASES` on the largest expectation with which it reaches a threshold.

    The last is infinite: no count above `most` can come.
    """
    counts = np.arange(LEAST_CASES, most + 1, dtype=np.float64)
    low, high = np.full(len(counts), 1e-12), counts.copy()
    for _ in range(60):
        middle = (low + high) / 2
        rest = total - counts
        with np.errstate(divide="ignore", invalid="ignore"):
            tail = np.where(rest > 0, rest * np.log(rest / (total - middle)), 0.0)
        reaches = counts * np.log(counts / middle) + tail >= threshold
        low, high = np.where(reaches, middle, low), np.where(reaches, high, middle)
    return np.append(high, np.inf)


@numba.njit(cache=True, nogil=True)
def largest(
    order: Ints, reach: Ints, counts: Any, expected: Floats, limit: Floats, total: float
) -> Any:
    """Return the largest ratio of each of `AT_ONCE` simulations that reaches the threshold, else 0.

    `counts` are locations × windows × simulations, of two bytes each where they fit: the shorter, the more
    of them the processor adds at once.
    """
    found = np.zeros(AT_ONCE)
    seen = np.zeros_like(counts[0])
    windows = len(seen)
    due, needed = np.zeros(windows), np.zeros(windows, np.int64)
    for center in range(len(order)):
        seen[:] = 0
        due[:] = 0
        needed[:] = 0
        for step in range(reach[center]):
            place = order[center, step]
            for at in range(windows):
                due[at] += expected[place, at]
                while due[at] > limit[needed[at]]:
                    needed[at] += 1
                if _add(seen[at], counts[place, at]) >= needed[at] + LEAST_CASES:
                    _weigh(found, seen[at], needed[at] + LEAST_CASES, due[at], total)
    return found


@numba.njit(cache=True, nogil=True, fastmath=True)
def _add(seen: Any, more: Any) -> Any:
    """Add counts to counts; return the largest."""
    most = seen[0]
    for lane in range(AT_ONCE):
        seen[lane] += more[lane]
        most = max(most, seen[lane])
    return most


@numba.njit(cache=True, nogil=True)
def _weigh(found: Floats, seen: Any, least: int, due: float, total: float) -> None:
    for lane in range(AT_ONCE):
        if seen[lane] >= least:
            found[lane] = max(found[lane], ratio(float(seen[lane]), due, total))


@numba.njit(cache=True, nogil=True)
def permuted(
    owners: Ints, begins: Ints, per_period: Ints, first: int, last: int, seed: int, out: Ints
) -> None:
    """Give the cases of the periods from `first` to `last` to locations at random (locations × periods).

    `owners` is the location of each case, group after group, which `begins` parts; `per_period` are groups ×
    periods. A copy is shuffled, so that a draw depends on its seed alone.
    """
    np.random.seed(seed)
    owners = owners.copy()
    out[:] = 0
    for group in range(len(per_period)):
        drawn, end = begins[group], begins[group + 1]
        for period in range(first, last + 1):
            for _ in range(per_period[group, period]):
                at = drawn + np.random.randint(0, end - drawn)
                owners[drawn], owners[at] = owners[at], owners[drawn]
                out[owners[drawn], period - first] += 1
                drawn += 1


@numba.njit(cache=True, nogil=True)
def scattered(until: Floats, guide: Ints, periods: int, total: int, seed: int, out: Ints) -> None:
    """Scatter cases over cells by the running sum of their chances; what lies beyond falls outside.

    `guide` tells from which cell on to look for each of its even parts of the sum (Chen and Asau 1974).
    """
    np.random.seed(seed)
    out[:] = 0
    inside = np.random.binomial(total, until[-1]) if until[-1] < 1 else total
    for _ in range(inside):
        chance = np.random.random()
        cell = guide[int(chance * len(guide))]
        while cell < len(until) - 1 and until[cell] <= chance * until[-1]:
            cell += 1
        out[cell // periods, cell % periods] += 1


def guide_to(until: Floats) -> Ints:
    """Return for each of as many even parts of a running sum as it has cells the cell in which it begins."""
    begins = np.arange(len(until)) / len(until) * until[-1]
    return np.asarray(np.minimum(np.searchsorted(until, begins, side="right"), len(until) - 1))


@numba.njit(cache=True, nogil=True)
def fill(counts: Any, lane: int, drawn: Ints, begins: Ints, ends: Ints) -> None:
    """Write one simulation's sums over the windows into its lane; where no case fell they stay 0."""
    until = np.zeros(drawn.shape[1] + 1, np.int64)
    for place in range(len(drawn)):
        for period in range(drawn.shape[1]):
            until[period + 1] = until[period] + drawn[place, period]
        for at in range(len(begins)) if until[-1] else range(0):
            counts[place, at, lane] = until[ends[at] + 1] - until[begins[at]]
