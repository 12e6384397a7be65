"""Home of the tests of `analyse mask`, `group` and `bursts`: sheets in, one document out."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.conftest import GOLD, read_gold
from xiaowei.interfaces.cli.main import main

HEADERS = (
    "工单编号",
    "来电时间",
    "来电号码",
    "诉求类型",
    "二级分类",
    "街乡镇",
    "诉求地址",
    "诉求内容",
)
PLACES = "编号,类型,街乡镇,名称,别名\nE4,小区,柳湾街道,中铁金色枫林小区,铁路大院;铁院\n"


def write(path: Path, rows: list[tuple[str, ...]], encoding: str = "utf-8-sig") -> Path:
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    return path


def row(
    number: int, at: str, address: str, kind: str = "投诉", topic: str = "停水"
) -> tuple[str, ...]:
    phone = f"1{number:010}"
    text = f"{address}停水了,电话{phone}"
    return (f"T{number:04}", at, phone, kind, topic, "柳湾街道", address, text)


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main(["analyse", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    rows = [row(i, f"2021-05-01 08:{i:02}", "铁路大院") for i in range(6)]
    rows += [row(i, f"2021-05-01 09:{i:02}", "金色枫林小区") for i in range(6, 10)]
    rows += [row(10, "2021-05-01 09:30", "铁路大院", kind="咨询"), row(11, "不清楚", "铁路大院")]
    return write(tmp_path / "tickets.csv", rows, "gb18030")


@pytest.fixture
def places(tmp_path: Path) -> Path:
    path = tmp_path / "places.csv"
    path.write_text(PLACES, encoding="utf-8")
    return path


def test_group_puts_every_row_into_one_group(
    capsys: pytest.CaptureFixture[str], sheet: Path, places: Path
) -> None:
    told = run(capsys, "group", sheet, "--gazetteer", places)
    numbers = [number for one in told["groups"] for number in one["ticket_nos"]]
    assert told["read"] == 12
    assert sorted(numbers) == [f"T{i:04}" for i in range(12)]
    first = told["groups"][0]
    assert (len(first["ticket_nos"]), first["place"], first["place_code"], first["topic"]) == (
        10,
        "中铁金色枫林小区",
        "E4",
        "停水",
    )


def test_bursts_are_told_as_a_stream_sees_them(
    capsys: pytest.CaptureFixture[str], sheet: Path, places: Path
) -> None:
    (burst,) = run(capsys, "bursts", sheet, "--gazetteer", places)["bursts"]
    assert (burst["place"], burst["tickets_so_far"]) == ("中铁金色枫林小区", 3)
    assert burst["flagged_at"].startswith("2021-05-01T08:02")
    assert len(burst["ticket_nos"]) == 10


def test_mask_leaves_no_phone_and_keeps_the_numbers(
    capsys: pytest.CaptureFixture[str], sheet: Path
) -> None:
    told = run(capsys, "mask", sheet, "--text", "诉求内容")
    assert (told["read"], told["masked"], told["by_kind"]) == (12, 12, {"phone": 12})
    text = Path(told["output_file"]).read_text(encoding="utf-8-sig")
    assert not re.search(r"1\d{10}", text)
    assert all(f"T{i:04}" in text for i in range(12))
    assert sheet.read_text(encoding="gb18030").count("电话1") == 12


def test_an_unknown_column_names_the_known_ones(
    capsys: pytest.CaptureFixture[str], sheet: Path
) -> None:
    assert main(["analyse", "mask", str(sheet), "--text", "正文"]) == 3
    assert "诉求内容" in capsys.readouterr().err


def test_people_get_a_table(capsys: pytest.CaptureFixture[str], sheet: Path) -> None:
    for words in (["mask", str(sheet), "--text", "诉求内容"], ["group", str(sheet)]):
        assert main(["analyse", *words]) == 0
        assert "12" in capsys.readouterr().out


def test_the_door_loads_no_django(sheet: Path) -> None:
    code = (
        "import sys; from xiaowei.interfaces.cli.main import main;"
        f"main(['analyse', 'group', {str(sheet)!r}, '--json']);"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("with_places", [True, False])
def test_gold_sheet(
    capsys: pytest.CaptureFixture[str], gold_key: dict[str, tuple[str, str]], with_places: bool
) -> None:
    """Grouping and the burst hold with the gazetteer and without one."""
    numbers = [ticket["工单编号"] for ticket in read_gold("gold_tickets.csv")]
    more = ["--gazetteer", GOLD / "gold_places.csv"] if with_places else []
    groups = run(capsys, "group", GOLD / "gold_tickets.csv", *more)["groups"]
    ours = {number: one["id"] for one in groups for number in one["ticket_nos"]}
    assert sorted(ours) == sorted(numbers)
    for scope in (numbers, [n for n in numbers if len(set(gold_key.get(n, "ab"))) == 2]):
        found = {p for p in combinations(scope, 2) if ours[p[0]] == ours[p[1]]}
        right = {
            p for p in combinations(scope, 2) if gold_key.get(p[0], p[0]) == gold_key.get(p[1])
        }
        assert len(found & right) >= 0.95 * max(len(found), len(right))
    (burst,) = run(capsys, "bursts", GOLD / "gold_tickets.csv", *more)["bursts"]
    assert (len(burst["ticket_nos"]), burst["callers"]) == (118, 96)
    assert burst["tickets_so_far"] <= 4


def pairs(path: Path, *rows: tuple[str, str]) -> Path:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("工单编号", "另一工单编号"), *rows])
    return path


def test_group_honours_what_people_judged_and_says_why(
    capsys: pytest.CaptureFixture[str], sheet: Path, places: Path, tmp_path: Path
) -> None:
    together = pairs(tmp_path / "a.csv", ("T0000", "T0010"))
    apart = pairs(tmp_path / "b.csv", ("T0000", "T0003"))
    told = run(
        capsys, "group", sheet, "--gazetteer", places,
        "--together", together, "--apart", apart, "--explain",
    )  # fmt: skip
    group = {number: one for one in told["groups"] for number in one["ticket_nos"]}
    assert group["T0000"] is group["T0010"] is group["T0001"] is not group["T0003"]
    links = {one["ticket_no"]: one for one in group["T0000"]["links"]}
    assert (links["T0000"]["by"], links["T0010"]["by"]) == ("opened", "person")
    assert links["T0006"]["words"] == "同一地点、距上一件 1 小时、问题相同(停水)"
    free = run(capsys, "group", sheet)["groups"]
    assert "links" not in free[0]


@pytest.mark.parametrize("kind", ["--together", "--apart"])
def test_group_counts_the_events_that_people_left(
    capsys: pytest.CaptureFixture[str], sheet: Path, places: Path, tmp_path: Path, kind: str
) -> None:
    words = ["group", sheet, "--gazetteer", places]
    free = run(capsys, *words)["groups"]
    said = ("T0000", "T0003") if kind == "--apart" else ("T0000", "T0010")
    words += [kind, pairs(tmp_path / "a.csv", said)]
    count = len(free) + (1 if kind == "--apart" else -1)
    assert len(run(capsys, *words)["groups"]) == count
    assert run(capsys, *words, "--out", tmp_path / "out.csv")["events"] == count
    assert main(["analyse", *map(str, words)]) == 0
    assert re.findall(r"\d+", capsys.readouterr().out.splitlines()[0])[1] == str(count)


def test_judgements_that_cannot_hold_are_refused(
    capsys: pytest.CaptureFixture[str], sheet: Path, tmp_path: Path
) -> None:
    both = pairs(tmp_path / "a.csv", ("T0000", "T0001"))
    strange = pairs(tmp_path / "b.csv", ("T0000", "X1"))
    words = ["analyse", "group", str(sheet)]
    assert main([*words, "--together", str(both), "--apart", str(both)]) == 3
    assert "T0000、T0001" in capsys.readouterr().err
    assert main([*words, "--apart", str(strange)]) == 3
    assert "X1" in capsys.readouterr().err


def test_no_name_of_a_place_or_topic_shows_a_phone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    rows = [f"T{n},2026-03-0{n} 08:00,13812345678,老王烧烤13812345678,油烟大" for n in range(1, 6)]
    sheet.write_text(
        "\n".join(["工单编号,来电时间,二级分类,诉求地址,诉求内容", *rows]), encoding="utf-8"
    )
    told = run(capsys, "group", sheet)
    assert told["groups"][0]["place"].startswith("老王烧烤")
    assert "13812345678" not in json.dumps(told, ensure_ascii=False)


def test_a_wording_is_no_topic_and_a_place_is_told_as_it_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    said = (
        "{}",
        "市民来电反映{}",
        "{}，希望回复",
        "来电人称，{}。请尽快处理",
        "{}，联系电话13812345678",
    )
    rows = [
        f"T{n},2026-03-0{n} 08:00,定海园一里3号楼,{one.format('快递柜要收钱没人通知')}"
        for n, one in enumerate(said, 1)
    ]
    sheet.write_text("\n".join(["工单编号,来电时间,诉求地址,诉求内容", *rows]), encoding="utf-8")
    (group,) = run(capsys, "group", sheet)["groups"]
    assert (group["place"], group["topic"], len(group["ticket_nos"])) == ("定海园一里", None, 5)


def test_what_is_not_to_be_seen_in_groups_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Rows that can't be read; a result never lies over its sheet; pairs need two columns."""
    sheet = tmp_path / "t.csv"
    sheet.write_text(
        "工单编号,来电时间,诉求地址,诉求内容\nA1,2020-08-01 08:00,东里,停水\nA2,不清楚,东里,停水\n",
        "utf-8",
    )
    assert main(["analyse", "group", str(sheet)]) == 0
    assert "1 行读不了" in capsys.readouterr().out
    before = sheet.read_bytes()
    assert main(["analyse", "group", str(sheet), "--out", str(sheet)]) == 3
    assert "请另起一个名字" in capsys.readouterr().err and sheet.read_bytes() == before
    (tmp_path / "one.csv").write_text("a\nA1\n", "utf-8")
    assert main(["analyse", "group", str(sheet), "--together", str(tmp_path / "one.csv")]) == 3
    assert "各占一列" in capsys.readouterr().err
