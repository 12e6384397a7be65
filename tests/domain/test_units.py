"""Units: what offices call them, what can be turned into what, and rows in their type's unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_merging import line
from xiaowei.domain.errors import BadInput
from xiaowei.domain.row_units import in_unit
from xiaowei.domain.sheets import LedgerRow
from xiaowei.domain.units import convert, standard_unit, unit_words

AREA = ("平方米", "亩", "公顷", "万平方米", "平方公里")


@pytest.mark.parametrize(
    ("quantity", "said", "wanted", "expected"),
    [
        ("0.5", "万平方米", "平方米", "5000"),
        ("0.5", "万㎡", "平方米", "5000"),
        ("1.5", "亩", "平方米", "1000"),
        ("0.5", "亩", "平方米", "333.333"),
        ("2", "公顷", "平方米", "20000"),
        ("7199.56", "平米", "平方米", "7199.56"),
        ("12", "m2", "平方米", "12"),
        ("12", "M²", "平方米", "12"),
        ("2", "公里", "米", "2000"),
        ("1234", "延长米", "公里", "1.234"),
        ("3", "座", "个", "3"),
        ("3", "台(套)", "套", "3"),
        ("1.2", "万个", "个", "12000"),
        ("7", "樘", "樘", "7"),
    ],
)
def test_what_measures_the_same_is_converted(
    quantity: str, said: str, wanted: str, expected: str
) -> None:
    assert str(convert(Decimal(quantity), said, wanted)) == expected


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("米", "平方米"), ("平方米", "米"), ("个", "平方米"), ("户", "个"), ("项", "个"), ("方", "平方米"),
     ("平方米/个", "平方米"), ("万元", "平方米")],
)  # fmt: skip
def test_what_measures_something_else_is_not(said: str, wanted: str) -> None:
    assert convert(Decimal(1), said, wanted) is None


@given(st.decimals(0, 10**6, places=2), st.sampled_from(AREA[1:]))
def test_there_and_back_is_the_same(quantity: Decimal, unit: str) -> None:
    there = convert(quantity, unit, "平方米")
    assert there is not None
    back = convert(there, "平方米", unit)
    assert back is not None and abs(back - quantity) <= Decimal("0.001")


def test_every_name_has_its_standard_word() -> None:
    assert {standard_unit(word) for word in ("㎡", "平米", "m2", " 平 方 米")} == {"平方米"}
    assert standard_unit("樘") == "樘" and "延长米" in unit_words()


def row(**said: object) -> LedgerRow:
    return line(3, **said).row


def test_a_row_is_told_in_its_types_unit() -> None:
    found = in_unit(
        row(quantity_planned=Decimal("0.5"), unit="万平方米", measured=((None, Decimal("0.3")),)),
        "平方米",
    )
    assert (found.quantity_planned, found.unit, found.measured) == (5000, "平方米", ((None, 3000),))


def test_done_quantities_may_say_a_unit_of_their_own() -> None:
    said = row(quantity_planned=Decimal("0.5"), unit="万平方米", measured=((None, Decimal(3000)),),
               measured_unit="平方米")  # fmt: skip
    assert in_unit(said, "平方米").measured == ((None, 3000),)


def test_of_a_description_the_quantity_that_fits_counts() -> None:
    described = ((Decimal(3), "个"), (Decimal(2), "亩"))
    said = row(quantity_planned=Decimal(3), unit="个", described=described)
    assert in_unit(said, "平方米").quantity_planned == Decimal("1333.333")
    assert in_unit(said, "座").quantity_planned == 3


@pytest.mark.parametrize(
    ("said", "column", "value"),
    [
        ({"unit": "米", "unit_field": "unit"}, "unit", "米"),
        ({"unit": "米"}, "quantity_planned", "12米"),
        ({"unit": "米", "described": ((Decimal(12), "米"),)}, "content", "12米"),
        (
            {"unit": "平方米", "measured": ((None, Decimal(5)),), "measured_unit": "米"},
            "measured",
            "5米",
        ),
    ],
)
def test_a_unit_that_measures_something_else_is_refused_where_it_stands(
    said: dict[str, object], column: str, value: str
) -> None:
    with pytest.raises(BadInput) as refused:
        in_unit(row(quantity_planned=Decimal(12), **said), "平方米")
    error = refused.value
    assert (error.code, error.row, error.column) == ("unit_differs", 3, column)
    assert error.facts["value"] == value
    assert "平方米" in error.text("zh") and "亩" in error.text("zh")


def test_a_unit_without_a_quantity_says_nothing() -> None:
    assert in_unit(row(quantity_planned=None, unit="米"), "平方米").quantity_planned is None
