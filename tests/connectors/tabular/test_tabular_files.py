"""Files as offices send them: wrong names, wrong bytes, wrong encodings, other delimiters."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from xiaowei.connectors.hotline_sheet import fetch as hotline
from xiaowei.connectors.tabular.apart import OLD
from xiaowei.connectors.tabular.fetch import fetch
from xiaowei.connectors.tabular.textfile import find_delimiter
from xiaowei.domain.errors import BadInput

CSV = "工单编号,来电时间,诉求内容\nA1,2020-04-12 06:30,路面坑洼\nA2,2020-04-13 07:00,漷县停水\n"


def xlsx(rows: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


def xls(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refusal(data: bytes | Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        fetch(data, "名单.xlsx")
    assert "…" not in caught.value.text("zh") and "…" not in caught.value.text("en")
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_office_encoding_reads_alike(encoding: str) -> None:
    table = hotline.fetch(CSV.encode(encoding))
    assert [row.cells[2] for row in table.rows] == ["路面坑洼", "漷县停水"]
    assert [row.number for row in table.rows] == [2, 3]


def test_half_gbk_is_refused_with_line_and_byte() -> None:
    head = CSV.encode("utf-8")
    error = refusal(head + "A3,2020-04-14 08:00,电梯故障\n".encode("gbk"))
    assert error.code == "sheet_encoding_mixed"
    assert error.facts["line"] == 4
    assert error.facts["offset"] == len(head) + len("A3,2020-04-14 08:00,")


def test_gbk_first_then_utf8_is_refused_too() -> None:
    error = refusal(CSV.encode("gbk") + "A3,2020-04-14 08:00,路灯不亮\n".encode())
    assert (error.code, error.facts["line"]) == ("sheet_encoding_mixed", 4)


def test_text_cut_inside_a_letter_is_refused() -> None:
    assert refusal(CSV.encode("gbk")[:-2]).code == "sheet_encoding"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(delimiter: str) -> None:
    text = CSV.replace(",", delimiter).replace("路面坑洼", "路面,坑洼,多年,没人管")
    table = hotline.fetch(text.encode())
    assert table.headers == ("工单编号", "来电时间", "诉求内容")
    assert table.rows[0].cells[2] == "路面,坑洼,多年,没人管"


def test_the_office_may_name_the_delimiter() -> None:
    assert hotline.fetch(("sep=;\r\n" + CSV.replace(",", ";")).encode()).headers[0] == "工单编号"


def test_titles_with_commas_do_not_choose_the_delimiter() -> None:
    assert find_delimiter("2020年,第一批\na;b;c\n1;2;3\n4;5;6\n") == ";"


def test_open_quote_is_refused_not_swallowed() -> None:
    error = refusal((CSV + 'A3,2020-04-14,"没有收尾\nA4,2020-04-15,下一行\n').encode())
    assert error.code == "sheet_quotes" and "第4行" in error.text()


@pytest.mark.parametrize(
    "data",
    [
        (CSV + 'A3,2020-04-14,"没有收尾\nA4,2020-04-15,下一行\n').encode(),
        b"PK\x03\x04" + bytes(200),
        OLD + bytes(600),
    ],
)
def test_a_chinese_refusal_of_a_file_holds_no_english(data: bytes) -> None:
    assert re.findall("[A-Za-z]+", refusal(data).text("zh").replace(".xlsx", "")) == []


def test_stray_quote_inside_a_cell_is_kept() -> None:
    assert (
        hotline.fetch((CSV + 'A3,2020-04-14,5"水管漏水\n').encode()).rows[2].cells[2]
        == '5"水管漏水'
    )


def test_line_breaks_in_a_cell_keep_the_row_numbers() -> None:
    table = hotline.fetch((CSV + 'A3,2020-04-14,"一\n二"\nA4,2020-04-15,三\n').encode())
    assert [row.number for row in table.rows] == [2, 3, 4, 5]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b",,,\n,,,\n"])
def test_empty_files(data: bytes) -> None:
    assert refusal(data).code == "sheet_empty"


def test_workbook_without_cells_is_empty() -> None:
    assert refusal(xlsx([])).code == "sheet_empty"


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
def test_truncated_xlsx(keep: float) -> None:
    data = xlsx([["工单编号", "诉求内容"]] + [[f"A{i}", f"第{i}处破损"] for i in range(500)])
    assert refusal(data[: int(len(data) * keep)]).code == "sheet_damaged"


def test_truncated_xls() -> None:
    data = xls([["工单编号", "诉求内容"]] + [[f"A{i}", f"第{i}处破损"] for i in range(500)])
    assert refusal(data[: len(data) // 2]).code == "sheet_damaged"


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    rows: list[list[object]] = [["工单编号", "诉求内容"], ["A1", "路面坑洼"]]
    for name, data in {
        "a.xlsx": xls(rows),
        "b.xls": xlsx(rows),
        "c.xlsx": CSV.encode("gbk"),
    }.items():
        (tmp_path / name).write_bytes(data)
        assert hotline.fetch(tmp_path / name).rows[0].cells[0] == "A1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "sheet_webpage"),
        (b"%PDF-1.4 whatever", "sheet_not_a_sheet"),
        (b"\x7fELF\0\0\0\0", "sheet_not_a_sheet"),
    ],
)
def test_other_files(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_another_kind_of_zip_is_no_sheet() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(stream.getvalue()).code == "sheet_not_a_sheet"


def test_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.xlsx").code == "sheet_not_found"


def test_one_stray_cell_far_away_is_refused_before_it_takes_the_memory() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "工单编号"
    book.active.cell(1_048_576, 16_384, "x")
    stream = io.BytesIO()
    book.save(stream)
    error = refusal(stream.getvalue())
    assert (error.code, error.facts["cell"]) == ("sheet_spread", "XFD1048576")
