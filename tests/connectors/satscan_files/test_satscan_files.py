"""Home of the tests of SaTScan's files: times, groups, people between censuses, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from xiaowei.connectors.satscan_files.fetch import Line
from xiaowei.connectors.satscan_files.parse import Study, parse
from xiaowei.connectors.satscan_files.times import periods_between, read_time
from xiaowei.domain.errors import BadInput

GEO = "A 0 0\nB 0 1"


def lines(text: str) -> list[Line]:
    return [(at, tuple(line.split())) for at, line in enumerate(text.splitlines(), 1)]


def read(cases: str, pop: str | None = None, geo: str = GEO, **more: Any) -> Study:
    return parse(lines(cases), lines(geo), None if pop is None else lines(pop), **more)


@pytest.mark.parametrize(
    ("text", "first", "middle"),
    [
        ("1991", date(1991, 1, 1), date(1991, 7, 1)),
        ("73", date(1973, 1, 1), date(1973, 7, 1)),
        ("08", date(2008, 1, 1), date(2008, 7, 1)),
        ("2025/12", date(2025, 12, 1), date(2025, 12, 15)),
        ("2025-2-9", date(2025, 2, 9), date(2025, 2, 9)),
    ],
)
def test_a_time_is_as_exact_as_it_is_told(text: str, first: date, middle: date) -> None:
    told = read_time(text)
    assert told and (told.first, told.middle) == (first, middle)


@pytest.mark.parametrize("text", ["2025/13", "2025/02/29", "0000", "1/2/2025", "", "x", "2025/"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None


def test_periods_are_of_the_calendar_and_cut_by_the_study() -> None:
    months = periods_between("month", date(2023, 11, 10), date(2024, 2, 20))
    assert months == (
        (date(2023, 11, 10), date(2023, 11, 30)),
        (date(2023, 12, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 20)),
    )
    assert len(periods_between("year", date(1973, 1, 1), date(1991, 12, 31))) == 19


def test_cases_stand_by_group_place_and_period() -> None:
    cases = "A 2 2020 old m\nB 1 2021 old m\nA 1 2021 young f\nA 4 2030 old m"
    study = read(cases, end=date(2021, 12, 31))
    assert study.cases.tolist() == [[[2, 0], [0, 1]], [[0, 1], [0, 0]]]
    assert (study.unit, study.periods[0]) == ("year", (date(2020, 1, 1), date(2020, 12, 31)))


def test_without_times_the_columns_are_groups() -> None:
    study = read("A 2 old\nB 1 young", "A 2020 10 old\nB 2020 5 young\nB 2021 7 young")
    assert study.periods == () and study.people is not None
    assert study.cases[:, :, 0].tolist() == [[2, 0], [0, 1]]
    assert study.people[:, :, 0].tolist() == [[5, 0], [0, 6]]


def by_hand(census: dict[date, float], first: date, last: date) -> float:
    """Return the days lived: each day the mean of the people on two mornings, on a line between censuses."""
    days = sorted(census)

    def people(day: date) -> float:
        before = [one for one in days if one <= day]
        after = [one for one in days if one > day]
        if not before or not after:
            return census[(before or after)[-1 if before else 0]]
        a, b = before[-1], after[0]
        return census[a] + (census[b] - census[a]) * ((day - a).days / (b - a).days)

    length = (last - first).days + 1
    mornings = [people(first + timedelta(at)) for at in range(length + 1)]
    return sum((a + b) / 2 for a, b in pairwise(mornings))


@pytest.mark.parametrize("when", ["2021", "2021/03", "2021/03/05"])
def test_people_change_evenly_between_censuses(when: str) -> None:
    cases = f"A 1 {when} m\nB 1 {when} m"
    pop = "A 2019 100 m\nA 2020/09 40 m\nA 2020/09 40 m\nA 2022/02/03 10 m\nB 2020/09 6 m"
    start, end = date(2018, 5, 6), date(2023, 3, 4)
    study = read(cases, pop, start=start, end=end)
    census = [date(2019, 7, 1), date(2020, 9, 15), date(2022, 2, 3)]
    told = (
        dict(zip(census, (100, 80, 10), strict=True)),
        dict(zip(census, (0, 6, 0), strict=True)),
    )
    assert study.people is not None
    for at, one in enumerate(told):
        expected = [by_hand(one, first, last) for first, last in study.periods]
        assert np.allclose(study.people[0, at], expected, rtol=1e-12)


POP = "A 2020 10 m\nB 2020 10 m\nB 2020 10 f"


@pytest.mark.parametrize(
    ("cases", "pop", "code", "facts"),
    [
        ("A 1 2020 m\nC 1 2020 m", POP, "scan_location", {"file": "cases", "line": 2, "name": "C"}),
        ("A 1 2020 m", POP + "\nD 2020 1 m", "scan_location", {"file": "pop", "line": 4}),
        ("A 1 2020 m\nA 1 2020", POP, "scan_groups", {"file": "cases", "line": 2, "columns": 0}),
        ("A 1 2020 m", POP + " 1", "scan_groups", {"file": "pop", "line": 3, "expected": 1}),
        ("B 1 2020 m\nA 1 2020 f", POP, "scan_no_people", {"line": 2, "name": "A", "group": "f"}),
        ("A 1 2020 x", POP, "scan_no_people", {"line": 1, "group": "x"}),
        ("A 1 2020 m", "", "scan_file_empty", {"file": "pop"}),
        ("", POP, "scan_file_empty", {"file": "cases"}),
        ("A 1 2020 m", "A 2020 -3 m", "scan_count", {"file": "pop", "line": 1, "value": "-3"}),
        ("A 1 2020 m", "A 2020 inf m", "scan_line", {"file": "pop", "value": "inf"}),
        ("A 1 2020 m", "A 2020/13 3 m", "scan_time", {"file": "pop", "value": "2020/13"}),
        ("A 1 2020/02/30 m", POP, "scan_time", {"file": "cases", "value": "2020/02/30"}),
        ("A 1 2020 m\nA 1 m m", POP, "scan_time", {"file": "cases", "line": 2, "value": "m"}),
        ("A 1 2020 m", "A 2020", "scan_line", {"file": "pop", "line": 1}),
        ("A 0 2020 m", POP, "scan_empty", {"locations": 2}),
    ],
)
def test_what_cannot_be_is_refused_by_file_line_and_value(
    cases: str, pop: str, code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(BadInput) as refused:
        read(cases, pop)
    assert refused.value.code == code
    assert facts.items() <= refused.value.facts.items()
    assert "{" not in refused.value.text() + refused.value.text("en")


@pytest.mark.parametrize(
    ("geo", "code"),
    [
        ("A 0 0\nA 1 1", "scan_twice"),
        ("A 0", "scan_line"),
        ("A 116.4 39.9", "scan_degrees"),
        ("", "scan_file_empty"),
    ],
)
def test_coordinates_are_refused_alike(geo: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read("A 1 2020", geo=geo, geographic=True)
    assert refused.value.code == code


def test_places_without_cases_and_people_without_cases_are_no_trouble() -> None:
    study = read("A 1 2020 m", POP)
    assert study.people is not None and study.cases.shape == (2, 2, 1)
    assert study.people[1, 1, 0] == 366 * 10
