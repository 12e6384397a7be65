"""Home of endings: which cases of an event log are over, which are open, which came to rest.

A log tells steps, not ends. A case is over at the step named as the finish; without a name, when it
stands where cases usually end: the same steps done and the same one last, and for most cases nothing came
after. A case at which nothing happened for longer than almost any case that went on has come to rest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.eventlog import EventLog, Flags, Floats, Ints
from xiaowei.domain.errors import BadInput

RESTING_SHARE = 0.99
"""So many of the cases never waited longer between two steps."""
FINAL_SHARE = 0.5
"""A standing is final where so many of the cases that reached it went no further."""
FEWEST_CASES, FEWEST_FINISHED = 2, 2


@dataclass(frozen=True, slots=True)
class Endings:
    """How each case stands at a moment; all of shape (cases,).

    `over_at` are days since 1970-01-01, infinite for a case that isn't over. A case that came to rest
    without being over is neither open nor over.
    """

    over_at: Floats
    resting: Flags
    rest_days: float

    @property
    def over(self) -> Flags:
        """Tell which cases are over."""
        return np.isfinite(self.over_at)

    @property
    def open(self) -> Flags:
        """Tell which cases are still under way."""
        return ~self.over & ~self.resting


def endings(log: EventLog, day: float, finishes: Collection[str] = ()) -> Endings:
    """Return how the cases stand at `day`, a moment not before the log's last event.

    `finishes` names the steps that end a case; without them a case that came to rest is over as well.

    :raises BadInput: `no_such_step`, `pace_few_cases`, `nothing_finished`
    """
    if len(log.cases) < FEWEST_CASES:
        raise BadInput("pace_few_cases", count=len(log.cases), least=FEWEST_CASES)
    quiet = day - log.at[log.last]
    rest_days = _rest_days(log)
    resting = quiet > rest_days
    over_at = _named_ends(log, finishes) if finishes else _usual_ends(log, resting)
    found = Endings(over_at, resting & ~np.isfinite(over_at), rest_days)
    if found.over.sum() < FEWEST_FINISHED:
        raise BadInput("nothing_finished", count=int(found.over.sum()), least=FEWEST_FINISHED)
    return found


def _rest_days(log: EventLog) -> float:
    """Return the wait that hardly any case exceeded between two of its steps."""
    gaps = np.where(log.first, 0.0, np.diff(log.at, prepend=log.at[0]))
    longest = np.maximum.reduceat(gaps, np.flatnonzero(log.first))
    return float(np.quantile(longest, RESTING_SHARE))


def _named_ends(log: EventLog, finishes: Collection[str]) -> Floats:
    unknown = sorted(set(finishes) - set(log.steps))
    if unknown:
        raise BadInput("no_such_step", name=unknown[0], known="、".join(log.steps[:40]))
    is_end = np.isin(log.step, [log.steps.index(name) for name in finishes])
    over_at = np.full(len(log.cases), np.inf)
    np.minimum.at(over_at, log.case[is_end], log.at[is_end])
    return over_at


def _usual_ends(log: EventLog, resting: Flags) -> Floats:
    """Return when each case ended that came to rest or stands where most cases ended."""
    standing = np.unique(standings(log), return_inverse=True)[1]
    went_on = np.bincount(standing[~log.last], minlength=standing.max() + 1)
    stayed = np.bincount(standing[log.last][resting], minlength=len(went_on))
    final = (stayed > 0) & (stayed >= FINAL_SHARE * (stayed + went_on))
    over = resting | final[standing[log.last]]
    return np.where(over, log.at[log.last], np.inf)


def standings(log: EventLog) -> Ints:
    """Return a number for where each event left its case: the set of steps done, and the last; shape (n,)."""
    marks = _marks(len(log.steps))
    pair = log.case * len(log.steps) + log.step
    new = np.zeros(len(pair), bool)
    new[np.unique(pair, return_index=True)[1]] = True
    running = np.bitwise_xor.accumulate(np.where(new, marks[log.step], np.uint64(0)))
    before = np.r_[np.uint64(0), running[:-1]]
    done = running ^ before[np.flatnonzero(log.first)][log.case]
    told: Ints = (done * np.uint64(3) + marks[log.step]).view(np.int64)
    return told


def _marks(count: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return a 64-bit number for each step, whose sums by XOR tell sets apart (splitmix64)."""
    marks = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        marks = (marks ^ (marks >> np.uint64(shift))) * np.uint64(factor)
    return marks ^ (marks >> np.uint64(31))
