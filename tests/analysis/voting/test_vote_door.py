"""Home of the tests of `analyse vote`: a file in, one document out, the same for everybody."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import mutated
from xiaowei.interfaces.cli.main import main

POLL = """META
key;value
budget;12
vote_type;approval
PROJECTS
project_id;cost;name
10;6;ten
9;6;nine
8;4;eight
VOTES
voter_id;vote
"""
POLL += "".join(f"{n};10,9\n" for n in range(6)) + "".join(f"{n};8\n" for n in range(6, 10))


def ran(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> Any:
    assert main(["analyse", "vote", *map(str, words), "--json"]) == code
    shown = capsys.readouterr().out
    return json.loads(shown) if shown else None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "poll.pb"
    path.write_text(POLL, encoding="utf-8")
    return path


def test_the_contract(capsys, file):
    told = ran(capsys, file, "--rule", "greedy_cost")
    assert (
        told.items()
        >= {
            "rule": "greedy_cost",
            "completion": "none",
            "winners": ["10", "9"],
            "cost": "12",
            "budget": "12",
            "tie_break": "project id compared as string",
            "ties": [["10", "9"]],
        }.items()
    )
    assert told["ejr_violations"] == [{"project": "8", "voters": 4, "cost": "4", "share": "4.8000"}]
    assert isinstance(told["seconds"], float)


def test_who_paid_what(capsys, file):
    told = ran(capsys, file, "--rule", "mes_cost", "--completion", "add1u")
    assert told["winners"] == ["10", "8"]
    assert told["explanation"][1] == {
        "project": "8", "name": "eight", "cost": "4", "supporters": 4, "payers": 4,
        "paid_at_most": "1.0000", "share_of_cost": 0.25, "by": "shares",
    }  # fmt: skip
    assert told["ejr_violations"] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words(capsys, file, monkeypatch, language):
    monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
    assert main(["analyse", "vote", str(file), "--rule", "greedy_cost"]) == 0
    shown = capsys.readouterr().out
    assert ("被落下" if language == "zh" else "left out") in shown
    assert "10 = 9" in shown


def test_written_out_and_taken_again(capsys, file, tmp_path):
    out = tmp_path / "out.pb"
    told = ran(capsys, file, "--rule", "mes_card", "--out", out)
    again = ran(capsys, out, "--rule", "mes_card")
    assert again["winners"] == told["winners"]
    assert "rule;mes_card" in out.read_text("utf-8")


def test_the_file_tells_the_rule_and_is_held_to_it(capsys, file, tmp_path):
    out = tmp_path / "out.pb"
    first = ran(capsys, file, "--rule", "mes_cost", "--completion", "add1u", "--out", out)
    assert first["stated"] is None
    told = ran(capsys, out)
    assert (told["rule"], told["completion"]) == ("mes_cost", "add1u")
    same = {
        "rule": "mes_cost/add1u",
        "winners": ["10", "8"],
        "same_rule": True,
        "same_winners": True,
    }
    assert told["stated"] == same
    told = ran(capsys, out, "--rule", "greedy_cost")
    assert told["winners"] == ["10", "9"]
    assert told["stated"] == same | {"same_rule": False, "same_winners": False}
    assert main(["analyse", "vote", str(out), "--rule", "greedy_cost"]) == 0
    shown = capsys.readouterr().out
    assert "文件写的计票规则是 mes_cost/add1u,这里按 greedy_cost 算" in shown
    assert "这里多选中:9;少选中:8" in shown
    assert ran(capsys, file, code=3) is None
    out.write_text(out.read_text("utf-8").replace("rule;mes_cost/add1u", "rule;lottery"), "utf-8")
    assert ran(capsys, out, code=3) is None
    assert ran(capsys, out, "--rule", "mes_cost")["stated"]["same_rule"] is None


def test_who_was_not_selected_is_listed_and_greedy_tells_of_no_shares(capsys, file):
    told = ran(capsys, file, "--rule", "greedy_cost")
    assert told["not_selected"] == [
        {"project": "8", "name": "eight", "cost": "4", "supporters": 4}
    ]  # fmt: skip
    assert told["share_per_voter"] is None
    main(["analyse", "vote", str(file), "--rule", "greedy_cost"])
    shown = capsys.readouterr().out
    assert "份额" not in shown.replace("合起来的份额", "")
    assert "出资人" not in shown
    assert "没有选中" in shown


def test_points_where_there_are_none_are_warned_of(capsys, file):
    assert "没有分数" in ran(capsys, file, "--rule", "mes_points")["warnings"][0]
    assert ran(capsys, file, "--rule", "mes_card")["warnings"] == []


def test_sheets_say_what_the_file_says(capsys, file, tmp_path):
    (tmp_path / "p.csv").write_text(
        "项目编号,项目名称,费用\n10,十,6\n9,九,6\n8,八,4\n", encoding="utf-8"
    )
    rows = [f"{n},{p}" for n in range(10) for p in (("10", "9") if n < 6 else ("8",))]
    (tmp_path / "b.csv").write_text("\n".join(["票号,项目编号", *rows]), encoding="utf-8")
    for rule in ("mes_cost", "mes_card", "greedy_cost"):
        out = tmp_path / "out.pb"
        sheets = ran(
            capsys, tmp_path / "b.csv", "--projects", tmp_path / "p.csv", "--budget", "0.0012万元",
            "--rule", rule, "--out", out,
        )  # fmt: skip
        assert sheets["winners"] == ran(capsys, file, "--rule", rule)["winners"]
        assert sheets["winners"] == ran(capsys, out, "--rule", rule)["winners"]


def test_what_is_refused(capsys, file, tmp_path):
    assert ran(capsys, tmp_path / "none.pb", "--rule", "mes_cost", code=3) is None
    assert ran(capsys, file, "--rule", "mes_cost", "--budget", "5", code=3) is None
    with pytest.raises(SystemExit) as usage:
        main(["analyse", "vote", str(file), "--rule", "lottery"])
    assert usage.value.code == 2


def test_damaged_files_are_refused_not_crashed(capsys, tmp_path):
    path = tmp_path / "bad.pb"
    for seed in range(150):
        chance = random.Random(seed)
        data = POLL.replace("approval", chance.choice(("approval", "ordinal", "choose-1"))).encode()
        for _ in range(chance.randrange(1, 4)):
            data = bytes(chance.choice(mutated.MUTATIONS)(chance, bytearray(data))) if data else b""
        path.write_bytes(data)
        code = main(
            ["analyse", "vote", str(path), "--rule", "mes_cost", "--completion", "add1u", "--json"]
        )
        capsys.readouterr()
        assert code in (0, 3), seed


def test_the_same_for_every_hash_seed(file):
    code = "from xiaowei.interfaces.cli.main import main; main()"
    found = set()
    for seed in ("1", "77"):
        shown = subprocess.run(
            [sys.executable, "-c", code, "analyse", "vote", str(file), "--rule", "mes_card",
             "--completion", "add1u", "--json"],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True,
        ).stdout  # fmt: skip
        found.add(json.dumps(json.loads(shown) | {"seconds": 0}))
    assert len(found) == 1
