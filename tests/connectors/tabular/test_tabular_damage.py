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


HEADERS = "工单编号,诉求内容"
CALLS = "\n".join(f"A{i},第{i}处路面破损" for i in range(40))
WIDE = [f"列{i}" for i in range(50_000)]
SPOILT = {
    "sheet_no_rows": HEADERS + "\n",
    "sheet_cell_too_long": f"{HEADERS}\nA1,{'路' * 140_000}\n",
    "sheet_too_wide": f"{HEADERS},{','.join(WIDE)}\nA1,路{',' * len(WIDE)}\n",
}


@pytest.mark.parametrize("code", SPOILT)
def test_a_sheet_that_says_nothing_or_too_much_is_refused_with_its_name(code: str) -> None:
    with pytest.raises(BadInput) as refused:
        fetch(SPOILT[code].encode(), name="导出.csv")
    assert refused.value.code == code
    for language in ("zh", "en"):
        said = refused.value.text(language)
        assert "导出.csv" in said
        assert "…" not in said
        assert len(said) < 300


@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("header", [HEADERS, "ticket_no,content"])
def test_a_text_cut_within_a_letter_is_not_read_as_another_encoding(header: str, lost: int) -> None:
    whole = f"{header}\n{CALLS}".encode()
    with pytest.raises(BadInput) as refused:
        fetch(whole[:-lost], name="导出.csv")
    assert refused.value.code == "sheet_cut"
    assert refused.value.facts["line"] == 41
    assert "UTF-8" in refused.value.text()


@pytest.mark.parametrize(
    "number", ["13800138000", "138-0013-8000", "１３８００１３８０００", "一三八零零一三八零零零"]
)
def test_a_number_where_headers_should_stand_is_not_shown(number: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(fetch(f"工单编号,姓名,{number}\nA1,某人,路破了\n".encode(), name="导出.csv"))
    for language in ("zh", "en"):
        assert number not in refused.value.text(language)


def test_headers_are_named_by_the_first_of_them() -> None:
    text = ",".join(WIDE[:900])
    with pytest.raises(BadInput) as refused:
        parse(fetch(f"{text}\n{text.replace('列', '')}".encode()))
    assert refused.value.code == "sheet_columns_missing"
    assert len(refused.value.text()) < 500
