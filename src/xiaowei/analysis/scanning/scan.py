"""Home of the scan: the most likely cluster of a field, others apart from it, and how likely by chance.

p = (1 + how many simulations reach the observed ratio) / (1 + simulations). A simulation is seeded by its own
number, so that p does not depend on how the work is split. Where it may stop early (Besag and Clifford 1991),
the one that is the last of enough to reach the likeliest's ratio is the last at all, and
p = how many reach / simulations.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.scanning import kernel
from xiaowei.analysis.scanning.field import Field, Floats, Ints

_SLACK = 1e-9
_DIGITS = 9
"""Ratios that agree so far are equal; of equal ones the smaller zone comes first."""
_LIKELY, _LOWEST, _CAUTION = 4.0, 0.5, 0.8
_SHORT = np.iinfo(np.int16).max // 2
"""With so many cases expected within the windows, no simulation has more than two bytes hold."""


@dataclass(frozen=True)
class Cluster:
    """A zone and window with more cases than expected; `locations` by distance from the first, the center."""

    locations: tuple[int, ...]
    window: tuple[int, int]
    observed: int
    expected: float
    llr: float
    p_value: float | None


def scan(
    field: Field,
    order: Ints,
    reach: Ints,
    replications: int = 999,
    seed: int = 1,
    enough: int = 0,
) -> list[Cluster]:
    """Return the clusters of a field, none overlapping a likelier one, the likeliest first.

    Clusters that every simulation outdoes are left out. Without replications there is no p. Simulations
    stop once `enough` reach the likeliest's ratio; 0 never stops.
    """
    best, size, window = kernel.best_zones(
        order, reach, field.counts, field.expected, float(field.total)
    )
    goal = float(best.max(initial=0)) - _SLACK
    drawn = _simulated(_Walk(field, order, reach, seed), replications, goal, enough)
    stopped = 0 < enough <= int((drawn >= goal).sum())
    chance = np.sort(drawn)
    found: list[Cluster] = []
    taken: set[int] = set()
    for center in np.lexsort((np.arange(len(best)), size, -best.round(_DIGITS))):
        places = tuple(int(one) for one in order[center, : size[center]])
        if best[center] <= 0 or not taken.isdisjoint(places):
            continue
        p_value = None
        if replications:
            above = len(chance) - int(np.searchsorted(chance, best[center] - _SLACK))
            p_value = above / len(chance) if stopped else (1 + above) / (1 + len(chance))
        if p_value == 1:
            break
        taken.update(places)
        column = window[center]
        found.append(
            Cluster(
                locations=places,
                window=field.windows[column],
                observed=int(field.counts[list(places), column].sum()),
                expected=float(field.expected[list(places), column].sum()),
                llr=float(best[center]),
                p_value=p_value,
            )
        )
    return found


def _simulated(walk: _Walk, replications: int, goal: float, enough: int) -> Floats:
    """Return the largest ratio of each simulation, as far as the one that is `enough`th to reach the goal.

    Thresholds only save time: what does not reach one is walked again with a lower one.
    """
    batches = [
        range(first, min(first + kernel.AT_ONCE, replications))
        for first in range(0, replications, kernel.AT_ONCE)
    ]
    if not batches:
        return np.zeros(0)
    found = walk.exact(batches[0], _LIKELY)
    threshold = float(found.min()) * _CAUTION
    together = os.cpu_count() or 1 if enough else len(batches)
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for first in range(1, len(batches), together):
            if 0 < enough <= (found >= goal).sum():
                break
            wave = batches[first : first + together]
            found = np.concatenate([found, *workers.map(lambda b: walk.exact(b, threshold), wave)])
    reaching = np.flatnonzero(found >= goal)
    return found[: reaching[enough - 1] + 1] if 0 < enough <= len(reaching) else found


class _Walk:
    """Draws simulations of a field and walks its zones."""

    def __init__(self, field: Field, order: Ints, reach: Ints, seed: int) -> None:
        self.field, self.seed = field, seed
        self.order, self.reach = np.ascontiguousarray(order), reach
        self.first = min(one for one, _ in field.windows)
        self.last = max(one for _, one in field.windows)
        self.periods = self.last - self.first + 1
        self.begins = np.array([first for first, _ in field.windows]) - self.first
        self.ends = np.array([last for _, last in field.windows]) - self.first
        self.per_period = field.cases.sum(1)
        owned = field.cases.sum(2)
        self.owners = np.repeat(np.tile(np.arange(owned.shape[1]), len(owned)), owned.ravel())
        self.parts = np.append(0, owned.sum(1).cumsum())
        self.inside = float(self.per_period[:, self.first : self.last + 1].sum())
        if field.cells is not None:
            cells = field.cells[:, self.first : self.last + 1]
            self.until = np.cumsum(cells.ravel()) / max(field.total, 1)
            self.guide = kernel.guide_to(self.until)
            self.inside = float(cells.sum())

    def exact(self, batch: Sequence[int], threshold: float) -> Floats:
        """Return the largest ratios of a batch, walked again with a lower threshold while one missed it."""
        found = self.batch(batch, threshold)
        while threshold and (found < threshold).any():
            threshold = threshold / 2 if threshold > _LOWEST else 0.0
            found = self.batch(batch, threshold)
        return found

    def batch(self, batch: Sequence[int], threshold: float) -> Floats:
        """Return the largest ratios of up to `AT_ONCE` simulations that reach a threshold."""
        field = self.field
        size = (*field.counts.shape, kernel.AT_ONCE)
        counts = np.zeros(size, np.int16 if self.inside <= _SHORT else np.int32)
        most = kernel.LEAST_CASES
        for lane, drawn in enumerate(self._draws(batch)):
            most = max(most, int(drawn.sum()))
            kernel.fill(counts, lane, drawn, self.begins, self.ends)
        limit = kernel.limits(threshold, field.total, most)
        found = kernel.largest(
            self.order, self.reach, counts, field.expected, limit, float(field.total)
        )
        return np.asarray(found[: len(batch)])

    def _draws(self, batch: Sequence[int]) -> Iterator[Ints]:
        drawn = np.zeros((len(self.field.counts), self.periods), np.int64)
        for number in batch:
            if self.field.cells is None:
                kernel.permuted(
                    self.owners, self.parts, self.per_period, self.first, self.last,
                    self.seed + number, drawn,
                )  # fmt: skip
            else:
                kernel.scattered(
                    self.until, self.guide, self.periods, self.field.total, self.seed + number,
                    drawn,
                )  # fmt: skip
            yield drawn
