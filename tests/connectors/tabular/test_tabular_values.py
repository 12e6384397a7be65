"""Cells as people fill them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.connectors.tabular.amounts import (
    as_quantity,
    as_yuan,
    find_quantities,
    find_spaces,
    guess_unit,
)
from xiaowei.connectors.tabular.moments import as_clock, as_date, as_moment
from xiaowei.connectors.tabular.rows import Cell
from xiaowei.connectors.tabular.values import (
    as_decimal,
    as_latitude,
    as_parts,
    as_region_code,
    as_text,
    as_ticket_number,
    as_whole,
    text,
)
from xiaowei.domain.errors import BadInput
from xiaowei.domain.zone import ZONE

MORNING = datetime(2020, 4, 12, 6, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    "cell",
    [
        "2020-04-12 06:30",
        "2020-04-12 06:30:00",
        "2020/4/12 6:30",
        "２０２０/４/１２　６:３０",
        "2020.4.12 6:30",
        "2020年4月12日 6时30分",
        "2020年4月12日6:30",
        "2020-4-12 星期日 6:30",
        "2020/4/12 上午 6:30",
        "2020/4/12 6:30 AM",
        "202004120630",
        "20200412 06:30",
        "20200412063000",
        202004120630.0,
        "2020-04-12T06:30",
        "2020-04-11T22:30:00Z",
        "43933.2708333333",
        43933.270833333336,
        datetime(2020, 4, 12, 6, 30),
        datetime(2020, 4, 12, 6, 29, 59, 999997),
    ],
)
def test_moments(cell: Cell) -> None:
    assert as_moment(cell) == MORNING


def test_afternoons_and_bare_days() -> None:
    assert as_moment("2020/4/12 下午 6:30") == MORNING.replace(hour=18)
    assert as_moment("20200412") == MORNING.replace(hour=0, minute=0)
    assert as_moment(43933) == MORNING.replace(hour=0, minute=0)
    assert as_clock("6:30") == as_clock(0.2708333333) == time(6, 30)


@pytest.mark.parametrize("cell", ["", " ", "-", "/", "无", "——", None])
def test_nothing_is_nothing(cell: Cell) -> None:
    assert as_moment(cell) is None and as_date(cell) is None
    assert as_decimal(cell or "") is None and as_yuan(cell, "元") is None


@pytest.mark.parametrize(
    "cell",
    [
        "昨天",
        "2020-13-01",
        "2020/2/30",
        "4/12/2020",
        "20-4-12",
        "2020年4月",
        "1.23E+17",
        12,
        "0012-01-01 00:00",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_unreadable_moments_are_refused(cell: Cell) -> None:
    with pytest.raises(BadInput) as caught:
        as_moment(cell)
    beyond = isinstance(cell, str) and cell.startswith("0012")
    assert caught.value.code == ("moment_beyond" if beyond else "bad_moment")
    with pytest.raises(BadInput) as caught:
        as_date(cell)
    assert caught.value.code == "bad_date"


@given(st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)))
def test_what_is_shown_is_read_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert as_moment(text(whole)) == whole.replace(tzinfo=ZONE)
    assert as_date(text(whole.date())) == whole.date()
    serial = (whole - datetime(1899, 12, 30)).total_seconds() / 86400
    assert as_moment(serial) == whole.replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("GD2020000001", "GD2020000001"),
        (" ＧＤ２０２０ ", "GD2020"),
        (123.0, "123"),
        ("123.0", "123"),
        (20200412000123.0, "20200412000123"),
        ("2.02004120001E+11", "202004120001"),
        ("'20200412", "20200412"),
        ("", None),
        ("1E5", "1E5"),
    ],
)
def test_ticket_numbers(cell: Cell, number: str | None) -> None:
    assert as_ticket_number(cell) == number


@pytest.mark.parametrize(
    "cell", ["1.23E+17", "1.23e+17", "2E+15", 1.23e17, 1.23456789012345e17, 10**18]
)
def test_lost_digits_are_never_guessed(cell: Cell) -> None:
    with pytest.raises(BadInput) as caught:
        as_ticket_number(cell)
    assert caught.value.code == "number_lost_digits"
    assert "文本" in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "unit", "yuan"),
    [
        ("12.5", "万元", "125000.00"),
        ("12.5万元", "元", "125000.00"),
        ("12.5万", None, "125000.00"),
        ("1,280.00", "元", "1280.00"),
        ("￥１，２８０", "元", "1280.00"),
        ("1280元", "万元", "1280.00"),
        (6.92, "万元", "69200.00"),
        (12.349999999999998, "万元", "123500.00"),
        ("0.123456789", "万元", "1234.57"),
        (0, None, "0.00"),
        (3.3333333333333335, "万元", "33333.33"),
        ("3.3333333", "万元", "33333.33"),
        (33333.333333333336, "元", "33333.33"),
        (100.00000000001, "元", "100.00"),
        (30.1 * 3, "元", "90.30"),
        (1234567.1235, "万元", "12345671235.00"),
    ],
)
def test_amounts(cell: Cell, unit: str | None, yuan: str) -> None:
    assert str(as_yuan(cell, unit)) == yuan


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        ("-5", "万元", "negative_amount"),
        (-5.0, "万元", "negative_amount"),
        ("十二万", "万元", "bad_money"),
        ("12.5.1", "万元", "bad_money"),
        ("1280平方米", "万元", "bad_money"),
        (date(2020, 4, 12), "万元", "bad_money"),
        ("500", None, "money_unit_unknown"),
        ("100.005", "元", "below_fen"),
        (100.005, "元", "below_fen"),
        ("1,234.567元", "万元", "below_fen"),
        ("0.00001", "元", "below_fen"),
    ],
)
def test_bad_amounts(cell: Cell, unit: str | None, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        as_yuan(cell, unit)
    assert caught.value.code == code


def test_a_column_without_unit_takes_the_one_its_size_fits() -> None:
    assert guess_unit([12.5, "33.2", None, "abc"]) == "万元"
    assert guess_unit([125000, "332,000"]) == "元"
    assert guess_unit([12.5, 332000]) is None


@pytest.mark.parametrize(
    ("cell", "quantity", "unit"),
    [
        ("1280平方米", "1280", "平方米"),
        ("1,280.5 ㎡", "1280.5", "平方米"),
        ("1.2万平米", "12000.0", "平方米"),
        ("２公里", "2", "公里"),
        ("约300延米", "300", "米"),
        ("35个", "35", "个"),
        ("6樘", "6", "樘"),
        (739.51, "739.51", None),
        ("-", None, None),
    ],
)
def test_quantities(cell: Cell, quantity: str | None, unit: str | None) -> None:
    found = as_quantity(cell)
    assert (found[0] and str(found[0]), found[1]) == (quantity, unit)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-3平方米", "negative_quantity"),
        (-3, "negative_quantity"),
        ("若干", "bad_quantity"),
        ("3×4", "bad_quantity"),
    ],
)
def test_bad_quantities(cell: Cell, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        as_quantity(cell)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("content", "unit", "expected"),
    [
        ("修复破损道路1280平方米", None, ("1280", "平方米")),
        ("对3个小区2号楼屋顶防水,共1,280.5㎡", None, ("1280.5", "平方米")),
        ("修排水沟宽0.5米,长150米", None, ("150", "米")),
        ("建生态停车场900平方米,新增停车位35个", None, ("900", "平方米")),
        ("新增停车位35个,铺装900平方米", None, ("900", "平方米")),
        ("建车棚2处,可停28个", "个", ("28", "个")),
        ("铺设应急供水管线2公里", "公里", ("2", "公里")),
        ("改善环境", None, (None, None)),
    ],
)
def test_quantity_out_of_a_description(
    content: str, unit: str | None, expected: tuple[str | None, str | None]
) -> None:
    quantity, found = (*find_quantities(content, unit), (None, None))[0]
    assert (quantity and str(quantity), found) == expected


def test_every_quantity_of_a_description_those_in_its_own_unit_first() -> None:
    content = "更换井盖3个,修复0.5亩,铺装900平方米"
    assert find_quantities(content) == (
        (Decimal(3), "个"), (Decimal("0.5"), "亩"), (Decimal(900), "平方米"),
    )  # fmt: skip
    assert find_quantities(content, "㎡") == ((Decimal(900), "平方米"), (Decimal("0.5"), "亩"))
    assert find_quantities(content, "米") == ()


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("1.2万户", None, 12_000),
        ("1万个", None, 10_000),
        (1.2, "万户", 12_000),
        ("35个车位", None, 35),
    ],
)
def test_a_count_keeps_the_scale_that_stands_with_it(
    cell: Cell, unit: str | None, expected: int
) -> None:
    assert as_whole(cell, unit) == expected


@pytest.mark.parametrize(
    ("cell", "unit"), [("35平方米", None), ("12米左右", None), (35, "平方米"), ("3亩", "个")]
)
def test_what_is_measured_is_no_count(cell: Cell, unit: str | None) -> None:
    with pytest.raises(BadInput) as refused:
        as_whole(cell, unit)
    assert refused.value.code == "bad_whole"


def test_parking_spaces_out_of_a_description() -> None:
    assert find_spaces("铺装900平方米,新增停车位35个") == 35
    assert find_spaces("增加46个车位") == 46
    assert find_spaces("铺装900平方米") is None


def test_counts_codes_degrees_and_lists() -> None:
    assert as_whole("1,348户") == 1348 and as_whole(12.0) == 12
    for bad in ("12.5", "-3", "许多"):
        with pytest.raises(BadInput, match="个数"):
            as_whole(bad)
    assert as_region_code(110112104.0) == "110112104"
    with pytest.raises(BadInput, match="区划代码"):
        as_region_code("11011")
    assert as_latitude("39.9") == 39.9 and as_latitude(0) is None
    with pytest.raises(BadInput, match="经纬度"):
        as_latitude("116.6")
    assert as_parts("甲;乙、丙，丁\n甲") == ("甲", "乙", "丙", "丁")


def test_texts_keep_their_inside() -> None:
    assert as_text("\u3000 路面 坑洼\n\t ") == "路面 坑洼"
    assert as_text("NULL") is None and as_text(" - ") is None
    assert as_text("'=1+1") == "=1+1" and as_text("'引号'") == "'引号'"
    assert as_text(188006.0) == "188006"


@given(st.decimals(0, 10**7, places=2, allow_nan=False))
def test_any_amount_in_yuan_survives(amount: Decimal) -> None:
    assert as_yuan(f"{amount:,}", "元") == amount
    assert as_yuan(f"{amount}元", "万元") == amount


@pytest.mark.parametrize("cell", ["1,5", "15,00", "1,2345", "1,234,5", "12,3456"])
def test_a_comma_that_groups_no_thousands_is_refused(cell: str) -> None:
    with pytest.raises(BadInput):
        as_decimal(cell)
    with pytest.raises(BadInput) as refused:
        as_yuan(f"{cell}万元", None)
    assert refused.value.code == "bad_money"
