"""The library alone: in an environment without Django, every module loads and every analyse door works."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xiaowei.interfaces.cli.main import main

ROOT = Path(__file__).parents[2]
BRING = 'source tools/certificates.sh; exec .venv-tools/bin/uv sync --frozen --no-dev --quiet --python "$0"'
LOAD = """
import importlib, importlib.util, json, pkgutil, xiaowei.analysis
known = [name for name in ("django", "duckdb", "granian", "pyspark") if importlib.util.find_spec(name)]
for floor in ("domain", "analysis", "connectors"):
    top = importlib.import_module("xiaowei." + floor)
    for found in pkgutil.walk_packages(top.__path__, top.__name__ + "."):
        importlib.import_module(found.name)
print(json.dumps(known))
"""
BALLOTS = "票号,项目编号\n" + "".join(f"B{at},{at % 3}\nB{at},3\n" for at in range(30))
OPTIONS = "项目编号,项目名称,费用\n0,修路,600\n1,路灯,400\n2,车棚,300\n3,绿地,500\n"
LOG = "case,step,at\n" + "".join(
    f"{case},{step},2021-{1 + case // 28:02}-{1 + (case + at) % 28:02}\n"
    for case in range(60)
    for at, step in enumerate(("收到", "审核", "办结")[: 3 - case % 2])
)
CASES = "".join(f"L{at % 9} 1 2001/{1 + at % 12}/{1 + at % 27}\n" for at in range(200))
PLACES = "".join(f"L{at} {at % 3} {at // 3}\n" for at in range(9))
DOORS: dict[str, tuple[str, ...]] = {
    "mask": ("tickets.csv", "--text", "诉求内容"),
    "group": ("tickets.csv", "--gazetteer", "places.csv"),
    "bursts": ("tickets.csv", "--gazetteer", "places.csv"),
    "classify": (
        "--train", "tickets.csv", "--test", "tickets.csv", "--text", "诉求内容", "--label", "二级分类",
    ),
    "duplicates": ("tickets.csv",),
    "scan": (
        "--cases", "at.cas", "--geo", "at.geo", "--model", "permutation",
        "--start", "2001-01-01", "--end", "2001-12-31", "--replications", "99",
    ),
    "vote": ("ballots.csv", "--projects", "options.csv", "--budget", "1000", "--rule", "mes_cost"),
    "choose": ("portfolio/projects.csv", "--budget", "3000000", "--rules", "portfolio/rules.yaml"),
    "effect": (
        "tickets.csv", "--time", "来电时间", "--place", "街乡镇", "--treated", "treated.txt",
        "--on", "2021-09-01", "--weeks", "4",
    ),
    "pace": ("log.csv", "--case", "case", "--activity", "step", "--time", "at"),
    "forecast": (
        "tickets.csv", "--time", "来电时间", "--place", "街乡镇", "--topic", "二级分类", "--month", "2021-12",
    ),
}  # fmt: skip
"""Each door with what it is asked; a door that is not here fails the first test."""

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Bring the library alone into an environment of its own; return what runs a program there."""
    folder = tmp_path_factory.mktemp("alone")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XIAOWEI_", "DJANGO"))}
    environment |= {"UV_PROJECT_ENVIRONMENT": str(folder / "env"), "TZ": "Asia/Shanghai"}
    python = str(Path(ROOT, ".venv/bin/python").resolve())
    subprocess.run(["bash", "-c", BRING, python], cwd=ROOT, env=environment, check=True)

    def ran(program: str, *words: str) -> Any:
        command = [str(folder / "env/bin" / program), *words]
        told = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)

    ran(
        "xiaowei",
        "analyse",
        "generate",
        "--tickets",
        "3000",
        "--from",
        "2021-01-01",
        "--out",
        ".",
        "--json",
    )
    ran(
        "xiaowei",
        "analyse",
        "generate-portfolio",
        "--projects",
        "60",
        "--out",
        "portfolio",
        "--json",
    )
    with open(folder / "tickets.csv", encoding="utf-8-sig", newline="") as file:
        towns = sorted({row["街乡镇"] for row in csv.DictReader(file)})
    for name, text in (
        ("ballots.csv", BALLOTS), ("options.csv", OPTIONS), ("log.csv", LOG), ("at.cas", CASES),
        ("at.geo", PLACES), ("treated.txt", "\n".join(towns[:2])),
    ):  # fmt: skip
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return ran


def test_every_module_of_the_library_loads(run: Run) -> None:
    assert run("python", "-I", "-c", LOAD) == []


def test_every_door_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["analyse", "--help"])
    told = re.findall(r"^ {4}([a-z][a-z-]+)", capsys.readouterr().out, re.MULTILINE)
    assert set(told) == {*DOORS, "generate", "generate-portfolio"}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_works(run: Run, door: str) -> None:
    assert run("xiaowei", "analyse", door, *DOORS[door], "--json")
