"""Home of prospects: by when the projects that are under way will be built, told from how all went so far.

The steps of a district's projects of all years are an event log; `analysis.finishing` learns from finished
and unfinished ones alike. Dates are told for projects that go on; who asks about an earlier day gets what
could be told then. With few finished projects nothing is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_high

import numpy as np

from xiaowei.analysis.covering import cover
from xiaowei.analysis.ending import endings
from xiaowei.analysis.finishing import forecast
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import BadInput
from xiaowei.domain.workdays import Calendar
from xiaowei.journey.line import Line
from xiaowei.journey.steplog import BUILT, done_steps, moment, ordinal, step_log
from xiaowei.journey.survey import RECORDS, survey_of

FEWEST = 10
"""With fewer finished projects nothing is told."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """By when half, and nine of ten, of the projects like this one are built; and in working days since
    it was collected.
    """

    number: str
    step: str
    half_on: date
    nine_on: date
    half_days: int | None
    nine_days: int | None


@dataclass(frozen=True, slots=True)
class Prospects:
    """What is told of the open projects, the last to be built first, and from how many finished ones."""

    finished: int
    rows: tuple[Prospect, ...] = ()
    half_days: int | None = None
    """Half of the open ones will have taken no more working days since they were collected."""


@remembered(*RECORDS, most=16)
def prospects(district: str, as_of: date) -> Prospects:
    """Return when a district's open projects will be built."""
    lines = begun(district, as_of)
    finished = sum(line.is_finished for line in lines)
    if finished < FEWEST:
        return Prospects(finished)
    try:
        rows = _told(lines, as_of)
    except BadInput:
        return Prospects(finished)
    days = [row.half_days for row in rows if row.half_days is not None]
    return Prospects(finished, rows, median_high(days) if days else None)


@remembered(*RECORDS, most=16)
def held_before(district: str, as_of: date) -> tuple[float | None, int]:
    """Return which share of such forecasts at earlier dates were built by nine of ten, and of how many."""
    lines = begun(district, as_of)
    if not lines:
        return None, 0
    log, day = step_log(lines), moment(as_of)
    try:
        found = cover(log, endings(log, day, (BUILT,)), day, (BUILT,))
    except BadInput:
        return None, 0
    return found.p90, found.forecasts


def prospect_of(line: Line, as_of: date) -> Prospect | None:
    """Return when one open project will be built; None where nothing can be told of it."""
    if line.is_over or line.is_finished:
        return None
    told = prospects(line.district_code, as_of)
    return next((row for row in told.rows if row.number == line.number), None)


def begun(district: str, as_of: date) -> list[Line]:
    """Return the projects that have begun, but those that ended unbuilt, or were built nobody knows when."""
    return [
        line
        for line in survey_of(district, as_of).lines
        if any(done_steps(line)) and (line.finished_on or not (line.is_over or line.is_finished))
    ]


def _told(lines: Sequence[Line], as_of: date) -> tuple[Prospect, ...]:
    log = step_log(lines)
    by_number = {line.number: line for line in lines}
    goes_on = np.array([not by_number[number].is_finished for number in log.cases])
    found, _ = forecast(log, moment(as_of), (BUILT,), among=goes_on)
    known = calendar()
    rows = [
        _row(by_number[log.cases[case]], log.steps[step], days, as_of, known)
        for case, step, days in zip(found.case, found.step, found.days.tolist(), strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.nine_on.toordinal(), row.number)))


def _row(line: Line, step: str, days: Sequence[float], as_of: date, known: Calendar) -> Prospect:
    half, nine = (ordinal(moment(as_of) + many) for many in days)
    since = line.collected_on
    half_days, nine_days = (known.days(since, on) if since else None for on in (half, nine))
    return Prospect(line.number, step, half, nine, half_days, nine_days)
