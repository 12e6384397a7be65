"""Home of the tests of `analyse forecast`: a sheet in, leads with their chances out, and how true."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.analysis.complaints import reports
from xiaowei.analysis import scoring
from xiaowei.interfaces.cli.main import main

TIME = ("--time", "来电时间")
COLUMNS = (*TIME, "--place", "地点", "--topic", "问题")


def write(path: Path, seed: int = 1, encoding: str = "utf-8-sig", **more: float) -> Path:
    at, places, topics = reports(seed, **{"places": 80} | more)  # type: ignore[arg-type]
    days = at.astype("datetime64[D]").astype(str).tolist()
    rows = [
        (day, place, topic, 40 + int(place[1:]) % 9 / 100, 116 + int(place[1:]) // 9 / 100)
        for day, place, topic in zip(days, places, topics, strict=True)
    ]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([("来电时间", "地点", "问题", "纬度", "经度"), *rows])
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return write(tmp_path / "t.csv")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main(["analyse", "forecast", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main(["analyse", "forecast", *map(str, words)]) == 3
    return capsys.readouterr().err


def test_leads_are_told_with_their_chance_and_scored(
    capsys: pytest.CaptureFixture[str], sheet: Path
) -> None:
    told = run(capsys, sheet, *COLUMNS, "--month", "2020-12", "--share", ".1")
    assert (told["from"], told["until"], told["units"]) == ("2018-01", "2020-11", 160)
    assert 0 < len(told["leads"]) <= 16
    for one in told["leads"]:
        assert one["probability"] >= 0.5 and one["reasons"] and one["happened"] >= 0
        low, high = one["interval_90"]
        assert low <= one["interval_50"][0] <= one["interval_50"][1] <= high
    assert told["score"]["followed"] == sum(one["happened"] > 0 for one in told["leads"])
    assert told["score"]["whole"] and told["backtest"]["months"] == 12
    assert sum(one["units"] for one in told["reliability"]) > 150 * 12
    assert told["proven"] is (told["backtest"]["hit"] >= told["backtest"]["hit_last"])


@pytest.mark.parametrize("hit", [0.5, 0.9])
def test_leads_that_did_worse_than_last_month_are_told_as_unproven(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sheet: Path, hit: float
) -> None:
    def tested(scores: list[scoring.Score]) -> scoring.Score:
        return replace(scores[0], hit=hit, hit_last=0.7)

    monkeypatch.setattr(scoring, "together", tested)
    words = (str(sheet), *COLUMNS, "--month", "2020-12")
    assert main(["analyse", "forecast", *words]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert ("没有得到证明" in first) is (hit < 0.7)
    assert run(capsys, *words)["proven"] is (hit > 0.7)


def test_a_month_to_come_has_no_score(capsys: pytest.CaptureFixture[str], sheet: Path) -> None:
    told = run(capsys, sheet, *COLUMNS, "--month", "2021-01")
    assert "score" not in told and "happened" not in told["leads"][0]


def test_none_this_month_is_an_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sheet: Path
) -> None:
    words = (*COLUMNS, "--month", "2020-12", "--probability", "1")
    assert run(capsys, sheet, *words)["leads"] == []
    monkeypatch.setenv("XIAOWEI_LANGUAGE", "en")
    assert main(["analyse", "forecast", str(sheet), *words]) == 0
    assert "None this month" in capsys.readouterr().out


def test_a_grid_serves_where_places_have_no_names(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sheet = write(tmp_path / "t.csv", encoding="gb18030")
    with sheet.open("a", encoding="gb18030") as file:
        file.write("2020-11-01,p1,heat,,\n2020-11-02,p1,heat,91,116\n")
    words = (*TIME, "--lat", "纬度", "--lon", "经度", "--month", "2020-12")
    told = run(capsys, sheet, *words)
    assert told["places"] == 80 and told["topics"] == 0 and told["unlocated"] == 2
    assert run(capsys, sheet, *words, "--grid", "20000")["places"] < 10


def test_names_with_points_look_at_the_places_around(
    capsys: pytest.CaptureFixture[str], sheet: Path
) -> None:
    words = (*COLUMNS, "--lat", "纬度", "--lon", "经度", "--month", "2020-12")
    plain = run(capsys, sheet, *COLUMNS, "--month", "2020-12")
    assert run(capsys, sheet, *words)["leads"] != plain["leads"]


def test_seasons_known_beforehand_are_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sheet = write(tmp_path / "t.csv", months=8, season=0)
    seasons = tmp_path / "seasons.csv"
    seasons.write_text("问题,月份,倍数\nheat,11-3,8\n", encoding="utf-8")
    told = run(capsys, sheet, *COLUMNS, "--month", "2018-11", "--seasons", seasons)
    heat = [one for one in told["leads"] if one["topic"] == "heat"]
    assert len(heat) > len(told["leads"]) / 2
    assert any("倍" in reason for reason in heat[0]["reasons"])
    for line in ("heat,13,2", "heat,1-x,2", "heat,1,0", "heat,1,nan", "heat,1,1e9", "heat,,2"):
        seasons.write_text(f"问题,月份,倍数\n{line}\n", encoding="utf-8")
        said = refused(capsys, sheet, *COLUMNS, "--month", "2018-11", "--seasons", seasons)
        assert "第2行" in said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("month", ["2018-04", "2020-12", "2021-02"])
def test_people_read_what_was_measured(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sheet: Path,
    language: str,
    month: str,
) -> None:
    monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
    assert main(["analyse", "forecast", str(sheet), *COLUMNS, "--month", month]) == 0
    shown = capsys.readouterr().out
    assert month in shown
    assert "…" not in shown and "told." not in shown and "column." not in shown
    if month == "2018-04":
        assert ("too short" if language == "en" else "太短") in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--month", "2020-13"), "2020-13"),
        (("--month", "2017-01"), "太早"),
        (("--month", "2018-03"), "2018-04"),
        (("--month", "2029-01"), "太远"),
        (("--month", "2020-12", "--share", "0"), "--share"),
        (("--month", "2020-12", "--share", "nan"), "--share"),
        (("--month", "2020-12", "--probability", "1.5"), "--probability"),
    ],
)
def test_a_word_that_cant_be_meant_is_refused(
    capsys: pytest.CaptureFixture[str], sheet: Path, words: tuple[str, ...], says: str
) -> None:
    assert says in refused(capsys, sheet, *COLUMNS, *words)


def test_a_sheet_without_places_is_refused(
    capsys: pytest.CaptureFixture[str], sheet: Path, tmp_path: Path
) -> None:
    month = ("--month", "2020-12")
    assert "--place" in refused(capsys, sheet, *TIME, *month)
    assert "无此列" in refused(capsys, sheet, *TIME, "--place", "无此列", *month)
    nowhere = (*TIME, "--lat", "地点", "--lon", "问题", *month)
    assert "坐标" in refused(capsys, sheet, *nowhere)
    future = tmp_path / "future.csv"
    future.write_text("来电时间,地点,问题\n2080-01-01,a,b\n", encoding="utf-8")
    assert "晚于今天" in refused(capsys, future, *COLUMNS, *month)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_sheet_is_told_or_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, seed: int
) -> None:
    sheet = write(tmp_path / "t.csv", places=20, months=9)
    random = np.random.default_rng(seed)
    content = bytearray(sheet.read_bytes())
    for at in random.integers(0, len(content), 20):
        content[at : at + random.integers(0, 5)] = random.bytes(random.integers(0, 5))
    sheet.write_bytes(content)
    words = (*COLUMNS, "--lat", "纬度", "--lon", "经度", "--month", "2018-09")
    code = main(["analyse", "forecast", str(sheet), *words])
    assert code == 0 or (code == 3 and capsys.readouterr().err.strip())
