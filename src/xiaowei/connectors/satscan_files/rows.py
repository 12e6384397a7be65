"""Home of the lines of the three files as rows; a line that can't be read is refused by its number."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xiaowei.connectors.satscan_files.fetch import Line
from xiaowei.connectors.satscan_files.times import Told, looks_like_time, read_time
from xiaowei.domain.errors import BadInput

LEAST_COLUMNS = {"cases": 2, "geo": 3, "pop": 3}
POLES, ANTIMERIDIAN = 90.0, 180.0


@dataclass(frozen=True)
class Row:
    """A line of the case or population file; `group` are its covariates, such as age group and sex."""

    line: int
    name: str
    count: float
    time: Told | None
    group: tuple[str, ...]


def points_of(lines: Iterable[Line], *, geographic: bool) -> dict[str, tuple[float, float]]:
    """Return the coordinates of each location.

    :raises BadInput: `scan_file_empty`, `scan_line`, `scan_twice`, `scan_degrees`
    """
    points: dict[str, tuple[float, float]] = {}
    for line, columns in _filled(lines, "geo"):
        name, *rest = columns
        if name in points:
            raise BadInput("scan_twice", file="geo", line=line, name=name)
        x, y = (_number(text, "geo", line) for text in rest[:2])
        if geographic and not (abs(x) <= POLES and abs(y) <= ANTIMERIDIAN):
            raise BadInput("scan_degrees", file="geo", line=line, value=f"{rest[0]} {rest[1]}")
        points[name] = (x, y)
    return points


def case_rows(lines: Iterable[Line]) -> list[Row]:
    """Return the cases; the third column is a time where any line has a year there, else a covariate.

    :raises BadInput: `scan_file_empty`, `scan_line`, `scan_count`, `scan_time`
    """
    filled = list(_filled(lines, "cases"))
    in_time = any(len(columns) > 2 and looks_like_time(columns[2]) for _, columns in filled)
    rows: list[Row] = []
    for line, columns in filled:
        time = _time(columns, 2, "cases", line) if in_time else None
        if time and rows and rows[0].time and time.unit != rows[0].time.unit:
            raise BadInput("scan_time", file="cases", line=line, value=columns[2])
        count = _count(columns[1], "cases", line)
        if count != int(count):
            raise BadInput("scan_count", file="cases", line=line, value=columns[1])
        rows.append(Row(line, columns[0], count, time, columns[3 if in_time else 2 :]))
    return rows


def people_rows(lines: Iterable[Line]) -> list[Row]:
    """Return the people of each location, time and group.

    :raises BadInput: `scan_file_empty`, `scan_line`, `scan_count`, `scan_time`
    """
    return [
        Row(
            line,
            columns[0],
            _count(columns[2], "pop", line),
            _time(columns, 1, "pop", line),
            columns[3:],
        )
        for line, columns in _filled(lines, "pop")
    ]


def _filled(lines: Iterable[Line], file: str) -> Iterator[Line]:
    empty = True
    for line, columns in lines:
        empty = False
        if len(columns) < LEAST_COLUMNS[file]:
            raise BadInput("scan_line", file=file, line=line, value=" ".join(columns))
        yield line, columns
    if empty:
        raise BadInput("scan_file_empty", file=file)


def _time(columns: tuple[str, ...], at: int, file: str, line: int) -> Told:
    time = read_time(columns[at]) if at < len(columns) else None
    if time is None:
        raise BadInput("scan_time", file=file, line=line, value=" ".join(columns[at : at + 1]))
    return time


MOST_PEOPLE = 1e12
"""No place has more cases or people; sums of larger numbers would lose the small ones."""


def _count(text: str, file: str, line: int) -> float:
    count = _number(text, file, line)
    if not 0 <= count <= MOST_PEOPLE:
        raise BadInput("scan_count", file=file, line=line, value=text)
    return count


def _number(text: str, file: str, line: int) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise BadInput("scan_line", file=file, line=line, value=text)
    return found
