"""Home of the benches: every claim of speed as one runnable comparison (`python -m bench`).

A module `bench_*.py` has `compare()`, ours beside the plain way in one run, or `norms()`, figures
beside what was promised. Seconds are CPU seconds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """One claim: `ours` and `plain` are CPU seconds for the same `n` pieces of work."""

    claim: str
    work: str
    n: int
    ours: float
    plain: float

    @property
    def ratio(self) -> float:
        """How many times faster ours is."""
        return self.plain / self.ours


@dataclass(frozen=True)
class Norm:
    """One promise: `n` pieces of work in at most `limit` CPU seconds, or in whatever `unit` says."""

    claim: str
    work: str
    n: int
    ours: float
    limit: float
    unit: str = "s"

    @property
    def kept(self) -> bool:
        """Whether the promise was kept in this run."""
        return self.ours <= self.limit


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the median CPU seconds of `work` over so many runs."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return max(statistics.median(taken), 1e-9)
