"""Home of staffing: how long cases had taken if a step had had more people, or fewer.

Each visit to a step waits in one queue for the first of its people who is free, in the order in which cases
came (FIFO with several servers; Kiefer & Wolfowitz, Trans. AMS 78 (1955) 1). A log tells when a step was
done, not when somebody began with it: the work of a visit is read off by running the queue as it was. Then
the same arrivals and the same works run through the queue as it might be. A case ends earlier by what its
visits save; every other wait stays as it was.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.eventlog import EventLog, Flags, Floats
from xiaowei.domain.errors import BadInput

MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class Staffing:
    """How the days of finished cases would spread: `before` and `after`, each (P50, P90), in days.

    `people` at the step as it was, `visits` to it, `waited` days in its queue before and after, on average.
    `passed` visits were done while none of so many people was free: so few can't have done them.
    """

    people: int
    visits: int
    before: tuple[float, float]
    after: tuple[float, float]
    waited: tuple[float, float]
    passed: int


def what_if(log: EventLog, over: Floats, step: int, people: int, more: int) -> Staffing:
    """Run the visits of one step past `people + more` instead of `people`.

    `over` (cases,) are the moments at which cases were over, infinite where they weren't.

    :raises BadInput: `staff_outside`, `nothing_finished`
    """
    if not 1 <= people <= MOST_PEOPLE or not 1 <= people + more <= MOST_PEOPLE:
        raise BadInput("staff_outside", people=people, more=more, most=MOST_PEOPLE)
    done = np.isfinite(over)
    if not done.any():
        raise BadInput("nothing_finished", count=0, least=1)
    visit = np.flatnonzero((log.step == step) & ~log.first & (log.at <= over[log.case]))
    came, left = log.at[visit - 1], log.at[visit]
    order = np.lexsort((left, came))
    came, left, visit = came[order], left[order], visit[order]
    began, queued = begun(came, left, people)
    again = began.copy()
    again[queued] = starts(came[queued], (left - began)[queued], people + more)
    saved = np.zeros(len(log.cases))
    np.add.at(saved, log.case[visit], began - again)
    lasted = (over - log.opened_at)[done]
    return Staffing(
        people, len(visit), _spread(lasted), _spread(np.maximum(lasted - saved[done], 0)),
        (_mean(began - came), _mean(again - came)), int((~queued).sum()),
    )  # fmt: skip


def begun(came: Floats, left: Floats, people: int) -> tuple[Floats, Flags]:
    """Return when the work of each visit began, in the order of coming, and which of them had queued.

    A visit that left before anybody was free was never in the queue: it began as it came.
    """
    free = [-np.inf] * people
    began, queued = came.copy(), np.zeros(len(came), bool)
    for at, (arrived, gone) in enumerate(zip(came.tolist(), left.tolist(), strict=True)):
        start = max(arrived, free[0])
        if start <= gone:
            began[at], queued[at] = start, True
            heapq.heapreplace(free, gone)
    return began, queued


def fewest(came: Floats, left: Floats) -> int:
    """Return how few people can have done all visits as they were, in the order of coming."""
    low, high = 1, max(most_at_once(came, left), 1)
    while low < high:
        middle = (low + high) // 2
        if begun(came, left, middle)[1].all():
            high = middle
        else:
            low = middle + 1
    return low


def most_at_once(came: Floats, left: Floats) -> int:
    """Return how many visits stood at the step at once at most; one that left makes room as another comes."""
    moments = np.concatenate([left, came])
    steps = np.repeat([-1, 1], [len(left), len(came)])
    stood = np.cumsum(steps[np.lexsort((steps, moments))])
    return int(stood.max(initial=0))


def starts(came: Floats, work: Floats, people: int) -> Floats:
    """Return when the work of each visit begins, in the order of coming."""
    free = [-np.inf] * people
    began = np.empty(len(came))
    for at, (arrived, needed) in enumerate(zip(came.tolist(), work.tolist(), strict=True)):
        began[at] = max(arrived, free[0])
        heapq.heapreplace(free, began[at] + needed)
    return began


def people_at(log: EventLog, step: int) -> int:
    """Return how many people did a step in a usual week in which it was done (the median); 0 if unknown."""
    kept = (log.step == step) & (log.person >= 0)
    if not kept.any():
        return 0
    week = np.floor(log.at[kept] / 7).astype(np.int64)
    pairs = np.unique(np.stack([week, log.person[kept]]), axis=1)
    return max(1, round(float(np.median(np.unique(pairs[0], return_counts=True)[1]))))


def _spread(days: Floats) -> tuple[float, float]:
    p50, p90 = np.percentile(days, (50, 90))
    return float(p50), float(p90)


def _mean(days: Floats) -> float:
    return float(days.mean()) if len(days) else 0.0
