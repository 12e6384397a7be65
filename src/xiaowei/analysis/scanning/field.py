"""Home of a field: counts and expectations by location and time window, and how chance would fill it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_Number = TypeVar("_Number", np.int64, np.float64)
Windows = tuple[tuple[int, int], ...]
"""First and last period of each window."""


@dataclass(frozen=True)
class Field:
    """Counts and expectations of a study, ready to be scanned.

    `counts` and `expected` are locations × windows; `cells` are the expectations by location and period
    (Poisson), or None where times are permuted among the cases; `at_risk` bounds the size of a zone.
    """

    counts: Ints
    expected: Floats
    windows: Windows
    cases: Ints
    cells: Floats | None
    at_risk: Floats

    @property
    def total(self) -> int:
        """Return how many cases there are."""
        return int(self.cases.sum())


def windows_of(periods: int, longest: int, *, prospective: bool) -> Windows:
    """Return the windows of up to `longest` periods: those that end now, or all."""
    ends = [periods - 1] if prospective else range(periods)
    return tuple(
        (end - size + 1, end) for end in ends for size in range(1, longest + 1) if size <= end + 1
    )


def permutation_field(cases: Ints, windows: Windows) -> Field:
    """Return the field of the space-time permutation model: cases are locations × periods."""
    total = max(int(cases.sum()), 1)
    counts = _summed(cases, windows)
    expected = np.outer(cases.sum(1), counts.sum(0)) / total
    return Field(counts, expected, windows, cases, None, cases.sum(1).astype(np.float64))


def poisson_field(cases: Ints, population: Floats, windows: Windows) -> Field:
    """Return the field of the discrete Poisson model; `population` is by location, the same all the time."""
    periods = cases.shape[1]
    share = population / max(float(population.sum()), 1e-12)
    cells = np.outer(share, np.full(periods, cases.sum() / periods))
    return Field(
        _summed(cases, windows), _summed(cells, windows), windows, cases, cells, population
    )


def _summed(cells: npt.NDArray[_Number], windows: Windows) -> npt.NDArray[_Number]:
    """Return the sums over windows of cells by location and period."""
    until = np.concatenate([np.zeros((len(cells), 1), cells.dtype), cells.cumsum(1)], 1)
    first, last = np.array([w[0] for w in windows]), np.array([w[1] for w in windows])
    found: npt.NDArray[_Number] = until[:, last + 1] - until[:, first]
    return found
