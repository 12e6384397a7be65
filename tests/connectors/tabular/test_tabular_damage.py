"""Damaged files are refused with a reason; none brings the reader down."""

from __future__ import annotations

import io
import random

import pytest
import xlsxwriter
import xlwt

from xiaowei.connectors.hotline_sheet.fetch import fetch
from xiaowei.connectors.hotline_sheet.parse import parse
from xiaowei.domain.errors import BadInput

ROWS = [["工单编号", "诉求内容"]] + [[f"A{i}", f"第{i}处路面破损"] for i in range(60)]


def xlsx() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
    return stream.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for at, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def outcome(data: bytes) -> str:
    try:
        return "read" if parse(fetch(data)).read <= len(ROWS) else "too many rows"
    except BadInput as refused:
        return refused.code


@pytest.mark.parametrize("whole", [xlsx(), xls()], ids=["xlsx", "xls"])
def test_a_file_cut_anywhere_is_refused_or_read(whole: bytes) -> None:
    chance = random.Random(7)
    outcomes = {outcome(whole[: chance.randrange(1, len(whole))]) for _ in range(60)}
    assert all(code == "read" or code.startswith("sheet_") for code in outcomes)
    assert "sheet_damaged" in outcomes


def test_bytes_turned_in_an_xlsx_are_refused_or_read() -> None:
    whole, chance = xlsx(), random.Random(7)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(5):
            data[chance.randrange(len(data))] = chance.randrange(256)
        code = outcome(bytes(data))
        assert code == "read" or code.startswith("sheet_")
