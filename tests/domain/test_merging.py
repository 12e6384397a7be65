"""Home of the tests of merging sheets: each comparison on rows made for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from xiaowei.connectors.packs.parse import load
from xiaowei.domain.merging import merge
from xiaowei.domain.sheets import LedgerRow
from xiaowei.domain.town_sheets import Funded, Known, Line, Total, TownSheet

TOWN, OTHER = "990101100", "990101101"
BLANK = dict.fromkeys(LedgerRow.__slots__) | {"measured": (), "extra": {}, "described": ()}
BLANK |= {"unit_field": "quantity_planned"}


@cache
def known() -> Known:
    packs = load(["example"])
    parts = (packs.regions, packs.catalogue, packs.policies.of, packs.calendar)
    return Known(*parts, today=date(2022, 8, 31))


def line(row=2, price=None, village=None, **said):
    plain = {"name": "村道", "number": f"N{row}", "town_code": TOWN, "places": (f"村{row}",)}
    plain |= {"type": "破损道路修复", "quantity_planned": Decimal(100)}
    plain |= {"applied_yuan": Decimal(10_000)}
    return Line(LedgerRow(**(BLANK | plain | {"row": row} | said)), village, price)


def codes(*lines, file="a.csv", totals=(), **more):
    sheet = TownSheet(file, tuple(lines), (), tuple(totals), {})
    found = merge([sheet], replace(known(), **more)).findings
    return [(f.error.row, f.error.code, f.level) for f in found]


def test_a_plain_row_has_no_finding():
    assert codes(line()) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"town_code": "990101777"}, "merge_town"),
        ({"town_code": None, "town": "月亮镇"}, "merge_town"),
        ({"town": "枫林镇"}, "code_not_of_town"),
        ({"village": "990101101200"}, "merge_village"),
        ({"village": "村"}, "merge_village"),
        ({"type": "登月"}, "unknown_type"),
        ({"applied_yuan": Decimal("200000.01")}, "merge_over_cap"),
        ({"approved_yuan": Decimal("10000.01")}, "merge_more_than"),
        ({"funds": (Decimal(6000), Decimal(3900), None)}, "merge_funds"),
        ({"price": Decimal(101)}, "merge_price"),
        ({"applied_on": date(2022, 9, 1)}, "merge_future"),
        ({"collected_on": date(2022, 8, 3), "applied_on": date(2022, 8, 2)}, "merge_days"),
        ({"started_on": date(2022, 8, 3), "in_use_on": date(2022, 8, 2)}, "merge_days"),
        ({"unit": "平方米"}, "unit_differs"),
        ({"described": ((Decimal(100), "座"),)}, "unit_differs"),
    ],
)
def test_what_is_wrong_in_one_row(said, code):
    assert codes(line(**said)) == [(2, code, "error")]


@pytest.mark.parametrize(
    "said",
    [
        {"applied_yuan": Decimal(200_000)},
        {"funds": (Decimal(6000), Decimal(4000), None)},
        {"funds": (None, None, None)},
        {"price": Decimal(100)},
        {"price": Decimal("33.33"), "quantity_planned": Decimal(300)},
        {"collected_on": date(2022, 8, 3), "applied_on": date(2022, 8, 3)},
        {"started_on": date(2022, 7, 1), "disbursed_on": date(2022, 8, 1)},
        {"price": Decimal(10_000), "quantity_planned": Decimal(1), "unit": "公里"},
        {"town": "白石"},
        {"town_code": None, "town": "白石镇"},
    ],
)
def test_what_is_right_is_left_alone(said):
    assert codes(line(**said)) == []


def test_quantities_are_merged_in_their_types_unit():
    first, second = line(2, quantity_planned=Decimal(1000)), line(3, places=("村2",))
    second = replace(second, row=replace(second.row, quantity_planned=Decimal(1), unit="公里"))
    merged = merge([TownSheet("a.csv", (first, second), (), (), {})], known())
    assert [(f.error.row, f.error.code) for f in merged.findings if f.level == "error"] == [
        (3, "merge_double")
    ]
    alone = merge([TownSheet("a.csv", (second,), (), (), {})], known())
    assert [(e.row.quantity_planned, e.row.unit) for e in alone.good] == [(1000, "米")]


def test_doubles_within_and_across_files():
    first, second = line(2), line(3, number="N2", quantity_planned=Decimal(5))
    alike = line(4, places=("村2",))
    assert codes(first, second, alike) == [
        (3, "merge_double_number", "error"),
        (4, "merge_double", "error"),
        (4, "merge_again", "warning"),
    ]
    sheets = [TownSheet(name, (line(2),), (), (), {}) for name in ("a.csv", "b.csv")]
    found = merge(sheets, known())
    assert [(f.file, f.error.code) for f in found.findings] == [
        ("b.csv", "merge_double_number"),
        ("b.csv", "merge_again"),
    ]
    assert "a.csv 第2行" in found.findings[0].error.text()
    assert ([e.sheet.file for e in found.good], [e.sheet.file for e in found.bad]) == (
        ["a.csv"],
        ["b.csv"],
    )


@pytest.mark.parametrize("wrong", [2, 3])
def test_a_double_is_found_beside_a_township_that_is_not_known(wrong):
    rows = [line(n, places=("村2",)) for n in (2, 3)]
    rows[wrong - 2] = line(wrong, places=("村2",), town_code="990101777")
    assert {(3, "merge_double", "error"), (wrong, "merge_town", "error")} <= set(codes(*rows))
    elsewhere = line(3, places=("村2",), town_code=OTHER)
    assert "merge_double" not in {code for _, code, _ in codes(line(2), elsewhere)}


def test_a_row_of_another_township():
    strange = line(4, town_code=OTHER)
    assert codes(line(2), line(3), strange) == [(4, "merge_stranger", "error")]
    assert codes(line(2), strange) == [], "nobody is the majority"


@pytest.mark.parametrize(("stated", "is_wrong"), [(20_000, False), (20_050, False), (20_100, True)])
def test_a_total_may_be_rounded_but_not_wrong(stated, is_wrong):
    total = Total(4, "申报资金(万元)", Decimal(stated), (Decimal(10_000), Decimal(20_000)))
    found = codes(line(2), line(3), totals=[total])
    assert found == ([(4, "merge_total", "error")] if is_wrong else [])


@pytest.mark.parametrize(
    ("on", "number", "is_found"),
    [
        (date(2022, 3, 1), "OLD", True),
        (date(2020, 8, 31), "OLD", True),
        (date(2020, 8, 30), "OLD", False),
        (date(2022, 3, 1), "N2", False),
    ],
)
def test_earlier_funding_within_the_policys_years(on, number, is_found):
    paid = Funded(number, f"{TOWN}000", "村 2", "road", on)
    found = codes(line(2), funded=(paid,))
    assert found == ([(2, "merge_funded", "error")] if is_found else [])


def test_late_steps_and_other_rounds_are_warnings():
    late = line(collected_on=date(2022, 7, 1), applied_on=date(2022, 8, 1), batch="3")
    assert codes(late, round_name="2") == [
        (2, "merge_late", "warning"),
        (2, "merge_round", "warning"),
    ]


def test_rows_that_tell_neither_quantity_nor_amount_are_no_doubles():
    bare = {"quantity_planned": None, "applied_yuan": None, "places": ("村2",)}
    assert "merge_double" not in {code for _, code, _ in codes(line(2, **bare), line(3, **bare))}


def test_two_townships_that_ask_for_one_project():
    first = line(number=None, places=("石门村",), name="石门村村道修补")
    again = line(row=3, number=None, places=("石门村",), town_code=OTHER, name="石门村 村道修补")
    assert (3, "merge_double", "error") in codes(first, again)
    other_name = replace(again, row=replace(again.row, name="枫林村道"))
    assert "merge_double" not in [code for _, code, _ in codes(first, other_name)]


def test_a_name_made_of_place_and_work_is_none_of_the_projects_own():
    said = {"number": None, "places": ("东风村",), "type": "路灯", "name": "东风村路灯"}
    found = codes(line(**said), line(row=3, town_code=OTHER, **said))
    assert "merge_double" not in [code for _, code, _ in found]
