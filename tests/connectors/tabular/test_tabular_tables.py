"""Sheets as people lay them out: titles, two header rows, merges, totals, several worksheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from xiaowei.connectors.ledger_sheet import fetch as ledger
from xiaowei.connectors.ledger_sheet import parse as projects
from xiaowei.connectors.tabular.kinds import guess_kind
from xiaowei.connectors.tabular.reading import read_any
from xiaowei.connectors.tabular.rows import Table
from xiaowei.domain.errors import BadInput


def book(fill: Callable[[Worksheet], None]) -> bytes:
    made = openpyxl.Workbook()
    fill(made.active)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def laid(rows: list[list[object]], *merges: str) -> bytes:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)

    return book(fill)


def cells(table: Table, header: str) -> list[object]:
    at = table.headers.index(header)
    return [row.cells[at] for row in table.rows]


FORM = laid(
    [
        ["附件1:2020年小微项目汇总表(终稿2)", None, None, None, None, None, None],
        ["填报单位:某区", None, None, None, None, None, "单位:万元"],
        ["序号", "镇街", "项目名称", "资金(万元)", None, "开工\n日期", "备注"],
        [None, None, None, "申报", "审定", None, None],
        [1, "甲镇", "东里小区屋顶防水项目", 12.5, 12, "2020-05-01", None],
        [2, None, "西里小区屋顶防水项目", 8, 7.5, "2020/5/2", None],
        [3, "乙镇", "南里小区路灯项目", 3, 2.25, 43933, "x"],
        ["合计", None, None, 23.5, 21.75, None, None],
        ["填表人:张某", None, None, None, None, None, None],
    ],
    "A1:G1",
    "A3:A4",
    "B3:B4",
    "C3:C4",
    "D3:E3",
    "F3:F4",
    "G3:G4",
    "B5:B6",
)


def test_titles_two_header_rows_merges_and_totals() -> None:
    table = ledger.fetch(FORM)
    assert table.headers == (
        "序号", "镇街", "项目名称", "资金(万元)·申报", "资金(万元)·审定", "开工 日期", "备注",
    )  # fmt: skip
    assert table.header_row == 4
    assert cells(table, "镇街") == ["甲镇", "甲镇", "乙镇"]
    assert [row.number for row in table.rows] == [5, 6, 7]
    assert dict(table.skipped) == {
        1: "title", 2: "title", 3: "header", 4: "header", 8: "total", 9: "note",
    }  # fmt: skip


def test_joined_headers_find_their_fields() -> None:
    parsed = projects.parse(ledger.fetch(FORM))
    assert [str(row.applied_yuan) for row in parsed.rows] == ["125000.00", "80000.00", "30000.00"]
    assert [str(row.approved_yuan) for row in parsed.rows] == ["120000.00", "75000.00", "22500.00"]
    assert [str(row.started_on) for row in parsed.rows] == [
        "2020-05-01",
        "2020-05-02",
        "2020-04-12",
    ]
    assert parsed.read == 3 and not parsed.rejected


def test_two_header_rows_of_a_csv_have_lost_their_merges() -> None:
    text = (
        "序号,项目名称,镇街,日期,,,备注\n,,,申报,审定,开工,\n"
        "1,东里小区路灯项目,甲镇,2020-05-01,2020-05-08,2020-06-01,\n"
    )
    row = projects.parse(ledger.fetch(text.encode("gbk"))).rows[0]
    assert (str(row.applied_on), str(row.approved_on), str(row.started_on)) == (
        "2020-05-01", "2020-05-08", "2020-06-01",
    )  # fmt: skip


def test_a_row_of_units_below_the_headers_belongs_to_them() -> None:
    data = laid([["项目名称", "镇街", "审定资金"], [None, None, "万元"], ["甲项目", "甲镇", 5]])
    assert str(projects.parse(ledger.fetch(data)).rows[0].approved_yuan) == "50000.00"


def test_money_merged_over_rows_counts_once() -> None:
    data = laid(
        [
            ["项目名称", "村(社区)/小区", "审定资金(万元)"],
            ["路灯项目", "东里", 12],
            [None, "西里", None],
        ],
        "A2:A3",
        "C2:C3",
    )
    rows = projects.parse(ledger.fetch(data)).rows
    assert [row.name for row in rows] == ["路灯项目", "路灯项目"]
    assert [row.approved_yuan and int(row.approved_yuan) for row in rows] == [120000, None]


def test_section_titles_inside_the_data_are_listed_not_read() -> None:
    data = laid(
        [["项目名称", "镇街", "类型"], ["一、甲镇", None, None], ["路灯项目", "甲镇", "路灯"]],
        "A2:C2",
    )
    table = ledger.fetch(data)
    assert len(table.rows) == 1 and (2, "section") in table.skipped


def test_totals_made_of_formulas_without_values_are_still_totals() -> None:
    table = ledger.fetch(laid([["项目名称", "数量"], ["甲", 5], ["合计", "=SUM(B2:B2)"]]))
    assert table.skipped[-1] == (3, "total") and len(table.rows) == 1


@pytest.mark.parametrize("word", ["合计", "合 计", "小计:", "甲镇小计", "总计(万元)"])
def test_totals_are_known_by_their_word(word: str) -> None:
    data = laid(
        [["序号", "项目名称", "数量"], [1, "路灯项目", 5], [word, None, 5], [None, word, 5]]
    )
    table = ledger.fetch(data)
    assert [reason for _, reason in table.skipped] == ["header", "total", "total"]


HEADS = ["序号", "镇街", "类型", "项目名称", "审定资金(万元)", "备注"]
DATA = [1, "甲镇", "路灯", "甲村路灯", 12.5, None]


@pytest.mark.parametrize(
    "row",
    [
        [None, None, None, "合计", 12.5, None],
        [None, None, "  合  计", None, 12.5, None],
        [2, "甲镇", None, "本页小计", 12.5, None],
        [None, "甲镇", "甲镇", "小计", 12.5, None],
        ["第一批", "甲镇", "总计:", None, 12.5, None],
        ["甲镇", "小计", "路灯", None, 12.5, None],
        [None, None, None, None, 12.5, "合计"],
        [None, "\u3000\u3000合\u3000计(1个项目)", None, None, 12.5, None],
        ["小计", "甲镇", "路灯", None, 12.5, None],
        [None, "甲镇", "合计1个项目", None, 12.5, None],
    ],
)
def test_a_totals_word_is_known_in_whatever_column_it_stands(row: list[object]) -> None:
    table = ledger.fetch(laid([HEADS, DATA, row]))
    assert (len(table.rows), table.skipped[-1]) == (1, (3, "total"))


def test_a_total_merged_over_the_first_columns_is_skipped() -> None:
    data = laid([HEADS, DATA, [None, "合计", None, None, 12.5, None]], "B3:D3")
    assert ledger.fetch(data).skipped[-1] == (3, "total")


@pytest.mark.parametrize(
    "row",
    [
        [2, "甲镇", "车棚", "合计划小区车棚", 12.5, None],
        [2, None, None, "合计划小区车棚", 12.5, None],
        [2, "甲镇", "路灯", "乙村路灯", 12.5, "合计"],
        [2, None, None, "乙村路灯", 12.5, "合计"],
        [2, "甲镇", "合计", "乙村路灯", 12.5, None],
    ],
)
def test_a_row_that_names_something_of_its_own_is_no_total(row: list[object]) -> None:
    assert len(ledger.fetch(laid([HEADS, DATA, row])).rows) == 2


def test_a_project_about_totals_is_no_total() -> None:
    assert len(ledger.fetch("项目名称,内容\nA1,水费合计\n".encode()).rows) == 1
    data = laid([["项目名称", "镇街", "类型"], ["车位统计合计", "甲镇", "停车场"]])
    assert len(ledger.fetch(data).rows) == 1


def test_serials_prefilled_and_repeated_headers_are_skipped() -> None:
    data = laid(
        [["序号", "项目名称", "数量"], [1, "甲", 5], ["序号", "项目名称", "数量"], [2, None, None]]
    )
    assert [reason for _, reason in ledger.fetch(data).skipped] == ["header", "header", "serial"]


def test_formula_with_a_value_is_read_and_without_one_rejected() -> None:
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["项目名称", "数量"])
    sheet.write(1, 0, "甲")
    sheet.write_formula(1, 1, "=2+3", None, 5)
    made.close()
    rows = projects.parse(ledger.fetch(stream.getvalue())).rows
    assert str(rows[0].quantity_planned) == "5"

    data = laid([["项目名称", "数量"], ["甲", 5], ["乙", "=2+3"], ["丙", 6], [None, "=SUM(B2:B4)"]])
    parsed = projects.parse(ledger.fetch(data))
    assert [row.name for row in parsed.rows] == ["甲", "丙"]
    assert [(r.row, r.error.code, r.error.facts["cell"]) for r in parsed.rejected] == [
        (3, "formula_no_value", "B3"),
        (5, "formula_no_value", "B5"),
    ]


def test_error_cells_are_rejected_not_read_as_empty() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["项目名称", "数量"])
        sheet.append(["甲", "#REF!"])
        sheet["B2"].data_type = "e"

    parsed = projects.parse(ledger.fetch(book(fill)))
    assert parsed.rejected[0].error.code == "cell_error"


def test_the_worksheet_that_fits_best_is_taken_and_the_others_named() -> None:
    made = openpyxl.Workbook()
    made.active.title = "说明"
    made.active.append(["本表由各镇街填写"])
    made.create_sheet("简表").append(["项目名称", "镇街"])
    full = made.create_sheet("明细")
    full.append(["备注", "数量", "项目名称", "镇街"])
    full.append([None, 5, "甲", "甲镇"])
    stream = io.BytesIO()
    made.save(stream)
    table = ledger.fetch(stream.getvalue())
    assert table.sheet_name == "明细" and len(table.rows) == 1
    assert [w.code for w in table.warnings] == ["sheet_other_worksheets"]
    assert "简表" in str(table.warnings[0])
    with pytest.raises(BadInput) as refused:
        ledger.fetch(stream.getvalue(), sheet="简表")
    assert refused.value.code == "sheet_no_rows"
    with pytest.raises(BadInput, match="没有名为"):
        ledger.fetch(stream.getvalue(), sheet="附表")


def test_rows_and_columns_are_counted_in_their_sheet() -> None:
    def fill(sheet: Worksheet) -> None:
        for column, name in enumerate(["项目名称", "数量"]):
            sheet.cell(6, 3 + column, name)
        sheet.cell(8, 3, "甲")
        sheet.cell(8, 4, "=1+1")

    table = ledger.fetch(book(fill))
    assert (table.header_row, table.rows[0].number) == (6, 8)
    assert table.rows[0].fault is not None and table.rows[0].fault.facts["cell"] == "D8"


def test_row_with_more_cells_than_headers_is_rejected() -> None:
    parsed = projects.parse(ledger.fetch("项目名称,数量,备注\n甲,1,280,x\n乙,5,y,\n".encode()))
    assert [r.error.code for r in parsed.rejected] == ["row_too_wide"]
    assert [row.name for row in parsed.rows] == ["乙"]


def test_unknown_and_nameless_and_double_columns() -> None:
    table = ledger.fetch(",项目名称,数量,备注,备注,,\n,甲,1,a,b,c,\n".encode())
    assert table.headers == ("", "项目名称", "数量", "备注", "备注(2)", "列F")
    parsed = projects.parse(table)
    assert parsed.rows[0].extra == {"备注(2)": "b", "列F": "c"}
    assert parsed.unmapped == ("备注(2)", "列F")


def test_any_sheet_reads_without_known_headers() -> None:
    table = read_any("正文,标号\n甲乙丙,1\n丁,2\n".encode(), ["正文"])
    assert table.headers == ("正文", "标号") and len(table.rows) == 2
    assert read_any(b"alpha,beta\nx,1\n").headers == ("alpha", "beta")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("工单编号,来电时间,诉求内容", "tickets"),
        ("留言主题,留言详情,留言时间", "tickets"),
        ("项目名称,镇街,建设内容,审定资金(万元)", "projects"),
        ("名称,类型,镇街,户数", "places"),
        ("小区名称,别名,街道", "places"),
        ("天气,气温,风力", None),
    ],
)
def test_kinds_are_told_by_headers(headers: str, kind: str | None) -> None:
    data = headers + "\n" + ",".join("甲" for _ in headers.split(",")) + "\n"
    assert guess_kind(read_any(data.encode())) == kind


def test_no_header_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        ledger.fetch(b"1,2,3\n4,5,6\n")
    assert caught.value.code == "sheet_no_header"


@pytest.mark.parametrize(("again", "told"), [(5, []), (None, []), (6, ["sheet_header_twice"])])
def test_a_header_that_stands_twice_and_differs_is_told(again: int | None, told: list[str]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["项目名称", "镇街", "数量", "数量"])
        sheet.append(["甲", "甲镇", 5, again])

    table = ledger.fetch(book(fill))
    assert [warning.code for warning in table.warnings] == told


def test_what_unpacks_to_a_hundred_times_its_size_is_no_sheet() -> None:
    stream = io.BytesIO(book(lambda sheet: sheet.append(["项目名称", "镇街"])))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (80 << 20))
    with pytest.raises(BadInput) as refused:
        ledger.fetch(stream.getvalue())
    assert refused.value.code == "sheet_too_large"
