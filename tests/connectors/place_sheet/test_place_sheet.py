"""Lists of villages, communities and estates."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiaowei.connectors.place_sheet.fetch import fetch
from xiaowei.connectors.place_sheet.parse import parse

SHARED = Path(__file__).parents[4] / "shared"


def test_one_whole_place() -> None:
    text = (
        "小区名称,类型,街道乡镇,街乡镇代码,所属社区,户数,别名,经度,纬度,备注,物业\n"
        '东里小区,小区,甲街道,110112001,东社区,"1,348户",东里、老东里;东里小区,116.6,39.9,,某物业\n'
    )
    row = parse(fetch(text.encode("gb18030"))).rows[0]
    assert (row.name, row.kind, row.town, row.town_code) == (
        "东里小区",
        "小区",
        "甲街道",
        "110112001",
    )
    assert (row.households, row.community, row.aliases) == (1348, "东社区", ("东里", "老东里"))
    assert (row.lon, row.lat, row.note, row.extra) == (116.6, 39.9, None, {"物业": "某物业"})


def test_bad_rows() -> None:
    text = "名称,户数,经度,纬度\n,5,,\n甲,五百,,\n乙,5,39.9,116.6\n丙,5,,\n"
    parsed = parse(fetch(text.encode()))
    assert [(r.row, r.error.code) for r in parsed.rejected] == [
        (2, "place_unnamed"),
        (3, "bad_whole"),
        (4, "bad_coordinate"),
    ]
    assert [row.name for row in parsed.rows] == ["丙"]


def test_points_are_whole_within_the_country_and_in_a_known_system() -> None:
    text = (
        "名称,经度,纬度,坐标系\n甲,116.6,39.9,高德\n乙,116.6,,\n丙,6.6,39.9,\n丁,116.6,39.9,月球\n"
    )
    parsed = parse(fetch(text.encode()))
    assert [(row.lon, row.lat, row.crs) for row in parsed.rows] == [(116.6, 39.9, "gcj02")]
    assert [(r.row, r.error.code) for r in parsed.rejected] == [
        (3, "half_a_point"),
        (4, "point_outside"),
        (5, "no_such_coordinate_system"),
    ]


def test_the_gold_places_read_whole() -> None:
    path = SHARED / "gold/gold_places.csv"
    if not path.exists():
        pytest.skip("gold_places.csv is absent: this test needs the shared gold")
    parsed = parse(fetch(path))
    assert (len(parsed.rows), parsed.rejected) == (131, ())
    assert {row.kind for row in parsed.rows} == {"村", "小区"}
    assert parsed.unmapped == ("name_basis",)
