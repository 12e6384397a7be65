"""Home of waiting: where the days of an event log go, arrow by arrow of its directly-follows graph.

An arrow leads from a step to the one that followed it in the same case (van der Aalst, Process Mining,
2016, 6.2); its wait is the time between the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.eventlog import EventLog, Floats, Ints


@dataclass(frozen=True, slots=True)
class Arrows:
    """The arrows of a log, the one with the most days first; all of shape (arrows,).

    `source` and `target` are indices of steps, `times` how often the arrow was walked, `p50` and `p90`
    days waited, `total` the days of all; `share` of all days of the log.
    """

    source: Ints
    target: Ints
    times: Ints
    p50: Floats
    p90: Floats
    total: Floats

    @property
    def share(self) -> Floats:
        """Return each arrow's share of all days waited."""
        whole = float(self.total.sum())
        return self.total / whole if whole > 0 else np.zeros(len(self.total))


def arrows(log: EventLog) -> Arrows:
    """Return how often each step followed each other one, and how long that took."""
    inner = np.flatnonzero(~log.first)
    waits = log.at[inner] - log.at[inner - 1]
    code = log.step[inner - 1] * len(log.steps) + log.step[inner]
    order = np.lexsort((waits, code))
    walked, begin, times = np.unique(code[order], return_index=True, return_counts=True)
    total = np.add.reduceat(waits[order], begin) if len(begin) else np.zeros(0)
    most = np.lexsort((walked, -total))
    source, target = np.divmod(walked, len(log.steps))
    p50, p90 = (_at_share(waits[order], begin, times, share) for share in (0.5, 0.9))
    return Arrows(
        *(part[most] for part in (source, target, times)), *(p[most] for p in (p50, p90, total))
    )


def _at_share(waits: Floats, begin: Ints, times: Ints, share: float) -> Floats:
    """Return the quantile within each run of ascending waits, linear between neighbours."""
    if not len(begin):
        return np.zeros(0)
    place = begin + share * (times - 1)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, begin + times - 1)
    return np.asarray(waits[low] + (place - low) * (waits[high] - waits[low]))
