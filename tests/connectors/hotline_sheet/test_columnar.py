"""Home of the tests of tickets as columns: a large text sheet reads as it would row by row."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from xiaowei.connectors.hotline_sheet import columnar
from xiaowei.connectors.packs.parse import load

CATALOGUE = load(("default",)).catalogue
HEADERS = (
    "工单编号", "来电时间", "来电号码", "诉求类型", "一级分类", "二级分类", "区", "街乡镇", "社区(村)",
    "诉求地址", "诉求内容",
)  # fmt: skip
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H时%M分")


def rows(count: int) -> list[tuple[str, ...]]:
    start = datetime(2021, 3, 1, 8, tzinfo=UTC)
    return [
        (
            f"T{i:05}", (start + timedelta(minutes=i)).strftime(FORMS[i % len(FORMS)]), f"1{i:010}",
            "投诉", "道路交通", "" if i % 7 == 0 else "道路破损", "-", "青禾镇", "上河湾村" if i % 3 else "",
            f" 上河湾村{i}号 ", f"路坏了,\n第{i}次\"说\"" if i % 5 == 0 else "路坏了",
        )
        for i in range(count)
    ]  # fmt: skip


def write(path: Path, sheet: list[tuple[str, ...]], encoding: str, title: bool = False) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        if title:
            file.write("青禾镇工单统计表\r\n")
        csv.writer(file).writerows([HEADERS, *sheet])
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("title", [False, True])
def test_columns_say_what_rows_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, title: bool
) -> None:
    sheet = rows(800)
    sheet[40] = ("T00040", "不清楚", *sheet[40][2:])
    sheet[41] = ("T00041", sheet[41][1], *[""] * 9)
    sheet.append(("合计", "800", *[""] * 9))
    path = write(tmp_path / "t.csv", sheet, encoding, title)
    slow = columnar.read_columns(path, CATALOGUE)
    monkeypatch.setattr(columnar, "LARGE_BYTES", 0)
    fast = columnar.read_columns(path, CATALOGUE)
    assert set(fast.rejected) == set(slow.rejected) == {"T00040", "T00041"}
    names = sorted(slow.frame.columns)
    assert fast.frame.select(names).rows() == slow.frame.select(names).rows()
    assert len(fast.frame) == 798


ODD_HEADERS = ("工单编号", "来电时间", "来电人", "来电号码", "承办单位", "诉求地址", "诉求内容")
ODD = [
    ("T1", "2021-03-01 08:00", "张伟", "1.3800001234E+10", "青禾镇人民政府", "上河湾村", "路坏了"),
    ("T2", "2021-03-01 08:10", "匿名", "保密", "区水务局", "上河湾村", "停水"),
    ("", "2021-03-01 08:20", "李女士", "138****1234", "青禾镇", "", "停水"),
    ("'0012", "2021-03-01 08:30", "", "13800001234", "", "上河湾村", "停电"),
    ("1.2E+17", "2021-03-01 08:40", "王五", "13800001234.0", "青禾镇", "上河湾村", "停电"),
    ("", "不清楚", "王五", "", "青禾镇", "上河湾村", "停电"),
    ("T7", "1021-03-01 08:40:00", "王五", "-", "青禾镇", "上河湾村", "停电"),
    ("工单 8", "2021-03-01 08:50", "", "无", "青禾街道办事处", "上河湾村", ""),
    ("T10", "2021-03-01 08:50", "张伟", "+86 138-0000-1234", "", "上河湾村", "停电"),
    ("T12", "2021-03-01 08:50", "", "", "", "不详", "停电"),
    ("T11", "2021-03-01 08:50", "", "13800001234(本人)", "", "上河湾村", "停电"),
    ("", "", "保密", "81523456", "青禾乡", "上河湾村", "停水"),
]


@pytest.mark.parametrize("without", ["", "来电人", "承办单位", "工单编号"])
def test_callers_townships_and_numbers_are_told_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    kept = [index for index, header in enumerate(ODD_HEADERS) if header != without]
    path = tmp_path / "odd.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row[at] for at in kept] for row in [ODD_HEADERS, *ODD])
    slow = columnar.read_columns(path, CATALOGUE)
    monkeypatch.setattr(columnar, "LARGE_BYTES", 0)
    monkeypatch.setattr(columnar, "parse", None)  # nothing is read row by row
    fast = columnar.read_columns(path, CATALOGUE)
    assert len(slow.frame) >= 6 and slow.frame["caller"].n_unique() > 3
    assert fast.frame.rows() == slow.frame.rows()
    assert fast.rejected == slow.rejected


@pytest.mark.parametrize("odd", ["ragged", "two levels in one", "day and hour"])
def test_what_is_not_regular_is_read_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    monkeypatch.setattr(columnar, "LARGE_BYTES", 0)
    path = write(tmp_path / "t.csv", rows(50), "utf-8")
    text = path.read_text("utf-8")
    if odd == "ragged":
        text += ",".join(["T99999", "2021-03-01 08:00", *"abcdefghijklmn"]) + "\r\n"
    elif odd == "two levels in one":
        text = text.replace("二级分类", "问题分类")
    else:
        text = text.replace("来电时间", "来电日期")
    path.write_text(text, "utf-8")
    asked: list[Path] = []
    parse = columnar.fetch
    monkeypatch.setattr(
        columnar, "fetch", lambda file, **more: asked.append(file) or parse(file, **more)
    )
    assert isinstance(columnar.read_columns(path, CATALOGUE).frame, pl.DataFrame)
    assert path in asked
