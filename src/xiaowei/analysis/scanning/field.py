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

    `counts` and `expected` are locations × windows; `cases` are groups × locations × periods; `cells` are
    the expectations by location and period (Poisson), or None where times are permuted among the cases of
    a group; `at_risk` bounds the size of a zone.
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
    """Return the field of the space-time permutation model (Kulldorff et al. 2005).

    `cases` are locations × periods, or groups × locations × periods: each group has its own times.
    """
    cases = cases if cases.ndim == 3 else cases[None]
    counts = np.array([_summed(group, windows) for group in cases])
    totals = np.maximum(cases.sum((1, 2)), 1)
    expected = np.einsum("gl,gw,g->lw", cases.sum(2), counts.sum(1), 1 / totals)
    at_risk = cases.sum((0, 2)).astype(np.float64)
    return Field(counts.sum(0), expected, windows, cases, None, at_risk)


def poisson_field(cases: Ints, person_days: Floats, windows: Windows) -> Field:
    """Return the field of the discrete Poisson model (Kulldorff 1997), standardised indirectly by group.

    Both are groups × locations × periods. What is at risk in a zone is what is expected there.
    """
    cells = standardise(cases, person_days)
    counts = _summed(cases.sum(0), windows)
    return Field(counts, _summed(cells, windows), windows, cases, cells, cells.sum(1))


def standardise(cases: Ints, person_days: Floats) -> Floats:
    """Return what is expected by location and period if each group had one rate everywhere, always.

    Both are groups × locations × periods. Indirect standardisation; the sum is that of the cases.
    """
    rates = cases.sum((1, 2)) / np.maximum(person_days.sum((1, 2)), 1e-12)
    return np.asarray(np.einsum("g,glp->lp", rates, person_days))


def _summed(cells: npt.NDArray[_Number], windows: Windows) -> npt.NDArray[_Number]:
    """Return the sums over windows of cells by location and period."""
    until = np.concatenate([np.zeros((len(cells), 1), cells.dtype), cells.cumsum(1)], 1)
    first, last = np.array([w[0] for w in windows]), np.array([w[1] for w in windows])
    found: npt.NDArray[_Number] = until[:, last + 1] - until[:, first]
    return found
