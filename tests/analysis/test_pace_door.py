"""Home of the tests of `analyse pace`: a log in, one document out, clear words on what is wrong."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.analysis.eventlogs import DAY_ONE, Row, queueing, walking
from xiaowei.analysis.eventlog import as_moment
from xiaowei.interfaces.cli.main import main

COLUMNS = ("--case", "编号", "--activity", "环节", "--time", "时间")
DAY = (date(1970, 1, 1) + timedelta(days=DAY_ONE + 400)).isoformat()


def write(path: Path, rows: list[Row], encoding: str = "utf-8-sig") -> Path:
    told = [(case, step, str(as_moment(at)).replace("T", " ")) for case, step, at in rows]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([("编号", "环节", "时间"), *told])
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "log.csv", walking(1, cases=300))


def run(capsys: pytest.CaptureFixture[str], file: Path, *words: str) -> Any:
    assert main(["analyse", "pace", str(file), *COLUMNS, *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], file: Path, *words: str) -> str:
    assert main(["analyse", "pace", str(file), *COLUMNS, *words]) == 3
    return capsys.readouterr().err


def test_each_open_case_gets_its_days_and_later_events_score_them(
    capsys: pytest.CaptureFixture[str], log: Path
) -> None:
    told = run(capsys, log, "--on", DAY)
    assert told["on"] == DAY and told["read"] == len(log.read_text("utf-8-sig").splitlines()) - 1
    assert told["cases"] == told["over"] + len(told["open"]) + len(told["resting"])
    assert told["later_events"] > 0 and told["rejected"] == 0
    for one in told["open"]:
        assert DAY <= one["p50_on"] <= one["p90_on"]
        assert 0 <= one["waited_days"] <= one["open_days"]
        assert one["finished_on"] is None or isinstance(one["finished_on"], str)
    assert 0.7 <= told["score"]["p90"] <= 1
    assert told["cover"]["dates"] == 8 and 0.8 <= told["cover"]["p90"] <= 1
    assert {"from", "to", "times", "p50_days", "p90_days", "share"} <= told["arrows"][0].keys()


def test_the_same_file_is_told_the_same_twice(
    capsys: pytest.CaptureFixture[str], log: Path
) -> None:
    one, other = run(capsys, log), run(capsys, log)
    assert one | {"seconds": 0} == other | {"seconds": 0}
    assert one["later_events"] == 0 and "score" not in one


def test_the_seed_of_hashes_tells_nothing(log: Path) -> None:
    told = []
    for seed in ("0", "1"):
        command = [sys.executable, "-m", "xiaowei.interfaces.cli.main", "analyse", "pace", str(log)]
        done = subprocess.run(
            [*command, *COLUMNS, "--on", DAY, "--json"], check=True, capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        told.append(json.loads(done.stdout) | {"seconds": 0})
    assert told[0] == told[1]


def test_a_named_finish_tells_who_rests(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = write(tmp_path / "log.csv", walking(2, cases=300, left=0.1), "gb18030")
    told = run(capsys, file, "--on", DAY, "--finished", "done")
    assert told["resting"] and {"case", "step", "waited_days"} == told["resting"][0].keys()


def test_another_hand_shortens_a_queue(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = write(tmp_path / "log.csv", queueing(1, 2))
    words = ("--finished", "review", "--people", "review=2", "--what-if", "review=+1")
    told = run(capsys, file, *words)["what_if"][0]
    assert (told["people"], told["then"], told["visits"]) == (2, 3, 400)
    assert told["p90_days_then"] < told["p90_days"]
    assert told["queued_days_then"] < told["queued_days"]
    assert told["passed"] == 0


def test_one_hand_that_cant_have_done_it_is_told_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = str(write(tmp_path / "log.csv", queueing(1, 4)))
    words = ("--finished", "review", "--people", "review=1", "--what-if", "review=+1")
    assert main(["analyse", "pace", file, *COLUMNS, *words]) == 0
    assert "1 人都还占着" in capsys.readouterr().out


def test_what_else_is_known_of_a_case_may_be_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [
        (c, s, str(as_moment(at)), "急" if int(c[1:]) % 2 else "", "张")
        for c, s, at in walking(3, 200)
    ]
    path = tmp_path / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("编号", "环节", "时间", "类别", "经办"), *rows])
    words = ("--by", "类别", "--resource", "经办", "--what-if", "look=+1", "--on", DAY)
    assert run(capsys, path, *words)["what_if"][0]["people"] == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_a_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, log: Path, language: str
) -> None:
    monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
    assert main(["analyse", "pace", str(log), *COLUMNS, "--on", DAY]) == 0
    shown = capsys.readouterr().out
    assert ("nine of ten by" if language == "en" else "九成把握") in shown
    assert "…" not in shown and "told." not in shown and "column." not in shown


def test_a_row_that_cant_be_read_is_told(capsys: pytest.CaptureFixture[str], log: Path) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write("c1,look,不久前\n")
    told = run(capsys, log)
    assert told["rejected"] == 1 and told["rejects"][0]["column"] == "时间"
    assert main(["analyse", "pace", str(log), *COLUMNS]) == 0
    assert "不久前" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--on", "2001-01-01"), "日志从"),
        (("--on", "bald"), "bald"),
        (("--finished", "没有"), "没有「没有」这个环节"),
        (("--what-if", "look"), "look"),
        (("--what-if", "没有=+1"), "没有「没有」这个环节"),
        (("--what-if", "look=+1"), "不知道「look」有几个人"),
        (("--people", "look=1", "--what-if", "look=-1"), "人数"),
        (("--by", "无此列"), "无此列"),
    ],
)
def test_a_word_that_cant_be_meant_is_refused(
    capsys: pytest.CaptureFixture[str], log: Path, words: tuple[str, ...], says: str
) -> None:
    assert says in refused(capsys, log, *words)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("a", "x", DAY_ONE), ("a", "y", DAY_ONE + 1)], "只有 1 个案件"),
        ([("a", "x", DAY_ONE), ("b", "y", DAY_ONE + 1)], "已办结的案件只有 0 个"),
        ([("a", "x", 40_000.0), ("b", "y", DAY_ONE)], "晚于今天"),
    ],
)
def test_a_log_that_tells_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: list[Row], says: str
) -> None:
    assert says in refused(capsys, write(tmp_path / "log.csv", rows))


@pytest.mark.parametrize("content", ["", "编号,环节,时间\n", "a,b\n1,2\n", "\x00\x01"])
def test_a_file_that_holds_no_log_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(content, encoding="utf-8")
    assert refused(capsys, path)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_log_is_told_or_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, seed: int
) -> None:
    path = write(tmp_path / "log.csv", walking(seed, cases=40))
    random = np.random.default_rng(seed)
    content = bytearray(path.read_bytes())
    for at in random.integers(0, len(content), 12):
        content[at : at + random.integers(0, 5)] = random.bytes(random.integers(0, 5))
    path.write_bytes(content)
    code = main(["analyse", "pace", str(path), *COLUMNS])
    assert code == 0 or (code == 3 and capsys.readouterr().err.strip())
