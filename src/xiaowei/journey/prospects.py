"""Home of prospects: by when the projects that are under way will be built, told from how all went so far.

The steps of a district's projects of all years are an event log; `analysis.finishing` learns from finished
and unfinished ones alike. Dates are told for projects that go on; who asks about an earlier day gets what
could be told then. With few finished projects nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_high
from typing import Any

import numpy as np

from xiaowei.analysis.covering import cover
from xiaowei.analysis.ending import endings
from xiaowei.analysis.eventlog import EventLog, log_of
from xiaowei.analysis.finishing import forecast
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import BadInput
from xiaowei.journey.line import Line
from xiaowei.journey.survey import RECORDS, survey_of

FEWEST = 10
"""With fewer finished projects nothing is told."""
BUILT = "works"
_EPOCH = date(1970, 1, 1)
_END_OF_DAY = 1 - 1 / 86_400


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
    lines = _begun(district, as_of)
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
    lines = _begun(district, as_of)
    if not lines:
        return None, 0
    log, day = _log(lines), _moment(as_of)
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


def _begun(district: str, as_of: date) -> list[Line]:
    """Return the projects that have begun, but those that ended unbuilt, or were built nobody knows when."""
    return [
        line
        for line in survey_of(district, as_of).lines
        if any(_steps(line)) and (line.finished_on or not (line.is_over or line.is_finished))
    ]


def _told(lines: Sequence[Line], as_of: date) -> tuple[Prospect, ...]:
    log = _log(lines)
    by_number = {line.number: line for line in lines}
    goes_on = np.array([not by_number[number].is_finished for number in log.cases])
    found, _ = forecast(log, _moment(as_of), (BUILT,), among=goes_on)
    rows = [
        _row(by_number[log.cases[case]], log.steps[step], days, as_of)
        for case, step, days in zip(found.case, found.step, found.days.tolist(), strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.nine_on.toordinal(), row.number)))


def _log(lines: Sequence[Line]) -> EventLog:
    """Return the steps of projects as an event log; type and township are traits."""
    events = [(line, step, on) for line in lines for step, on in _steps(line)]
    return log_of(
        [line.number for line, _, _ in events],
        [step for _, step, _ in events],
        np.array([on for _, _, on in events], "datetime64[D]"),
        ([line.type_code for line, _, _ in events], [line.town_code for line, _, _ in events]),
    )


def _moment(day: date) -> float:
    return (day - _EPOCH).days + _END_OF_DAY


def _row(line: Line, step: str, days: Sequence[float], as_of: date) -> Prospect:
    half, nine = (as_of + timedelta(days=round(many)) for many in days)
    begun = line.collected_on
    half_days, nine_days = (calendar().days(begun, on) if begun else None for on in (half, nine))
    return Prospect(line.number, step, half, nine, half_days, nine_days)


def _steps(line: Line) -> Iterator[tuple[str, Any]]:
    """Yield the steps of a project that are done, up to built, each with its day."""
    told = (
        ("collect", line.collected_on), ("apply", line.applied_on), ("review", line.approved_on),
        ("file", line.filed_on), ("disburse", line.disbursed_on),
        ("order", line.ordered_on or line.started_on), (BUILT, line.finished_on),
    )  # fmt: skip
    return ((step, on) for step, on in told if on is not None)
