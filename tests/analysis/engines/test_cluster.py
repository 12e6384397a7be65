"""Home of the tests of the Spark engine: the same labels as here, on a real master with two workers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.engines.ticketing import CATALOGUE, gazetteer, labels, make_district
from tools import spark
from xiaowei.analysis.engines.local import LocalEngine
from xiaowei.analysis.engines.pipeline import Plan, group
from xiaowei.connectors.hotline_sheet import columnar, parts
from xiaowei.interfaces.cli.main import main

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore::ResourceWarning")]
SETTINGS = {
    "spark.executor.memory": "512m",
    "spark.driver.host": spark.HERE,
    "spark.driver.bindAddress": spark.HERE,
}


@pytest.fixture(scope="module")
def master() -> Iterator[str]:
    if lacking := spark.missing():
        pytest.skip(lacking)
    with spark.running() as address:
        yield address


@pytest.fixture(scope="module")
def session(master: str) -> Iterator[Any]:
    from xiaowei.analysis.engines.cluster import connected

    with connected(master, SETTINGS) as found:
        yield found


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Plan]:
    folder = tmp_path_factory.mktemp("sheet")
    assert main(["analyse", "generate", "--tickets", "3000", "--out", str(folder)]) == 0
    district = make_district(3_000, 1)
    return folder / "tickets.csv", Plan(CATALOGUE, gazetteer(district), bound=1_000)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "LARGE_BYTES", 0)
    monkeypatch.setattr(parts, "BLOCK", 200_000)


def test_a_cluster_comes_to_the_labels_of_one_machine(
    session: Any, sheet: tuple[Path, Plan], tmp_path: Path
) -> None:
    from xiaowei.analysis.engines.cluster import SparkEngine

    file, plan = sheet
    source = parts.open_parts(file, CATALOGUE)
    assert len(source.parts) > 2
    found = []
    for name, engine, count in (
        ("here", LocalEngine(tmp_path), 1), ("there", SparkEngine(session), 3),
    ):  # fmt: skip
        folder = tmp_path / name
        folder.mkdir()
        asked = Plan(CATALOGUE, plan.known, parts=count, bound=plan.bound)
        found.append(group(source, engine, asked, folder))
    here, there = found
    assert labels(there) == labels(here)
    assert (there.read, there.events) == (here.read, here.events) == (3_000, here.events)
    status = session.sparkContext._jsc.sc().statusTracker()
    assert len(status.getExecutorInfos()) == 3, "two workers and the driver"
    assert session.sparkContext._jsc.getPersistentRDDs().isEmpty(), "nothing stays on the workers"
    assert session.conf.get("spark.io.encryption.enabled") == "true"


def test_a_part_that_is_irregular_is_told_as_here(
    session: Any, sheet: tuple[Path, Plan], tmp_path: Path
) -> None:
    from xiaowei.analysis.engines.cluster import SparkEngine
    from xiaowei.analysis.engines.protocol import StepFailed

    ragged = tmp_path / "ragged.csv"
    with sheet[0].open("r", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with ragged.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*rows, [*rows[-1], "more", "cells"]])
    with pytest.raises(StepFailed, match="Irregular"):
        group(parts.open_parts(ragged, CATALOGUE), SparkEngine(session), sheet[1], tmp_path)


def test_the_door_takes_a_cluster(
    session: Any,
    master: str,
    sheet: tuple[Path, Plan],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "stop", lambda: None)
    outs = [tmp_path / "here.csv", tmp_path / "there.csv"]
    words = ["analyse", "group", str(sheet[0]), "--json", "--out"]
    assert main([*words, str(outs[0])]) == 0
    assert main([*words, str(outs[1]), "--engine", "spark", "--master", master]) == 0
    here, there = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert here["read"] == there["read"] == 3_000
    assert outs[0].read_bytes() == outs[1].read_bytes()
