"""Sheets we write: rejected rows come back mended, exported tables come back unchanged."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from xiaowei.connectors.hotline_sheet import fetch as hotline
from xiaowei.connectors.hotline_sheet import parse as tickets
from xiaowei.connectors.tabular.fetch import fetch
from xiaowei.connectors.tabular.writing import split_advice, write_rejects, write_table
from xiaowei.domain.errors import BadInput

DIRTY = (
    "工单编号,来电时间,诉求内容,备注\nA1,2020-04-12 06:30,路面坑洼,\n"
    "1.23E+17,2020-04-12 06:30,路灯不亮,急\nA3,昨天,=1+1停水,\nA4,,,\n"
)


def test_rejects_are_mended_and_sent_back(tmp_path: Path) -> None:
    parsed = tickets.parse(hotline.fetch(DIRTY.encode("gbk")))
    assert parsed.read == 4 and len(parsed.rejected) == 3
    path = tmp_path / "待改.xlsx"
    write_rejects(path, parsed.headers, parsed.rejected)

    again = tickets.parse(hotline.fetch(path))
    assert [r.error.code for r in again.rejected] == [r.error.code for r in parsed.rejected]
    assert again.unmapped == ("备注",)

    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert [cell.value for cell in sheet[1]][-2:] == ["问题", "怎么改"]
    assert sheet["A2"].fill.fgColor.rgb == "FFFFC7CE" and sheet["C2"].fill.fgColor.rgb != "FFFFC7CE"
    sheet["A2"], sheet["B3"], sheet["C4"] = "A2", "2020/4/13 7:00", "井盖缺失"
    book.save(path)
    mended = tickets.parse(hotline.fetch(path))
    assert not mended.rejected
    assert [(row.number, row.content) for row in mended.rows] == [
        ("A2", "路灯不亮"),
        ("A3", "=1+1停水"),
        ("A4", "井盖缺失"),
    ]
    assert mended.rows[0].extra == {"备注": "急"}


def test_the_advice_stands_apart_from_the_fault() -> None:
    error = BadInput("bad_date", row=3, column="开工日期", value="五一")
    wrong, advice = split_advice(error)
    assert wrong == "第3行 开工日期:「五一」不是能读懂的日期" and advice.startswith("请写成")
    wrong, advice = split_advice(error, "en")
    assert wrong.endswith("readable date.") and advice.startswith("Write")


@pytest.mark.parametrize("name", ["表.xlsx", "表.csv"])
def test_tables_come_back_as_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rows = [
        ("20200412000000000123", "=cmd|x", Decimal("12.50"), date(2020, 4, 12), True),
        ("00123", "+86", 7, datetime(2020, 4, 12, 6, 30), None),
    ]
    write_table(path, ["编号", "内容", "数量", "日期", "是否"], rows)
    grid = fetch(path).grids[0]
    assert grid.rows[1][0] == "20200412000000000123" and grid.rows[2][0] == "00123"
    parsed = tickets.parse(hotline.fetch(path))
    assert [row.content for row in parsed.rows] == ["=cmd|x", "+86"]
    assert str(parsed.rows[1].received_at) == "2020-04-12 06:30:00+08:00" or parsed.rows[1].extra


def test_everything_wrong_in_a_row_is_told_at_once(tmp_path: Path) -> None:
    sheet = "工单编号,来电时间,诉求内容,经度\n1.23E+17,昨天,路面坑洼,东边\n"
    parsed = tickets.parse(hotline.fetch(sheet.encode()))
    (reject,) = parsed.rejected
    assert [fault.column for fault in reject.faults] == ["工单编号", "来电时间", "经度"]
    assert (len(parsed.rows), parsed.read) == (0, 1)
    path = tmp_path / "待改.xlsx"
    write_rejects(path, parsed.headers, parsed.rejected)
    row = openpyxl.load_workbook(path).active[2]
    is_red = [cell.fill.fgColor.rgb == "FFFFC7CE" for cell in row[:4]]
    assert is_red == [True, True, False, True]
    assert [len(cell.value.splitlines()) for cell in row[4:]] == [3, 3]
