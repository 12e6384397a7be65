"""Home of the tests of `analyse choose` and `analyse generate-portfolio`: sheets in, one document out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from xiaowei.interfaces.cli.main import main

SHEET = """id,cost,value,township,category,group,bundle,crew
A,100.50,10,东,路,g1,,1
B,200,25,东,灯,g1,,2
C,150.25,14,西,路,,b,1.5
D,50,6,西,灯,,b,0.5
E,300,20,西,路,,,3
"""
KEYS = {"chosen", "value", "cost", "bound", "gap", "refused", "clashes", "seconds"}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "p.csv"
    file.write_text(SHEET, "utf-8")
    return file


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main(["analyse", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_document(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "choose", sheet, "--budget", "450", "--what-if", "0", "--what-if", "700")
    assert found.keys() >= KEYS
    assert (found["chosen"], found["value"], found["cost"]) == (["B", "C", "D"], 45, "400.25")
    assert found["bound"] == pytest.approx(45) and found["gap"] <= 1e-4
    assert {one["id"] for one in found["refused"]} == {"A", "E"}
    assert all(one["reason"] for one in found["refused"]) and found["clashes"] == []
    none, more = found["what_if"]
    assert (none["chosen"], none["gained"]) == ([], -45)
    assert (more["gained"], more["added"], more["dropped"]) == (5, ["A", "E"], ["B"])


def test_clashes(sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "r.yaml"
    rules.write_text("limits:\n  - {township: 东, least: 400}\n", "utf-8")
    found = run(capsys, "choose", sheet, "--budget", "450", "--rules", rules)
    assert found["chosen"] == [] and found["bound"] is None and found["found"] is False
    assert "东" in found["clashes"][0]["text"] and found["clashes"][0]["rules"]
    assert main(["analyse", "choose", str(sheet), "--budget", "450", "--rules", str(rules)]) == 0
    assert "东" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_a_table(
    sheet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
    assert main(["analyse", "choose", str(sheet), "--budget", "0.045万元"]) == 0
    told = capsys.readouterr().out
    assert "400.25" in told and "B" in told and ("选上的" in told) == (language == "zh")


@pytest.mark.parametrize(
    "words",
    [
        ("--budget", "-1"), ("--budget", "x"), ("--budget", "0.001"), ("--budget", "1e99"),
        ("--budget", "1", "--gap", "-1"), ("--budget", "1", "--gap", "nan"),
        ("--budget", "1", "--time-limit", "0"), ("--budget", "1", "--what-if", "-2"),
        ("--budget", "1", "--rules", "none.yaml"),
    ],
)  # fmt: skip
def test_refused(sheet: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert main(["analyse", "choose", str(sheet), *words]) == 3
    out, told = capsys.readouterr()
    assert not out and told.strip()


def test_what_is_generated_can_be_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("a", "b"):
        made = run(
            capsys, "generate-portfolio", "--projects", 60, "--seed", 7, "--out", tmp_path / folder
        )
    assert (tmp_path / "a/projects.csv").read_bytes() == (tmp_path / "b/projects.csv").read_bytes()
    sheet, rules = made["files"]
    found = run(capsys, "choose", sheet, "--budget", made["budget"], "--rules", rules)
    assert found["gap"] <= 1e-4 and float(found["cost"]) <= float(made["budget"]) * 0.95


def test_standard_output_is_one_document_whatever_the_hash_seed(sheet: Path) -> None:
    told = []
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-m", "xiaowei.interfaces.cli.main", "analyse", "choose", str(sheet),
             "--budget", "450", "--json"],
            capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        document = json.loads(done.stdout)
        document.pop("seconds")
        told.append(document)
    assert told[0] == told[1]


def test_the_solver_is_not_loaded_to_show_help() -> None:
    code = (
        "import sys; from xiaowei.interfaces.cli.main import _parser; _parser();"
        "assert not {'highspy', 'scipy', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
