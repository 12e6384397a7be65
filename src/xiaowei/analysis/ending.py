"""Home of endings: which cases of an event log are over, which are open, which went quiet for good.

A log tells steps, not ends. Where the step that ends a case is named, that tells. Where none is, a case is
over when it has most likely gone quiet for good: of the cases that ever stood where it stands (the same
steps done, the same one last), so many never went on, and of those that did, so few waited so long. This is
the cure fraction of a survival curve (Boag, JRSS B 11 (1949) 15; Maller & Zhou, Survival Analysis with
Long-Term Survivors, 1996): its height where it stays level, over its height at the wait so far.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.eventlog import EventLog, Flags, Floats, Ints
from xiaowei.domain.errors import BadInput

LIKELY = 0.5
"""A case has gone quiet where that is at least so likely."""
FEWEST_VISITS = 20
"""A curve is drawn where so many events left a case in that standing."""
LONGEST, STILL_QUIET = 5, 4
"""A curve is level where, of so many longest waits, so many have not ended."""
FEWEST_CASES, FEWEST_FINISHED = 2, 2
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Endings:
    """How each case stands at a moment; all of shape (cases,).

    `over_at` are days since 1970-01-01, infinite for a case that isn't over. `quiet` is how likely a case
    is to have gone quiet for good; where it likely has without being over it is `resting`. `named` tells
    whether the step that ends a case was named, and not judged by quiet.
    """

    over_at: Floats
    quiet: Floats
    named: bool

    @property
    def over(self) -> Flags:
        """Tell which cases are over."""
        return np.isfinite(self.over_at)

    @property
    def resting(self) -> Flags:
        """Tell which cases went quiet for good without being over."""
        return ~self.over & (self.quiet >= LIKELY)

    @property
    def open(self) -> Flags:
        """Tell which cases are still under way."""
        return ~self.over & ~self.resting


def endings(log: EventLog, day: float, finishes: Collection[str] = ()) -> Endings:
    """Return how the cases stand at `day`, a moment not before the log's last event.

    `finishes` names the steps that end a case; without them a case that went quiet is over.

    :raises BadInput: `no_such_step`, `pace_few_cases`, `nothing_finished`
    """
    if len(log.cases) < FEWEST_CASES:
        raise BadInput("pace_few_cases", count=len(log.cases), least=FEWEST_CASES)
    named = _named_ends(log, finishes)
    quiet = quiet_chance(log, day, np.isfinite(named))
    judged = np.where(quiet >= LIKELY, log.at[log.last], np.inf)
    found = Endings(named if finishes else judged, quiet, bool(finishes))
    if found.over.sum() < FEWEST_FINISHED:
        raise BadInput("nothing_finished", count=int(found.over.sum()), least=FEWEST_FINISHED)
    return found


def quiet_chance(log: EventLog, day: float, over: Flags) -> Floats:
    """Return how likely each case is to have gone quiet for good; shape (cases,), 0 where it is `over`.

    The curve is that of the case's standing; where that isn't level, of its last step, else of all cases
    whose own weren't.
    """
    waiting = log.last & ~over[log.case]
    wait = np.where(log.last, day - log.at, np.diff(log.at, append=day))
    chance = np.zeros(len(wait))
    left = np.flatnonzero(waiting | ~log.last)
    for key in (standings(log), log.step, np.zeros(len(wait), np.int64)):
        found, settled = _chances(key[left], wait[left], waiting[left])
        chance[left[settled]] = found[settled]
        left = left[~settled]
    told = np.zeros(len(log.cases))
    told[log.case[waiting]] = chance[waiting]
    return told


def _chances(key: Ints, wait: Floats, waiting: Flags) -> tuple[Floats, Flags]:
    """Return for waits of each key how likely they never end, and where a curve is level enough to tell."""
    if not len(key):
        return np.zeros(0), np.zeros(0, bool)
    group = np.unique(key, return_inverse=True)[1]
    order = np.lexsort((waiting, wait, group))
    still = waiting[order]
    size = np.bincount(group)
    end = np.cumsum(size)
    at_risk = np.repeat(end, size) - np.arange(len(order))
    falls = np.where(still, 0.0, np.log(np.maximum(1 - 1 / at_risk, _LEAST)))
    height = np.cumsum(falls)
    height_at_end = height[np.maximum(end - LONGEST - 1, 0)]
    longest = np.cumsum(np.r_[0, still])
    quiet = longest[end] - longest[np.maximum(end - LONGEST, 0)]
    level = (size >= FEWEST_VISITS) & (quiet >= STILL_QUIET)
    chance, settled = np.empty(len(order)), np.empty(len(order), bool)
    chance[order] = np.exp(np.minimum(np.repeat(height_at_end, size) - height, 0))
    settled[order] = np.repeat(level, size)
    return chance, settled


def _named_ends(log: EventLog, finishes: Collection[str]) -> Floats:
    """Return when each case first came to a step named as its end; infinite where it never did."""
    unknown = sorted(set(finishes) - set(log.steps))
    if unknown:
        raise BadInput("no_such_step", name=unknown[0], known="、".join(log.steps[:40]))
    is_end = np.isin(log.step, [log.steps.index(name) for name in finishes])
    over_at = np.full(len(log.cases), np.inf)
    np.minimum.at(over_at, log.case[is_end], log.at[is_end])
    return over_at


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
