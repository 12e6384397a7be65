"""Home of reading cases, coordinates and population for a scan; a wrong line is refused by its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from xiaowei.connectors.satscan_files.fetch import Line
from xiaowei.domain.errors import BadInput

LEAST_COLUMNS = {"cases": 2, "geo": 3, "pop": 3}
LONGEST_DAYS = 366 * 60
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Study:
    """Cases by location and day; without `by_day` the file tells no days, and all are of one period."""

    names: tuple[str, ...]
    x: Floats
    y: Floats
    cases: npt.NDArray[np.int64]
    population: Floats | None
    start: date
    end: date
    by_day: bool


def parse(
    cases: Iterable[Line],
    geo: Iterable[Line],
    pop: Iterable[Line] | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Study:
    """Return the study of these files; cases outside `start` to `end` (by default all days) are left out.

    :raises BadInput: `scan_line`, `scan_location`, `scan_twice`, `scan_empty`, `scan_period`
    """
    points = _points(geo)
    index = {name: at for at, name in enumerate(points)}
    told = list(_told(cases, index))
    if not told:
        raise BadInput("scan_empty", locations=len(points))
    by_day = all(day is not None for _, _, day in told)
    days = [day for _, _, day in told if day is not None]
    first, last = start or min(days, default=date.min), end or max(days, default=date.min)
    length = (last - first).days + 1 if by_day else 1
    if not 1 <= length <= LONGEST_DAYS:
        raise BadInput("scan_period", start=first, end=last)
    counts = np.zeros((len(points), length), np.int64)
    for at, count, day in told:
        period = (day - first).days if by_day and day else 0
        if 0 <= period < length:
            counts[at, period] += count
    x, y = np.array(list(points.values()), np.float64).T
    people = _population(pop, index) if pop is not None else None
    return Study(tuple(points), x.copy(), y.copy(), counts, people, first, last, by_day)


def _points(geo: Iterable[Line]) -> dict[str, tuple[float, float]]:
    points: dict[str, tuple[float, float]] = {}
    for number, columns in geo:
        name, x, y, *_ = _columns(columns, "geo", number)
        if name in points:
            raise BadInput("scan_twice", file="geo", line=number, name=name)
        points[name] = (_number(x, "geo", number), _number(y, "geo", number))
    return points


def _told(cases: Iterable[Line], index: dict[str, int]) -> Iterable[tuple[int, int, date | None]]:
    for number, columns in cases:
        name, count, *when = _columns(columns, "cases", number)
        if name not in index:
            raise BadInput("scan_location", file="cases", line=number, name=name)
        whole = _number(count, "cases", number)
        if whole < 0 or whole != int(whole):
            raise BadInput("scan_line", file="cases", line=number, value=count)
        yield index[name], int(whole), _day(when[0], number) if when else None


def _population(pop: Iterable[Line], index: dict[str, int]) -> Floats:
    """Return the people of each location: the sum of its groups, on average over the years that are told."""
    people: dict[str, dict[str, float]] = {}
    for number, columns in pop:
        name, year, count, *_ = _columns(columns, "pop", number)
        if name not in index:
            raise BadInput("scan_location", file="pop", line=number, name=name)
        years = people.setdefault(name, {})
        years[year] = years.get(year, 0.0) + _number(count, "pop", number)
    found = np.zeros(len(index))
    for name, years in people.items():
        found[index[name]] = sum(years.values()) / len(years)
    return found


def _columns(columns: tuple[str, ...], file: str, number: int) -> tuple[str, ...]:
    if len(columns) < LEAST_COLUMNS[file]:
        raise BadInput("scan_line", file=file, line=number, value=" ".join(columns))
    return columns


def _number(text: str, file: str, number: int) -> float:
    try:
        found = float(text)
    except ValueError:
        raise BadInput("scan_line", file=file, line=number, value=text) from None
    if not np.isfinite(found):
        raise BadInput("scan_line", file=file, line=number, value=text)
    return found


def _day(text: str, number: int) -> date | None:
    """Read 2025/12/31 or 2025-12-31; a year or month alone is no day."""
    parts = text.replace("/", "-").split("-")
    if len(parts) < 3:
        return None
    try:
        return date(*map(int, parts))
    except (ValueError, TypeError):
        raise BadInput("scan_line", file="cases", line=number, value=text) from None
