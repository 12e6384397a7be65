"""Project ledgers, with Chinese and English headers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from xiaowei.connectors.ledger_sheet.fetch import fetch
from xiaowei.connectors.ledger_sheet.parse import parse
from xiaowei.connectors.ledger_sheet.words import read_batch, split_places
from xiaowei.connectors.tabular.rows import Parsed
from xiaowei.domain.sheets import LedgerRow

SHARED = Path(__file__).parents[4] / "shared"


def read(text: str) -> Parsed[LedgerRow]:
    return parse(fetch(text.encode()))


def gold() -> Parsed[LedgerRow]:
    path = SHARED / "gold/gold_projects.csv"
    if not path.exists():
        pytest.skip("gold_projects.csv is absent: this test needs the shared gold")
    return parse(fetch(path))


def test_one_whole_project_in_chinese() -> None:
    parsed = read(
        "序号,项目名称,镇街,村(社区)/小区,建设内容,数量,单位,申报资金(万元),审定资金(万元),拨付资金(万元),结算资金(万元),"
        "资金来源,批次,进度(截至2020年8月31日),征集日期,申报日期,审定日期,备案日期,拨付日期,开工日期,完工日期,投入使用日期,"
        "验收日期,备案号,施工单位,管护单位,备注\n"
        "1,东里小区屋顶防水项目,甲街道,东里;西里,屋顶防水,739.51,㎡,10.21,9.77,9.77,,区级引导资金,第二批,施工中,"
        "2020-06-24,2020/7/2,20200715,2020年7月16日,2020.7.20,44036,,,无,备〔2020〕5号,甲公司,乙物业,注\n"
    )
    row = parsed.rows[0]
    assert parsed.unmapped == () and parsed.warnings == ()
    assert (row.serial, row.town, row.places) == ("1", "甲街道", ("东里", "西里"))
    assert (row.quantity_planned, row.unit) == (Decimal("739.51"), "平方米")
    assert (row.applied_yuan, row.approved_yuan, row.disbursed_yuan, row.settled_yuan) == (
        Decimal("102100"), Decimal("97700"), Decimal("97700"), None,
    )  # fmt: skip
    assert (row.batch, row.status, row.status_on) == ("2", "施工中", date(2020, 8, 31))
    assert (row.collected_on, row.approved_on) == (date(2020, 6, 24), date(2020, 7, 15))
    assert (row.filed_on, row.started_on) == (date(2020, 7, 16), date(2020, 7, 24))
    assert (row.finished_on, row.accepted_on) == (None, None)
    assert (row.filing_no, row.contractor, row.maintainer) == ("备〔2020〕5号", "甲公司", "乙物业")


def test_quantity_and_spaces_out_of_the_description() -> None:
    rows = read("项目名称,建设内容\n甲,修复破损道路1280平方米\n乙,铺装900平方米,\n").rows
    assert (rows[0].quantity_planned, rows[0].unit) == (1280, "平方米")
    row = read("项目名称,建设内容\n甲,铺装生态停车场900㎡、新增车位35个\n").rows[0]
    assert (row.quantity_planned, row.unit, row.parking_spaces) == (900, "平方米", 35)


def test_the_unit_comes_from_cell_column_or_header() -> None:
    assert read("项目名称,数量,单位\n甲,1.2公里,米\n").rows[0].unit == "公里"
    assert read("项目名称,数量(平方米)\n甲,12\n").rows[0].unit == "平方米"


def test_bad_cells_name_their_column() -> None:
    parsed = read(
        "项目名称,镇街代码,数量,审定资金(万元),开工日期\n甲,110112104,5,-3,\n乙,11,5,3,五一\n丙,110,5,3,\n丁,11,-5,3,\n戊,11,5,3,\n"
    )
    assert [(r.row, r.column, r.error.code) for r in parsed.rejected] == [
        (2, "审定资金(万元)", "negative_amount"),
        (3, "开工日期", "bad_date"),
        (4, "镇街代码", "bad_region_code"),
        (5, "数量", "negative_quantity"),
    ]
    assert parsed.read == 5 and [row.name for row in parsed.rows] == ["戊"]


def test_money_units_from_cell_title_or_size() -> None:
    assert read('项目名称,审定资金(元)\n甲,"125,000"\n').rows[0].approved_yuan == 125000
    assert read("项目名称,审定资金(元)\n甲,12.5万元\n").rows[0].approved_yuan == 125000
    titled = read("2020年汇总表,单位:万元\n项目名称,审定资金\n甲,12.5\n")
    assert titled.rows[0].approved_yuan == 125000 and titled.warnings == ()
    guessed = read("项目名称,审定资金\n甲,12.5\n")
    assert guessed.rows[0].approved_yuan == 125000
    assert [w.code for w in guessed.warnings] == ["sheet_unit_guessed"]
    torn = read("项目名称,审定资金\n甲,12.5\n乙,125000\n丙,3万元\n")
    assert [r.error.code for r in torn.rejected] == ["money_unit_unknown"] * 2
    assert torn.rows[0].approved_yuan == 30000


def test_funds_split_or_not() -> None:
    assert read("name,city_wan,district_wan,other_wan\n甲,1,2,\n").rows[0].funds == (
        10000,
        20000,
        None,
    )
    assert read("name,fund_source\n甲,市级+区级\n").rows[0].funds is None


def test_the_latest_status_and_every_measurement() -> None:
    row = read(
        "project_no,name,status_20200731,status_20200831,qty_done_20200831,qty_done_20200731\nT1,甲,施工中,已完工,20,12\n"
    ).rows[0]
    assert (row.status, row.status_on) == ("已完工", date(2020, 8, 31))
    assert row.measured == ((date(2020, 7, 31), 12), (date(2020, 8, 31), 20))


def test_a_sheet_without_names_makes_them() -> None:
    assert read("村(社区)/小区,项目类型\n东里,路灯\n").rows[0].name == "东里路灯"
    parsed = read("项目名称,镇街,数量\n,甲镇,5\n")
    assert parsed.rejected[0].error.code == "project_unnamed"


def test_a_lone_category_column() -> None:
    assert read("项目名称,项目类别\n甲,路灯\n").rows[0].type == "路灯"
    row = read("项目名称,项目类别\n甲,便民设施服务类\n").rows[0]
    assert (row.type, row.klass) == (None, "便民设施服务类")


@pytest.mark.parametrize(
    ("cell", "batch"),
    [
        ("第二批", "2"),
        ("第12批", "12"),
        (2.0, "2"),
        ("十一", "11"),
        ("2020年第三批", "3"),
        ("增补", "增补"),
    ],
)
def test_batches(cell: str | float, batch: str) -> None:
    assert read_batch(cell) == batch


def test_places_are_split() -> None:
    assert split_places("东里小区、西里/南里;东里小区") == ("东里小区", "西里", "南里")
    assert split_places(" ") is None


def test_the_gold_ledger_reads_whole() -> None:
    parsed = gold()
    assert (len(parsed.rows), parsed.rejected, parsed.unmapped, parsed.warnings) == (
        162,
        (),
        (),
        (),
    )
    assert sum(row.approved_yuan or 0 for row in parsed.rows) == Decimal("30755700")
    assert sum(row.sites_total or 0 for row in parsed.rows) == 290
    assert {len(row.measured) for row in parsed.rows} == {1}
    assert sum(1 for row in parsed.rows if row.proactive) == 53


def test_units_stand_in_the_cell_the_column_or_the_header() -> None:
    head = "项目名称,建设内容,数量,单位,完成数量_20200831(亩)"
    row = read(f"{head}\n甲,,0.5,万㎡,0.3\n").rows[0]
    assert (row.quantity_planned, row.unit, row.unit_field) == (Decimal("0.5"), "万m2", "unit")
    assert (row.measured, row.measured_unit) == (((date(2020, 8, 31), Decimal("0.3")),), "亩")
    assert read("项目名称,数量(公顷)\n甲,2\n").rows[0].unit == "公顷"


def test_done_quantities_of_two_days_have_one_unit() -> None:
    head = "项目名称,qty_done_20200731,qty_done_20200831"
    row = read(f"{head}\n甲,1.5亩,2000平米\n").rows[0]
    assert ([q for _, q in row.measured], row.measured_unit) == ([Decimal("1.5"), 3], "亩")
    refused = read(f"{head}\n甲,1.5亩,2000米\n").rejected[0]
    assert (refused.error.code, refused.column) == ("unit_differs", "qty_done_20200831")


def test_a_description_gives_all_its_quantities() -> None:
    row = read("项目名称,建设内容\n甲,更换井盖3个;修复路面0.5亩\n").rows[0]
    assert row.described == ((Decimal(3), "个"), (Decimal("0.5"), "亩"))
    assert read("项目名称,建设内容,数量\n甲,更换井盖3个,5\n").rows[0].described == ()


def test_spaces_are_counted_not_measured() -> None:
    assert read("项目名称,停车位(平方米)\n甲,35\n").rejected[0].error.code == "bad_whole"
    assert read("项目名称,停车位(个)\n甲,35\n").rows[0].parking_spaces == 35


def test_an_amount_below_a_fen_is_refused_by_row_and_column() -> None:
    parsed = read("项目名称,镇街,数量,申报资金(元)\n甲,甲镇,5,1000.00\n乙,甲镇,5,100.005\n")
    assert [row.name for row in parsed.rows] == ["甲"]
    (refused,) = parsed.rejected
    error = refused.error
    assert (error.code, error.row, error.column) == ("below_fen", 3, "申报资金(元)")
    assert "100.005" in error.text("zh") and "100.01" in error.text("zh")
