"""Home of where a programme-year's average will end: the working days from collection to built, of all.

Today's average is of the projects that are built; those that take longest are not among them yet
(`analysis.averaging`). Such forecasts at earlier month-ends are held against what the average is today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from xiaowei.analysis.averaging import Mean, Past, Tried, month_ends
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.remembering import remembered
from xiaowei.journey.line import Line
from xiaowei.journey.prospects import FEWEST, begun
from xiaowei.journey.steplog import BUILT, step_log
from xiaowei.journey.survey import RECORDS


@dataclass(frozen=True, slots=True)
class Average:
    """Where the average ends; `mean` is None where too few are `finished` to say, or none is open."""

    finished: int
    mean: Mean | None = None


@remembered(*RECORDS, most=16)
def average(district: str, year: int, as_of: date) -> Average:
    """Return where the average of a programme-year will end, told as of a day."""
    lines = begun(district, as_of)
    finished = sum(line.is_finished for line in lines)
    if finished < FEWEST:
        return Average(finished)
    return Average(finished, _past(lines).mean(year, as_of))


@remembered(*RECORDS, most=16)
def tried_before(district: str, as_of: date) -> tuple[Tried, ...]:
    """Return what such forecasts at the last month-ends said of today's averages, the newest first."""
    lines = begun(district, as_of)
    if not lines:
        return ()
    past = _past(lines)
    years = sorted({line.year for line in lines}, reverse=True)
    found = [past.tried(year, on, as_of) for on in month_ends(as_of) for year in years]
    return tuple(one for one in found if one is not None)


def _past(lines: Sequence[Line]) -> Past:
    """Return the projects, grouped by programme-year, as their steps tell them."""
    by_number = {line.number: line for line in lines}
    log = step_log(lines)
    own = [by_number[number] for number in log.cases]
    since = np.array([line.collected_on or "NaT" for line in own], "datetime64[D]")
    built = np.array([line.finished_on or "NaT" for line in own], "datetime64[D]")
    return Past(log, np.array([line.year for line in own]), since, built, BUILT, calendar())
