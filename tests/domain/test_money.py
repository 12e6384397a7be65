"""Home of the tests of amounts and rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import (
    fen,
    fen_as_said,
    fen_from_wan,
    half_up,
    mean,
    shown,
    split,
    wan,
    yuan,
)

FEN = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("30755700.00", 3_075_570_000),
        ("1,234.5", 123_450),
        ("¥12", 1_200),
        ("12.30元", 1_230),
        ("100", 10_000),
        (" 0.005 ", 1),
        ("-0.005", -1),
        ("0.0049", 0),
        (".5", 50),
        (Decimal("2.675"), 268),
        (2.675, 268),
        (7, 700),
    ],
)
def test_yuan_are_read_as_people_write_them(written: str | Decimal | int | float, expected: int):
    assert fen(written) == expected


def test_wan_are_read_with_their_unit():
    assert fen_from_wan("6.55") == 6_550_000
    assert fen_from_wan("6.55万元") == 6_550_000
    assert fen_from_wan("6.55万") == 6_550_000
    assert fen_from_wan(30.7557) == 30_755_700


@pytest.mark.parametrize(
    "written",
    ["", "-", "abc", "1_000", "1,23", "1e5", "NaN", "inf", "12.3.4", "6.55万元", "1" * 30, True,
     float("nan"), float("inf"), Decimal("NaN"), "五十"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(written: str | float | Decimal):
    with pytest.raises(BadInput) as refusal:
        fen(written)
    assert refusal.value.code == "bad_amount"
    assert "元" in refusal.value.text()


def test_amounts_are_shown_with_two_decimals():
    assert yuan(3_075_570_000) == "30755700.00"
    assert wan(3_075_570_000) == "3075.57"
    assert wan(5_000) == "0.01"
    assert wan(-1) == "0.00"
    assert yuan(-150) == "-1.50"


@given(FEN)
def test_yuan_there_and_back(amount: int):
    assert fen(yuan(amount)) == amount


@given(FEN)
def test_wan_is_off_by_half_a_cent_of_a_wan_at_most(amount: int):
    assert abs(int(Decimal(wan(amount)) * 1_000_000) - amount) <= 5_000


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9
    )
)
def test_halves_go_away_from_zero(value: Decimal):
    rounded = half_up(value, 2)
    assert abs(rounded - value) <= Decimal("0.005")
    assert half_up(-value, 2) == -rounded


@given(FEN, st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_split_loses_nothing(total: int, weights: list[int]):
    parts = split(total, weights)
    whole = sum(weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        exact = Decimal(total) * weight / whole if whole else Decimal(total) / len(weights)
        assert abs(part - exact) < 1


def test_split_by_quantity():
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(100, [Decimal("0.5"), 0]) == (100, 0)
    assert split(7, [0, 0]) == (4, 3)
    for wrong in ([], [1, -1]):
        with pytest.raises(BadInput, match="分摊"):
            split(7, wrong)


@pytest.mark.parametrize(
    ("value", "display", "expected"),
    [
        ("135800.00", "wan", "13.58万"),
        ("17000", "wan", "1.7万"),
        ("20000", "wan", "2万"),
        ("13555", "wan", "1.36万"),
        ("8500", "wan", "0.85万"),
        ("640", "wan", "640"),
        ("13676.29", "plain", "13676.29"),
        ("3646.0", "plain", "3646"),
        ("7199.560", "plain", "7199.56"),
        ("1E+3", "plain", "1000"),
        ("0", "plain", "0"),
        ("110236", "about_wan", "约11万"),
        ("105000", "about_wan", "约11万"),
        ("104999", "about_wan", "约10万"),
        ("100000", "about_wan", "约10万"),
        ("99999", "about_wan", "99999"),
        ("5512", "over_hundred", "5500余"),
        ("5500", "over_hundred", "5500"),
        ("99", "over_hundred", "99"),
    ],
)
def test_figures_as_people_read_them(value: str, display: str, expected: str):
    assert shown(Decimal(value), display) == expected


def test_a_mean_is_rounded_half_up_to_two_decimals():
    assert mean([1, 1, 1, 1, 1, 1, 1, 2]) == Decimal("1.13")
    assert mean([]) is None


@pytest.mark.parametrize(
    ("said", "near"),
    [("100.005", "100.01"), ("100.001元", "100.00"), ("１００.００５", "100.01"), ("-0.005", "-0.01"),
     ("1.0000005万元", "10000.01"), ("0.1234567万", "1234.57"), ("33333.3333333", "33333.33")],
)  # fmt: skip
def test_a_typed_amount_below_a_fen_is_refused_with_the_nearest(said: str, near: str):
    with pytest.raises(BadInput) as refusal:
        fen_as_said(said)
    assert refusal.value.code == "below_fen"
    for language in ("zh", "en"):
        assert said in refusal.value.text(language) and near in refusal.value.text(language)


@pytest.mark.parametrize(
    ("said", "amount"),
    [("100.00000000001", 10_000), ("99.999999999", 10_000), ("100.00", 10_000), ("100.0000", 10_000),
     ("1.23456万元", 1_234_560), ("1.234567万", 1_234_567), ("0.00000000001", 0)],
)  # fmt: skip
def test_what_a_floating_number_leaves_is_no_part_of_a_fen(said: str, amount: int):
    assert fen_as_said(said) == amount


def test_a_cell_in_wan_is_as_strict():
    assert fen_as_said("1.5", in_wan=True) == fen_as_said("1.5万元", in_wan=True) == 1_500_000
    with pytest.raises(BadInput) as refusal:
        fen_as_said("1.0000005", in_wan=True)
    assert refusal.value.code == "below_fen"


@given(st.integers(-(10**13), 10**13))
def test_what_is_shown_is_read_again(amount: int):
    assert fen_as_said(yuan(amount)) == amount


@pytest.mark.parametrize("text", ["二十万", "二十万元", "很多", "1,2"])
def test_what_cannot_be_read_is_asked_for_in_the_unit_of_its_field(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        fen_as_said(text)
    assert refusal.value.code == "bad_yuan"
    assert "请按元写" in refusal.value.text("zh")
    with pytest.raises(BadInput) as refusal:
        fen_as_said(text, in_wan=True)
    assert "以万元为单位" in refusal.value.text("zh")
