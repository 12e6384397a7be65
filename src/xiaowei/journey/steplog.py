"""Home of the step log: the days on which projects' steps were done, as an event log for `analysis`.

Days are counted two ways: by the calendar, from 1970 on, or by working days, so that the wait between two
steps is what the clock counts: the day after the one up to the day of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from xiaowei.analysis.eventlog import END_OF_DAY, EventLog, log_of
from xiaowei.analysis.pace import Counts, working_days
from xiaowei.base.calendars.queries import calendar
from xiaowei.journey.clock import ONE_DAY, STEPS, ends
from xiaowei.journey.line import Line

BUILT = "works"
UP_TO_BUILT = STEPS[: STEPS.index(BUILT) + 1]
_EPOCH = date(1970, 1, 1)


def done_steps(line: Line, codes: Sequence[str] = UP_TO_BUILT) -> Iterator[tuple[str, date]]:
    """Yield the steps of a project that are done and whose day is known."""
    told = ends(line)
    return ((code, on) for code in codes if (on := told[code]) is not None)


def step_log(lines: Sequence[Line]) -> EventLog:
    """Return the steps of projects up to built, by calendar days; type and township are traits."""
    events = [(line, step, on) for line in lines for step, on in done_steps(line)]
    return log_of(
        [line.number for line, _, _ in events],
        [step for _, step, _ in events],
        np.array([on for _, _, on in events], "datetime64[D]"),
        ([line.type_code for line, _, _ in events], [line.town_code for line, _, _ in events]),
    )


def working_log(lines: Sequence[Line], codes: Sequence[str] = STEPS) -> EventLog:
    """Return the steps of projects by working days: each day stands for those counted up to it."""
    events = [(line, step, on) for line in lines for step, on in done_steps(line, codes)]
    return log_of(
        [line.number for line, _, _ in events],
        [step for _, step, _ in events],
        working_days_to([on for _, _, on in events]).astype("datetime64[D]"),
    )


def working_days_to(days: Sequence[date]) -> Counts:
    """Return how many working days there were from 1970 up to each day, the day included."""
    ends = np.array(days, "datetime64[D]")
    return working_days(calendar(), np.full(len(days), _EPOCH, "datetime64[D]"), ends)


def moment(day: date) -> float:
    """Return the last second of a day, in days since 1970."""
    return (day - _EPOCH).days + END_OF_DAY


def ordinal(day: float) -> date:
    """Return the day in which a moment lies."""
    return _EPOCH + int(day) * ONE_DAY
