"""Home of the tests of the synthetic district: seeded, exact in number, and its truth can be told."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from xiaowei.analysis.generating.district import District, synthesise
from xiaowei.analysis.generating.events import LEAST_QUIET_HOURS
from xiaowei.analysis.masking import mask
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.packs.synthetic import load_script
from xiaowei.interfaces.cli.main import main

SCRIPT, CATALOGUE = load_script(), load(("default",)).catalogue


@pytest.fixture(scope="module")
def district() -> District:
    return synthesise(12_000, 3, SCRIPT, CATALOGUE)


def test_the_same_seed_tells_the_same_and_another_another() -> None:
    def told(seed: int) -> list[str]:
        return [one.told.content for one in synthesise(500, seed, SCRIPT, CATALOGUE).tell()]

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_as_many_as_asked_for_come_in_time_order(district: District) -> None:
    tickets = list(district.tell())
    assert len(tickets) == 12_000 == len({one.number for one in tickets})
    times = [one.received_at for one in tickets]
    assert times == sorted(times)
    assert times[-1] - times[0] <= timedelta(days=366)


def test_events_of_one_spot_never_run_into_each_other(district: District) -> None:
    spots: dict[tuple[int, int, int], list[tuple[float, float]]] = {}
    for one in district.events:
        if not one.single:
            spots.setdefault((one.place, one.happening, one.building), []).append(
                (one.begins, one.ends)
            )
    pairs = [pair for spans in spots.values() for pair in pairwise(sorted(spans))]
    assert pairs
    assert all(later[0] - earlier[1] >= LEAST_QUIET_HOURS for earlier, later in pairs)


def test_outages_come_at_once_and_names_are_told_in_many_ways(district: District) -> None:
    tickets = list(district.tell())
    sizes = Counter(one.event for one in tickets if one.outage)
    assert sizes and min(sizes.values()) >= 50
    full = sum(one.place.name in one.told.address for one in tickets)
    assert 0.5 < full / len(tickets) < 0.9
    wrong = sum(one.told.topic != one.topic for one in tickets) / len(tickets)
    assert 0.05 < wrong < 0.12
    hidden = sum(not one.told.community for one in tickets) / len(tickets)
    assert 0.04 < hidden < 0.08


def test_what_is_planted_is_found_by_masking(district: District) -> None:
    planted = [one.told for one in district.tell() if one.told.planted]
    kinds = {"phone", "phone_spaced", "phone_wide", "identity", "plate"}
    numbers = [
        (told.content, said) for told in planted for kind, said in told.planted if kind in kinds
    ]
    assert len(numbers) > 1_000
    kept = [content for content, said in numbers if said in mask(content).text]
    assert len(kept) <= 0.005 * len(numbers), kept[:3]


def run(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    assert main(["analyse", "generate", *map(str, words), "--json"]) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_door_writes_sheets_that_other_doors_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, "--tickets", 3000, "--seed", 4, "--out", tmp_path, "--known", 0.5)
    tickets, places, truth = (read(tmp_path / f"{n}.csv") for n in ("tickets", "places", "truth"))
    assert told["tickets"] == len(tickets) == len(truth) == 3000
    assert told["issues"] == len({row["issue"] for row in truth})
    assert 0.3 < len(places) / int(str(told["places"])) < 0.7
    assert (
        main(
            [
                "analyse",
                "group",
                f"{tmp_path}/tickets.csv",
                "--gazetteer",
                f"{tmp_path}/places.csv",
                "--json",
            ]
        )
        == 0
    )
    grouped = json.loads(capsys.readouterr().out)
    assert sorted(n for one in grouped["groups"] for n in one["ticket_nos"]) == sorted(
        row["工单编号"] for row in tickets
    )


@pytest.mark.parametrize(
    "words", [["--tickets", 0], ["--tickets", 5, "--known", 2], ["--tickets", 5, "--days", 1]]
)
def test_what_makes_no_district_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[object]
) -> None:
    assert main(["analyse", "generate", "--out", str(tmp_path / "o"), *map(str, words)]) == 3
    assert str(words[-1]) in capsys.readouterr().err
    assert not (tmp_path / "o").exists()
