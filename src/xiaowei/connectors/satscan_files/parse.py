"""Home of reading a study for a scan: cases and people by group, location and period."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from xiaowei.connectors.satscan_files.fetch import Line
from xiaowei.connectors.satscan_files.rows import Row, case_rows, people_rows, points_of
from xiaowei.connectors.satscan_files.times import Periods, end_of, number_of, periods_between
from xiaowei.domain.errors import BadInput

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Group = tuple[str, ...]
MOST_CASES, MOST_CELLS = 10**7, 10**8
"""So many cases, and so many groups × locations × periods, are worked on at once."""


@dataclass(frozen=True)
class Study:
    """Cases, and person-days where people are told, by group × location × period.

    `periods` are years, months or days as the case file tells them; without times there is one period and
    `periods` is empty.
    """

    names: tuple[str, ...]
    x: Floats
    y: Floats
    cases: Ints
    people: Floats | None
    periods: Periods
    unit: str


def parse(
    cases: Iterable[Line],
    geo: Iterable[Line],
    pop: Iterable[Line] | None = None,
    start: date | None = None,
    end: date | None = None,
    *,
    geographic: bool = False,
) -> Study:
    """Return the study of these files; cases outside `start` to `end` (by default all times) are left out.

    :raises BadInput: `scan_file_empty`, `scan_line`, `scan_count`, `scan_time`, `scan_twice`,
        `scan_degrees`, `scan_location`, `scan_empty`, `scan_period`, `scan_groups`, `scan_no_people`,
        `scan_too_large`
    """
    points = points_of(geo, geographic=geographic)
    told = case_rows(cases)
    people = people_rows(pop) if pop is not None else []
    index = {name: at for at, name in enumerate(points)}
    groups = _groups(told, people, index)
    periods, unit = _periods(told, start, end)
    at_risk = _person_days(people, groups, len(index), index, periods) if people else None
    x, y = np.array(list(points.values()), np.float64).T
    return Study(
        names=tuple(points),
        x=x.copy(),
        y=y.copy(),
        cases=_cases(told, groups, index, periods, unit, at_risk),
        people=at_risk,
        periods=periods,
        unit=unit,
    )


def _groups(told: Sequence[Row], people: Sequence[Row], index: Collection[str]) -> dict[Group, int]:
    """Return the number of each group, checked: locations are known, groups told by as many columns."""
    groups: dict[Group, int] = {}
    for file, rows in (("cases", told), ("pop", people)):
        for row in rows:
            if row.name not in index:
                raise BadInput("scan_location", file=file, line=row.line, name=row.name)
            if len(row.group) != len(told[0].group):
                raise BadInput(
                    "scan_groups", file=file, line=row.line, columns=len(row.group),
                    expected=len(told[0].group),
                )  # fmt: skip
            groups.setdefault(row.group, len(groups))
    return groups


def _periods(told: Sequence[Row], start: date | None, end: date | None) -> tuple[Periods, str]:
    times = [row.time for row in told if row.time]
    if not times:
        return (), ""
    first = start or min(time.first for time in times)
    last = end or max(end_of(time) for time in times)
    periods = periods_between(times[0].unit, first, last) if first <= last else ()
    if not periods:
        raise BadInput("scan_period", start=first, end=last)
    return periods, times[0].unit


def _cases(
    told: Sequence[Row],
    groups: dict[Group, int],
    index: dict[str, int],
    periods: Periods,
    unit: str,
    at_risk: Floats | None,
) -> Ints:
    shape = len(groups), len(index), max(len(periods), 1)
    total = sum(row.count for row in told)
    if math.prod(shape) > MOST_CELLS or total > MOST_CASES:
        raise BadInput(
            "scan_too_large", cases=f"{total:.0f}", most=MOST_CASES,
            cells=math.prod(shape), room=MOST_CELLS,
        )  # fmt: skip
    counts = np.zeros(shape, np.int64)
    begun = number_of(unit, periods[0][0]) if periods else 0
    for row in told:
        period = number_of(unit, row.time.first) - begun if row.time else 0
        if not row.count or not 0 <= period < counts.shape[2]:
            continue
        cell = groups[row.group], index[row.name], period
        if at_risk is not None and at_risk[cell] <= 0:
            group = " ".join(row.group)
            raise BadInput("scan_no_people", line=row.line, name=row.name, group=group)
        counts[cell] += int(row.count)
    if not counts.any():
        raise BadInput("scan_empty", locations=len(index))
    return counts


def _person_days(
    people: Sequence[Row],
    groups: dict[Group, int],
    size: int,
    index: dict[str, int],
    periods: Periods,
) -> Floats:
    """Return the days lived by each group at each location in each period.

    Between two populations people grow or shrink by the day, evenly; before the first and after the last
    they stay as they are. A group that a location's lines leave out at a time has nobody there then.
    """
    days = sorted({row.time.middle for row in people if row.time})
    at = {day: number for number, day in enumerate(days)}
    found = np.zeros((len(groups), size, len(days)))
    for row in people:
        if row.time:
            found[groups[row.group], index[row.name], at[row.time.middle]] += row.count
    return np.asarray(found @ _weights(days, periods))


def _weights(days: Sequence[date], periods: Periods) -> Floats:
    """Return how many days of each period each of the populations stands for (populations × periods)."""
    if not periods:
        return np.full((len(days), 1), 1 / len(days))
    first, last = periods[0][0].toordinal(), periods[-1][1].toordinal()
    noons = np.arange(first, last + 1) + 0.5  # between two mornings people change evenly
    mornings = [day.toordinal() for day in days]
    begins = [start.toordinal() - first for start, _ in periods]
    shares = [np.interp(noons, mornings, one) for one in np.eye(len(days))]
    return np.array([np.add.reduceat(share, begins) for share in shares])
