"""Home of staffing 人手: how long a programme's projects had taken with more people at a step, or fewer.

The projects of the programme run past other people once more (`analysis.staffing`), in working days. Nobody
wrote down how many there were: who asks says it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.eventlog import EventLog, Floats
from xiaowei.analysis.staffing import fewest, most_at_once, what_if
from xiaowei.base.remembering import remembered
from xiaowei.journey.clock import current, steps_of
from xiaowei.journey.line import Line
from xiaowei.journey.prospects import FEWEST
from xiaowei.journey.steplog import UP_TO_BUILT, done_steps, working_days_to, working_log
from xiaowei.journey.survey import RECORDS, Survey
from xiaowei.journey.waits import STEP_OF

STAFFED = UP_TO_BUILT[1:]
"""The steps that a project waits for until it is built."""
MOST_MORE = 99


@dataclass(frozen=True, slots=True)
class Staffed:
    """What other staffing had changed for `finished` projects, of `visits` to the step.

    (P50, P90) from collection to built and mean days before somebody was free, before and after, all in
    working days; None where too few are built to tell. `passed` visits were done while none of the `people`
    was free; `fewest` people can have done all as the ledger has it.
    """

    step: str
    people: int
    more: int
    finished: int
    visits: int = 0
    before: tuple[float, float] | None = None
    after: tuple[float, float] | None = None
    queued: tuple[float, float] | None = None
    passed: int = 0
    fewest: int = 0


@remembered(*RECORDS, most=64)
def staffed(survey: Survey, step: str, people: int, more: int) -> Staffed:
    """Run a programme's projects past `people + more` at a step instead of `people`.

    :raises BadInput: `staff_outside`
    """
    lines = [line for line in survey.lines if not line.is_closed and any(done_steps(line))]
    finished = sum(line.finished_on is not None for line in lines)
    if finished < FEWEST:
        return Staffed(step, people, more, finished)
    log = working_log(lines)
    built = {line.number: line.finished_on for line in lines if line.finished_on}
    over = dict(zip(built, working_days_to(list(built.values())).tolist(), strict=True))
    days = [over.get(number, np.inf) for number in log.cases]
    place = log.steps.index(step) if step in log.steps else -1
    told = what_if(log, np.array(days, np.float64), place, people, more)
    least = fewest(*_visits(log, place)) if told.passed else 0
    return Staffed(step, people, more, finished, told.visits, told.before, told.after, told.waited,
                   told.passed, least)  # fmt: skip


@remembered(*RECORDS, most=64)
def at_once(survey: Survey) -> dict[str, int]:
    """Return how many projects stood at each staffed step at once at most, those there now included."""
    lines = [line for line in survey.lines if not line.is_closed and any(done_steps(line))]
    if not lines:
        return {}
    log, awaited = working_log(lines), {line.number: _awaited(line, survey) for line in lines}
    last = np.flatnonzero(log.last)
    found = {}
    for code in STAFFED:
        came, left = _visits(log, log.steps.index(code) if code in log.steps else -1)
        here = [at for at in last if awaited[log.cases[log.case[at]]] == code]
        still = np.full(len(here), np.inf)
        found[code] = most_at_once(
            np.concatenate([came, log.at[here]]), np.concatenate([left, still])
        )
    return found


def _awaited(line: Line, survey: Survey) -> str:
    """Return the step that an open project waits for; blank where it waits for none."""
    if line.is_over:
        return ""
    step = current(steps_of(line, survey.policy_of(line), survey.as_of))
    return STEP_OF.get(step.code, step.code) if step else ""


def _visits(log: EventLog, step: int) -> tuple[Floats, Floats]:
    """Return when each visit to a step came and left, in the order of coming."""
    visit = np.flatnonzero((log.step == step) & ~log.first)
    came, left = log.at[visit - 1], log.at[visit]
    order = np.lexsort((left, came))
    return came[order], left[order]
