"""The same ledger in other clothes reads the same: Chinese headers, shuffled, GBK, .xls, merges."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlwt

from xiaowei.connectors.ledger_sheet.fetch import fetch
from xiaowei.connectors.ledger_sheet.parse import parse
from xiaowei.connectors.tabular.writing import write_table
from xiaowei.domain.sheets import LedgerRow

CHINESE = {
    "project_no": "项目编号",
    "name": "项目名称",
    "town_code": "镇街代码",
    "town": "镇街",
    "places": "村（社区）/小区",
    "type": "项目类型",
    "class": "项目类别",
    "unit": "单位",
    "qty_planned": "数量",
    "qty_done_20200831": "完成数量\n(2020年8月31日)",
    "approved_wan": "审定资金(万元)",
    "settled_wan": "结算 资金（万元）",
    "status_20200831": "进度(截至2020年8月31日)",
    "proactive": "是否未诉先办",
    "d_start": "开工日期",
    "d_finish": "完工日期",
}
ENGLISH = list(CHINESE)
WORKS = [("屋顶防水", "平方米", "739.51"), ("路灯", "盏", "12"), ("排水沟修复", "米", "150")]


def rows() -> list[list[str]]:
    made = []
    for at in range(24):
        work, unit, quantity = WORKS[at % 3]
        made.append(
            [
                f"XM-{at:03d}",
                f"{at}号院{work}项目",
                f"99010100{at // 8 + 1}",
                f"{'甲乙丙'[at // 8]}街道",
                f"{at}号院;{at}号院南区",
                work,
                "便民设施服务类",
                unit,
                quantity,
                "" if at % 4 else "5",
                f"{at + 1}.25",
                "" if at % 5 else f"{at + 1}.1",
                "施工中" if at % 2 else "已完工",
                "是" if at % 3 else "否",
                f"2020-05-{at + 1:02d}",
                "" if at % 2 else f"2020-06-{at + 1:02d}",
            ]
        )
    return made


def as_csv(table: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(table)
    return stream.getvalue().encode(encoding)


def taken(source: bytes | Path) -> list[LedgerRow]:
    parsed = parse(fetch(source))
    assert (parsed.rejected, parsed.unmapped) == ((), ())
    return [replace(row, row=0) for row in parsed.rows]


@pytest.fixture(scope="module")
def plain() -> list[LedgerRow]:
    found = taken(as_csv([ENGLISH, *rows()]))
    assert len(found) == 24 and found[0].approved_yuan == 12500
    return found


@pytest.mark.parametrize("seed", range(5))
def test_chinese_headers_shuffled_in_gbk(plain: list[LedgerRow], seed: int) -> None:
    order = list(range(len(ENGLISH)))
    random.Random(seed).shuffle(order)
    table = [[row[at] for at in order] for row in [list(CHINESE.values()), *rows()]]
    assert taken(as_csv(table, "gb18030")) == plain


def test_a_workbook_with_title_merged_town_and_totals(plain: list[LedgerRow]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["附件1:小微项目汇总表(终稿2)"])
    sheet.append(list(CHINESE.values()))
    for row in rows():
        sheet.append([float(c) if c.replace(".", "").isdigit() else c or None for c in row])
    sheet.append(["合计", *[None] * 9, 306.0])
    town = ENGLISH.index("town") + 1
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(ENGLISH))
    for first in (3, 11, 19):
        sheet.merge_cells(start_row=first, end_row=first + 7, start_column=town, end_column=town)
    stream = io.BytesIO()
    book.save(stream)
    assert taken(stream.getvalue()) == plain


def test_the_old_format(plain: list[LedgerRow]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for at, row in enumerate([list(CHINESE.values()), *rows()]):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    town = ENGLISH.index("town")
    book2 = xlwt.Workbook()
    merged = book2.add_sheet("台账")
    for at, row in enumerate([list(CHINESE.values()), *rows()]):
        for column, value in enumerate(row):
            if column != town or at == 0:
                merged.write(at, column, value)
    for group, first in enumerate((1, 9, 17)):
        merged.write_merge(first, first + 7, town, town, f"{'甲乙丙'[group]}街道")
    for each in (book, book2):
        stream = io.BytesIO()
        each.save(stream)
        assert taken(stream.getvalue()) == plain


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.csv"])
def test_what_we_write_reads_the_same(plain: list[LedgerRow], tmp_path: Path, name: str) -> None:
    write_table(tmp_path / name, list(CHINESE.values()), rows())
    assert taken(tmp_path / name) == plain
