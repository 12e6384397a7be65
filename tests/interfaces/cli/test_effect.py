"""Home of the tests of `analyse effect`: sheets of many writings in, one document or five sentences out."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xiaowei.interfaces.cli.main import main

FIRST = date(2020, 1, 6)
ON = FIRST + timedelta(weeks=60)
PLACES = [f"和平里{at}号院" for at in range(1, 61)]
SITES = PLACES[:8]


def events(weeks: int = 80, worked: bool = True) -> list[tuple[date, str]]:
    chance = np.random.default_rng(5)
    rows = []
    for at, place in enumerate(PLACES):
        rate = 3.0 if at < 8 else chance.gamma(4, 0.4)
        for week in range(weeks):
            begins = FIRST + timedelta(weeks=week)
            cured = worked and at < 8 and begins > ON
            days = chance.integers(0, 7, chance.poisson(rate * (0.2 if cured else 1)))
            rows += [(begins + timedelta(days=int(day)), place) for day in days]
    return rows


def write(path: Path, rows: list[tuple[Any, ...]], encoding: str = "utf-8-sig") -> Path:
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([("来电时间", "地点", "备注"), *((*row, "") for row in rows)])
    return path


@pytest.fixture(scope="module")
def rows() -> list[tuple[date, str]]:
    return events()


@pytest.fixture
def sheet(tmp_path: Path, rows: list[tuple[date, str]]) -> Path:
    return write(tmp_path / "events.csv", rows)


@pytest.fixture
def treated(tmp_path: Path) -> Path:
    path = tmp_path / "treated.txt"
    path.write_text("\n".join(SITES), encoding="utf-8")
    return path


def words(sheet: Path, treated: Path, **options: object) -> list[str]:
    chosen = {"time": "来电时间", "place": "地点", "on": ON, "weeks": 13, **options}
    named = [str(word) for name, value in chosen.items() for word in (f"--{name}", value)]
    return ["analyse", "effect", str(sheet), "--treated", str(treated), *named]


def run(capsys: pytest.CaptureFixture[str], *args: Any, **options: object) -> Any:
    assert main([*words(*args, **options), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_works_that_worked_are_told_as_the_contract_says(
    capsys: pytest.CaptureFixture[str], sheet: Path, treated: Path
) -> None:
    told = run(capsys, sheet, treated)
    assert [one["id"] for one in told["sites"]] == SITES
    assert {one["verdict"] for one in told["sites"]} == {"worked"}
    assert all(0 < one["p_value"] <= 0.05 for one in told["sites"])
    assert all(one["after"] < one["expected"] for one in told["sites"])
    programme = told["programme"]
    low, high = programme["interval"]
    assert 0 < low < programme["reduction"] < high <= 1
    assert programme["p_value"] < 0.01
    assert (told["untreated"], told["untold"], told["warnings"]) == (52, 0, [])
    assert set(told) >= {"sites", "programme", "method", "seconds", "volume"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_leader_gets_a_table_and_five_sentences(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sheet: Path,
    treated: Path,
    language: str,
) -> None:
    monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
    assert main(words(sheet, treated)) == 0
    out = capsys.readouterr().out
    assert all(site in out for site in SITES)
    assert len(out.rsplit("\n\n", 1)[1].strip().splitlines()) == 5
    assert ("见效" if language == "zh" else "it worked") in out


@pytest.mark.parametrize(
    "writing", ["%Y/%m/%d", "%m/%d/%Y", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d %H:%M:%S"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_other_writings_tell_the_same(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    rows: list[tuple[date, str]],
    sheet: Path,
    treated: Path,
    writing: str,
    encoding: str,
) -> None:
    plain = run(capsys, sheet, treated)
    other = write(
        tmp_path / "other.csv",
        [(day.strftime(writing), place) for day, place in rows[::-1]],
        encoding,
    )
    mixed = tmp_path / "mixed.txt"
    listed = ["地点", "", *(f"  {site} " for site in SITES), "", SITES[0]]
    mixed.write_text("\r\n".join(listed), encoding="utf-8-sig")
    told = run(capsys, other, mixed)
    assert told["sites"] == plain["sites"]
    assert told["programme"] == plain["programme"]
    assert len(told["warnings"]) == 1


def test_a_place_never_seen_is_told_and_proves_nothing(
    capsys: pytest.CaptureFixture[str], sheet: Path, treated: Path
) -> None:
    plain = run(capsys, sheet, treated)
    treated.write_text("\n".join([*SITES, "没有这里"]), encoding="utf-8")
    told = run(capsys, sheet, treated)
    assert told["sites"][:-1] == plain["sites"]
    assert told["sites"][-1]["verdict"] == "not_provable"
    assert told["sites"][-1]["reason"] == "never_seen"
    assert "没有这里" in told["warnings"][0]


def test_numbers_are_places_whatever_their_writing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: list[tuple[date, str]]
) -> None:
    numbered = [(day, f"{PLACES.index(place)}.0") for day, place in rows]
    treated = tmp_path / "numbers.txt"
    treated.write_text("\n".join(map(str, range(8))), encoding="utf-8")
    told = run(capsys, write(tmp_path / "numbers.csv", numbered), treated)
    assert {one["verdict"] for one in told["sites"]} == {"worked"}


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ({"on": "2021-06-01"}, "too_early"),
        ({"on": "2035-01-01"}, "too_early"),
        ({"on": "1990-01-01"}, "not_provable"),
        ({"on": "0001-01-01"}, "not_provable"),
        ({"on": "9999-12-31"}, "too_early"),
        ({"weeks": 26}, "not_provable"),
        ({"weeks": 520}, "not_provable"),
    ],
)
def test_what_the_record_cant_tell_is_not_claimed(
    capsys: pytest.CaptureFixture[str], sheet: Path, treated: Path, options: Any, verdict: str
) -> None:
    told = run(capsys, sheet, treated, **options)
    assert {one["verdict"] for one in told["sites"]} == {verdict}
    assert told["programme"]["p_value"] is None
    assert told["programme"]["reduction"] is None
    assert main(words(sheet, treated, **options)) == 0


def test_all_treated_is_not_provable(
    capsys: pytest.CaptureFixture[str], sheet: Path, treated: Path
) -> None:
    treated.write_text("\n".join(PLACES), encoding="utf-8")
    told = run(capsys, sheet, treated)
    assert {one["reason"] for one in told["sites"]} == {"few_untreated"}


@pytest.mark.parametrize(
    "options",
    [
        {"weeks": 0}, {"weeks": -3}, {"weeks": 10**9}, {"alpha": 0}, {"alpha": "nan"},
        {"alpha": 1}, {"on": "2021-13-01"}, {"time": "时间"}, {"place": "处所"}, {"place": "备注"},
        {"time": "地点"},
    ],
)  # fmt: skip
def test_what_cant_be_meant_is_refused(
    capsys: pytest.CaptureFixture[str], sheet: Path, treated: Path, options: Any
) -> None:
    assert main([*words(sheet, treated, **options), "--json"]) == 3
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf\r\n\r\n", "地点\n".encode(), b"\xff\xff"])
def test_a_list_without_places_is_refused(
    capsys: pytest.CaptureFixture[str], sheet: Path, treated: Path, content: bytes
) -> None:
    treated.write_bytes(content)
    assert main(words(sheet, treated)) == 3


def test_files_that_are_not_there_or_fit_nothing_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sheet: Path, treated: Path
) -> None:
    assert main(words(tmp_path / "none.csv", treated)) == 3
    assert main(words(sheet, tmp_path / "none.txt")) == 3
    assert main(words(sheet, tmp_path)) == 3
    treated.write_text("别处\n", encoding="utf-8")
    capsys.readouterr()
    assert main(words(sheet, treated)) == 3
    told = capsys.readouterr().err
    assert "别处" in told and "和平里" in told


def test_rows_that_cant_be_read_are_counted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: list[Any], treated: Path
) -> None:
    bad = [("不清楚", PLACES[0]), ("", PLACES[0]), (ON, ""), ("nan", PLACES[1]), ("1e400", "x")]
    told = run(capsys, write(tmp_path / "bad.csv", [*bad, *rows]), treated)
    assert (told["read"], told["untold"]) == (len(rows) + 5, 5)
    assert len(told["warnings"]) == 1


def test_a_complaint_from_after_today_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: list[Any], treated: Path
) -> None:
    late = (date(2080, 1, 1), PLACES[0])
    assert main([*words(write(tmp_path / "late.csv", [*rows, late]), treated), "--json"]) == 3
    assert "2080" in capsys.readouterr().err
