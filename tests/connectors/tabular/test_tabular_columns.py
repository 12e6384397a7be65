"""Which header carries which field."""

from __future__ import annotations

from datetime import date

import pytest

from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.headers import HAS_UNIT, fingerprint, join_rows, read_header
from xiaowei.connectors.tabular.kinds import FOLDERS, guess_kind
from xiaowei.connectors.tabular.reading import read_any
from xiaowei.domain.errors import BadInput

LEDGER = load("ledger_sheet")
HOTLINE = load("hotline_sheet")


@pytest.mark.parametrize(
    "header",
    [
        "申报资金（万元）",
        " 申 报 资 金(万元)",
        "申报资金\n(单位:万元)",
        "申报资金/万元",
        "*申报资金 万元",
        "资金(万元)·申报",
    ],
)
def test_spellings_of_one_header(header: str) -> None:
    bound = LEDGER.match(["项目名称", header]).of("applied_yuan")
    assert bound is not None and bound.unit == "万元"


@pytest.mark.parametrize(
    ("header", "on"),
    [
        ("qty_done_20200831", date(2020, 8, 31)),
        ("完成数量(2020年8月31日)", date(2020, 8, 31)),
        ("截至2020年8月31日完成数量", date(2020, 8, 31)),
        ("截至2020年8月底完成量(平方米)", date(2020, 8, 31)),
        ("完成量2021-2-5", date(2021, 2, 5)),
        ("已完成数量", None),
    ],
)
def test_a_header_may_carry_its_date(header: str, on: date | None) -> None:
    bound = LEDGER.match(["项目名称", header]).of("measured")
    assert bound is not None and bound.on == on


def test_dated_fields_have_several_columns_and_others_one() -> None:
    headers = ["项目名称", "完成量_20200731", "完成量_20200831", "备注", "说明"]
    match = LEDGER.match(headers)
    assert [bound.on for bound in match.all("measured")] == [date(2020, 7, 31), date(2020, 8, 31)]
    assert match.mapping["measured.2"] == "完成量_20200831"
    assert match.unmapped == ((4, "说明"),)


def test_the_more_trusted_header_wins_in_any_order() -> None:
    for headers in (["派单时间", "来电时间", "内容"], ["内容", "来电时间", "派单时间"]):
        bound = HOTLINE.match(headers).of("received_at")
        assert bound is not None and bound.header == "来电时间"


def test_a_district_of_text_is_no_money() -> None:
    assert LEDGER.match(["name", "district"]).of("district_yuan") is None
    assert LEDGER.match(["name", "district_wan"]).of("district_yuan") is not None


def test_explicit_mapping_outweighs_aliases() -> None:
    headers = ["工单编号", "外部编号", "诉求内容", "现象"]
    match = HOTLINE.match(headers, {"number": "外部编号", "content": "现 象", "title": "诉求内容"})
    assert match.mapping == {"number": "外部编号", "title": "诉求内容", "content": "现象"}
    assert match.unmapped == ((0, "工单编号"),)


def test_an_empty_header_leaves_the_field_unread() -> None:
    match = HOTLINE.match(["诉求内容", "来电时间"], {"received_at": ""})
    assert match.mapping == {"content": "诉求内容"}


@pytest.mark.parametrize(
    ("headers", "mapping", "code"),
    [
        (["诉求内容"], {"numbr": "诉求内容"}, "sheet_mapping_field"),
        (["诉求内容"], {"title": "没有这列"}, "sheet_mapping_header"),
        (["天气", "气温"], {}, "sheet_columns_missing"),
    ],
)
def test_wrong_mappings(headers: list[str], mapping: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        HOTLINE.match(headers, mapping)
    assert caught.value.code == code and "…" not in str(caught.value)


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_aliases_are_sound(folder: str) -> None:
    columns = load(folder)
    named = {*columns.core, *columns.telling, *(n for group in columns.needed for n in group)}
    assert named <= set(columns.names)
    owners: dict[str, str] = {}
    for field in columns.fields:
        assert field.aliases
        for alias in field.aliases:
            assert alias and owners.setdefault(alias, field.name) == field.name, alias
            if not alias.endswith(HAS_UNIT):
                assert columns.fitting([alias]) == {field.name}


FOREIGN = {
    "roster": "姓名,性别,部门,职务,联系电话,地址",
    "prices": "名称,规格,单位,数量,单价,备注",
    "menu": "菜名,价格,日期",
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=list(FOREIGN))
def test_a_foreign_sheet_is_of_no_kind_and_none_takes_it(headers: str) -> None:
    table = read_any(f"{headers}\n{',甲' * headers.count(',')}\n".encode())
    assert guess_kind(table) is None
    for folder in FOLDERS.values():
        columns = load(folder)
        with pytest.raises(BadInput) as caught:
            columns.require(columns.bind(table.headers))
        assert caught.value.code == "sheet_columns_missing"


@pytest.mark.parametrize(
    ("folder", "headers", "missing", "free"),
    [
        ("ledger_sheet", ["项目名称", "管辖地", "数量"], "缺「镇街」列", "管辖地"),
        ("ledger_sheet", ["镇街", "工程量", "备忘"], "缺「名称」列", "备忘"),
        ("hotline_sheet", ["姓名", "联系电话", "住处"], "缺「内容」列", "住处"),
        ("hotline_sheet", ["内容", "办理结果"], "缺「编号」列", "–"),
        ("place_sheet", ["小区名称", "管辖地"], "缺「镇街」列", "管辖地"),
    ],
)
def test_what_is_missing_is_said_once_with_the_columns_that_are_free(
    folder: str, headers: list[str], missing: str, free: str
) -> None:
    columns = load(folder)
    with pytest.raises(BadInput) as caught:
        columns.require(columns.bind(headers))
    said = caught.value.text("zh")
    assert missing in said and f"没有用上的列:{free}。" in said and caught.value.row is None
    assert "sheet_" not in caught.value.text("en")


@pytest.mark.parametrize(
    "header",
    [
        "所属街道办",
        "属地",
        "街乡",
        "街道办事处",
        "镇(街道)",
        "镇街名称",
        "所在乡镇",
        "属地街道",
        "街道(乡、镇)",
    ],
)
@pytest.mark.parametrize("folder", FOLDERS.values())
def test_townships_go_by_many_headers(folder: str, header: str) -> None:
    assert load(folder).bind([header]).mapping == {"town": header}


@pytest.mark.parametrize(
    "headers",
    ["项目名称,管辖地,建设内容,数量,单位,审定资金(万元)", "项目编号,项目名称,审定资金(万元)"],
)
def test_a_ledger_without_a_township_is_still_a_ledger(headers: str) -> None:
    assert (
        guess_kind(read_any(f"{headers}\n甲{',1' * headers.count(',')}\n".encode())) == "projects"
    )


def test_our_own_two_columns_are_passed_over() -> None:
    assert HOTLINE.match(["诉求内容", "问题", "怎么改"]).unmapped == ()


def test_fingerprint_forgets_order_and_spelling() -> None:
    assert fingerprint(["工单编号", "诉求 内容"]) == fingerprint(["诉求内容", "工单编号"])
    assert fingerprint(["工单编号"]) != fingerprint(["诉求内容"])


def test_joined_rows() -> None:
    assert join_rows(["序号", "日期", "", "备注"], ["序号", "申报", "审定", ""]) == [
        "序号", "日期·申报", "日期·审定", "备注",
    ]  # fmt: skip
    assert read_header("日期·申报").names[:2] == ("日期申报", "申报日期")
