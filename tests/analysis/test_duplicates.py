"""Home of the tests of duplicates: what repeats an earlier report of one place that was still open."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.analysis.duplicates import Duplicate, Report, duplicates
from xiaowei.interfaces.cli.main import main

FIRST = datetime(2021, 3, 1, 8)
CHICAGO = Path(__file__).parents[3] / "shared/data/chicago311/sanitation_2011_2013.csv"
COLUMNS = {
    "id": "Service_Request_Number", "time": "Creation_Date",
    "closed": "Completion_Date", "place": "Street_Address",
}  # fmt: skip


def report(
    day: float, closed: float | None = None, place: str = "东里", kind: str = "", words: str = ""
) -> Report:
    at = FIRST + timedelta(days=day)
    end = None if closed is None else FIRST + timedelta(days=closed)
    return Report(f"{day}", place, at, end, kind or None, words or None)


def pairs(*reports: Report) -> list[tuple[int, int]]:
    return [(one.index, one.of) for one in duplicates(reports)]


def test_a_chain_leads_back_to_its_first() -> None:
    assert pairs(report(0), report(2), report(4), report(9)) == [(1, 0), (2, 0)]


def test_what_was_closed_before_is_not_repeated() -> None:
    assert pairs(report(0, closed=1), report(2)) == []
    assert pairs(report(0, closed=1), report(0.5)) == [(1, 0)]


def test_another_place_repeats_nothing() -> None:
    assert pairs(report(0), report(0, place="西里")) == []


def test_of_one_moment_the_upper_row_is_the_earlier() -> None:
    assert duplicates([report(0), report(0)]) == [Duplicate(1, 0, 1.0)]


def test_the_later_the_less_sure() -> None:
    scores = [one.score for one in duplicates([report(0, place="a"), report(3, place="a")])]
    assert scores == [0.5]


def apart(count: int) -> list[Report]:
    """Return reports of one place, far from each other, each settled on its own day."""
    return [report(30 * i, closed=30 * i + 9, place="a") for i in range(count)]


def test_a_closing_day_is_asked_for_where_near_pairs_share_it_beyond_chance() -> None:
    together = [
        report(d, closed=d // 1000 * 1000 + 9, place=f"p{d // 1000}")
        for n in range(4)
        for d in (1000 * n, 1000 * n + 1)
    ]
    stranger = [report(0, closed=5, place="z"), report(1, closed=8, place="z")]
    told = pairs(*apart(5), *together, *stranger)
    assert told == [(5 + 2 * n + 1, 5 + 2 * n) for n in range(4)]
    unsettled = [report(0, closed=5, place="z"), report(1, place="z")]
    assert len(pairs(*apart(5), *together, *unsettled)) == 5, "unknown contradicts nothing"


def test_a_kind_that_agrees_by_chance_alone_is_not_asked_for() -> None:
    far = [report(30 * i, closed=30 * i + 1, place="a", kind="树木") for i in range(9)]
    assert pairs(*far, report(0, place="b", kind="树木"), report(1, place="b", kind="路灯")) == [
        (10, 9)
    ]


DAYS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from("ab"), st.none() | st.integers(0, 20)),
    max_size=30,
)


@given(DAYS)
def test_whatever_comes_the_first_is_earlier_and_repeats_nothing_itself(
    told: list[tuple[int, str, int | None]],
) -> None:
    sheet = [report(day, closed, place) for day, place, closed in told]
    found = duplicates(sheet)
    repeated = {one.index for one in found}
    assert len(repeated) == len(found)
    for one in found:
        first, later = sheet[one.of], sheet[one.index]
        assert first.opened_at <= later.opened_at and first.place == later.place
        assert one.of not in repeated
        assert 0.5 <= one.score <= 1


def write(path: Path, *rows: tuple[str, ...]) -> Path:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_the_door_knows_the_headers_of_a_ticket_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = write(
        tmp_path / "t.csv",
        ("工单编号", "来电时间", "诉求地址", "诉求内容"),
        ("A1", "2021-03-01 08:00", "东里3号楼", "停水"),
        ("A2", "2021-03-01 09:30", "东里3号楼", "没水"),
        ("A3", "不清楚", "东里3号楼", "停水"),
    )
    assert main(["analyse", "duplicates", str(sheet), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["untold"]) == (3, 1)
    assert [(one["id"], one["of"]) for one in told["duplicates"]] == [("A2", "A1")]


def test_the_door_takes_points_where_no_place_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = write(
        tmp_path / "p.csv",
        ("Nr", "Opened", "Y", "X"),
        ("1", "2021-03-01", "41.8058051", "-87.6697561"),
        ("2", "2021-03-02", "41.8058052", "-87.6697562"),
        ("3", "2021-03-02", "41.8159", "-87.6697"),
        ("4", "2021-03-02", "", ""),
    )
    words = ["--time", "Opened", "--lat", "Y", "--lon", "X", "--json"]
    assert main(["analyse", "duplicates", str(sheet), *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["duplicates"] == [{"id": "row 3", "of": "row 2", "score": 0.833}]
    assert told["untold"] == 1


@pytest.mark.parametrize("words", [[], ["--time", "Opened"], ["--time", "Opnd"]])
def test_a_column_that_is_missing_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    sheet = write(tmp_path / "q.csv", ("Nr", "Opened", "Where"), ("1", "2021-03-01", "东里"))
    assert main(["analyse", "duplicates", str(sheet), *words]) == 3
    assert "Opened" in capsys.readouterr().err


@pytest.mark.skipif(not CHICAGO.exists(), reason="the sheet is not beside this checkout")
def test_what_a_city_itself_called_duplicates(capsys: pytest.CaptureFixture[str]) -> None:
    """The 3 days were read off this file; each of its years holds alone, a later one is unseen."""
    named = [word for name, column in COLUMNS.items() for word in (f"--{name}", column)]
    assert main(["analyse", "duplicates", str(CHICAGO), *named, "--json"]) == 0
    ours = {one["id"] for one in json.loads(capsys.readouterr().out)["duplicates"]}
    with open(CHICAGO, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    theirs = {row["Service_Request_Number"] for row in rows if "Dup" in row["Status"]}
    right = len(ours & theirs)
    assert 2 * right / (len(ours) + len(theirs)) >= 0.9
