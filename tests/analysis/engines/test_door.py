"""Home of the tests of `analyse group` on large sheets: files written, refusals, nothing left behind."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from xiaowei.analysis.engines.keyed import _siphash
from xiaowei.analysis.engines.local import LocalEngine, LocalRows
from xiaowei.analysis.engines.sampling import keys_of, sampled, share_of
from xiaowei.analysis.engines.steps import without_numbers
from xiaowei.connectors.hotline_sheet import columnar, parts
from xiaowei.interfaces.cli.main import main


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(columnar, "LARGE_BYTES", 0)
    monkeypatch.setattr(parts, "BLOCK", 100_000)
    return folder


@pytest.fixture
def sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["analyse", "generate", "--tickets", "1500", "--out", str(tmp_path)]) == 0
    capsys.readouterr()
    return tmp_path / "tickets.csv"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main(["analyse", "group", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_file_says_what_the_document_says(
    sheet: Path, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, sheet)
    for kind in ("csv", "parquet"):
        out = sheet.with_name(f"out.{kind}")
        data = run(capsys, sheet, "--out", out)
        assert "groups" not in data
        assert (data["read"], data["events"]) == (1500, len(told["groups"]))
        rows = pl.read_csv(out) if kind == "csv" else pl.read_parquet(out)
        assert rows["ticket_no"].to_list() == pl.read_csv(sheet)["工单编号"].to_list()
        groups = dict(rows.group_by("event").agg("ticket_no").rows())
        assert groups == {one["id"]: one["ticket_nos"] for one in told["groups"]}
        assert rows["how"].value_counts().filter(pl.col("how") == "opened")["count"][0] == len(
            groups
        )
    assert not list(temporary.iterdir())


def test_a_lake_is_grouped_as_its_sheet(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, sheet)
    tickets = columnar.read_columns(sheet).frame
    for month in (1, 2):
        file = sheet.parent / "lake" / f"month=2021-0{month}" / "tickets.parquet"
        file.parent.mkdir(parents=True)
        tickets[(month - 1) * 700 : (700, 1500)[month - 1]].write_parquet(file)
    whole = sheet.with_name("tickets.parquet")
    tickets.write_parquet(whole)
    for held in (sheet.parent / "lake", whole):
        assert run(capsys, held)["groups"] == told["groups"]


def test_a_failure_leaves_nothing_behind(
    sheet: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def fail(*_: object) -> None:
        seen.append(len(list(temporary.rglob("*"))))
        raise MemoryError

    monkeypatch.setattr(LocalEngine, "keep", fail)
    with pytest.raises(MemoryError):
        main(["analyse", "group", str(sheet), "--out", str(sheet.with_name("o.csv"))])
    assert seen[0] and not list(temporary.iterdir())
    assert not sheet.with_name("o.csv").exists()


def test_a_sheet_that_is_irregular_in_its_midst_is_read_as_before(
    sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = run(capsys, sheet)
    lines = sheet.read_text("utf-8-sig").splitlines()
    sheet.write_text("\n".join([*lines, lines[-1] + ",more,cells"]) + "\n", "utf-8")
    found = run(capsys, sheet)
    assert found["read"] == expected["read"] + 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--out", "x.xlsx"], 3, "x.xlsx"),
        (["--engine", "spark", "--master", "spark://127.0.0.1:9"], 5, "spark://127.0.0.1:9"),
    ],
)
def test_what_cannot_be_done_is_refused(
    sheet: Path, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/java").touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert main(["analyse", "group", str(sheet), *words]) == code
    assert said in capsys.readouterr().err


def test_without_java_or_the_extra_it_says_what_to_install(
    sheet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = ["analyse", "group", str(sheet), "--engine", "spark"]
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert main(words) == 5
    assert "openjdk-17" in capsys.readouterr().err
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/java").touch()
    for name in ("pyspark", "py4j", "py4j.protocol"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(words) == 2
    assert "xiaowei[spark]" in capsys.readouterr().err


def test_a_digest_of_a_caller_tells_nobody_the_number() -> None:
    """Whoever has a digest and tries all numbers finds none without the key of the run."""
    numbers = [f"138{at:08}" for at in range(300)]
    tickets = pl.DataFrame({"caller": [*numbers, None, numbers[7]]})
    one, same, other = (
        without_numbers(tickets, salt)["caller"].to_list()
        for salt in (b"a" * 16, b"a" * 16, b"b" * 16)
    )
    assert one == same and one[-1] == one[7] and one[-2] == 0
    assert len(set(one)) == 301 and min(one) >= 0
    assert set(one) & set(other) == {0}
    unkeyed = set(keys_of(pl.Series(numbers)).tolist())
    assert not unkeyed & {*one, *other}


def test_the_digest_is_siphash() -> None:
    """A vector of the paper's reference code."""
    word = np.frombuffer(bytes(range(8)), "<u8")
    assert int(_siphash(word, bytes(range(16)))[0]) == 0x93F5F5799A932462


def test_each_run_has_a_key_of_its_own_and_keeps_no_number(
    sheet: Path,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept: list[pl.DataFrame] = []
    add = LocalRows.add
    monkeypatch.setattr(LocalRows, "add", lambda *a: (kept.append(a[2]), add(*a))[1])
    callers = []
    for _ in range(2):
        kept.clear()
        run(capsys, sheet)
        assert kept and not any({"content", "address", "title"} & set(one.columns) for one in kept)
        held = pl.concat([one.select("caller") for one in kept if "caller" in one.columns])
        callers.append(set(held["caller"].to_list()) - {0})
    assert callers[0] and not callers[0] & callers[1]


def test_the_sample_is_chosen_by_number_alone() -> None:
    tickets = pl.DataFrame({"number": [f"T{at}" for at in range(20_000)] + [None]})
    share = share_of(20_000, 5_000)
    chosen = set(sampled(tickets, share)["number"].to_list())
    assert 4_700 < len(chosen) < 5_300
    again = [sampled(tickets.sample(500, seed=seed), share) for seed in range(5)]
    for part in again:
        assert set(part["number"].to_list()) <= chosen
    assert keys_of(pl.Series(["停水", None, "a"])).tolist()[1] == 0
    assert keys_of(pl.Series(["T1"])).tolist() == keys_of(pl.Series(["T0", "T1"])).tolist()[1:]
    assert sampled(tickets, share_of(5, 5)) is tickets
