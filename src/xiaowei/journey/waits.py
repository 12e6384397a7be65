"""Home of the waits of a programme: between which two steps its projects' working days go, and which most.

An arrow leads from a step to the one that followed it in the same project (`analysis.waiting`). Those who
still wait are counted beside it: of an arrow on which all stand still no walk tells anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from xiaowei.analysis.waiting import arrows
from xiaowei.journey.clock import STEPS, Step, current
from xiaowei.journey.line import Line
from xiaowei.journey.steplog import done_steps, working_log

FEWEST_WALKED = 5
"""No arrow that fewer projects walked is named as the worst."""
STEP_OF = {"papers": "apply"}
"""An emergency's papers are its application."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The wait between two steps in working days: of `times` projects the `mean`, and what nine of ten do
    not exceed; `share` of all days waited, 0 to 1; `still` wait now, for `so_far` days on average, `over`
    of them beyond their limit.
    """

    source: str
    target: str
    times: int
    mean: float | None
    nine: float | None
    share: float
    still: int = 0
    so_far: float | None = None
    over: int = 0


def waits(walks: Iterable[tuple[Line, list[Step]]]) -> tuple[Wait, ...]:
    """Return the waits between the steps of projects, the one that took most days first."""
    known = [(line, steps) for line, steps in walks if any(done_steps(line))]
    if not known:
        return ()
    log = working_log([line for line, _ in known])
    last = dict(zip(log.cases, (log.steps[one] for one in log.step[log.last]), strict=True))
    now = _waiting(known, last)
    found, rows = arrows(log), []
    parts = (found.source, found.target, found.times, found.total, found.p90, found.share)
    for source, target, times, total, nine, share in zip(*(x.tolist() for x in parts), strict=True):
        pair = (log.steps[source], log.steps[target])
        rows.append(Wait(*pair, times, total / times, nine, share, **_so_far(now.pop(pair, ()))))
    rows += [Wait(*pair, 0, None, None, 0.0, **_so_far(held)) for pair, held in sorted(now.items())]
    return tuple(rows)


def worst(rows: Iterable[Wait], targets: Collection[str] = STEPS) -> Wait | None:
    """Return the wait for one of some steps that took most of all days, where enough projects walked it."""
    walked = (row for row in rows if row.times >= FEWEST_WALKED and row.target in targets)
    return next((row for row in walked if row.share > 0), None)


def standing(rows: Iterable[Wait]) -> Wait | None:
    """Return the wait in which open projects have waited most days so far together; None where none do."""
    return max((row for row in rows if row.so_far), key=lambda row: row.still * (row.so_far or 0),
               default=None)  # fmt: skip


def _waiting(
    walks: Iterable[tuple[Line, list[Step]]], last: Mapping[str, str]
) -> dict[tuple[str, str], list[Step]]:
    """Return the step that each project waits for now, by its last step and the one awaited."""
    found: dict[tuple[str, str], list[Step]] = {}
    for line, steps in walks:
        step = None if line.is_over else current(steps)
        if step is None or step.gross is None:
            continue
        pair = (last[line.number], STEP_OF.get(step.code, step.code))
        found.setdefault(pair, []).append(step)
    return found


def _so_far(held: Iterable[Step]) -> dict[str, Any]:
    """Return how many wait, the working days so far on average, and how many are beyond their limit."""
    known = list(held)
    days = [step.gross or 0 for step in known]
    over = sum(step.state == "over" for step in known)
    return {"still": len(known), "so_far": fmean(days) if days else None, "over": over}
