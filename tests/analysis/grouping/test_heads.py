"""Home of the tests of heads: the words of an address that name its place."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.analysis.grouping.heads import (
    HeadReader,
    areas_before,
    building_column,
    building_of,
    crossing,
)

READER = HeadReader(["柳湾街道", "青禾镇", "云溪区"])
PARTS = st.sampled_from([
    "柳湾街道", "云溪区", "北京市", "东里", "春晓苑小区", "上河湾村", "滨河路", "12号", "院", "3号楼",
    "2单元", "十二栋", "附近", "(北门)", " ", "１", "A座", "|", "东侧", ",", "abc", "。", "\u3000",
])  # fmt: skip


@pytest.mark.parametrize(
    ("address", "head"),
    [
        ("北京市云溪区柳湾街道滨河东路80号葛布店东里12号楼3单元", "葛布店东里"),
        ("滨河路12号院3号楼", "滨河路12号院"),
        ("柳湾街道 春晓苑 十二栋", "春晓苑"),
        ("春晓苑小区(柳湾街道)", "春晓苑小区"),
        ("上河湾村村口", "上河湾村"),
        ("化肥厂１２号家属院４号楼", "化肥厂12号家属院"),
        ("12号楼", ""),
        ("柳湾街道", ""),
        ("", ""),
    ],
)
def test_the_head_is_what_is_left_of_an_address(address: str, head: str) -> None:
    assert READER.text(address) == head


@given(st.lists(st.lists(PARTS, max_size=7).map("".join), min_size=1, max_size=30))
def test_a_column_reads_as_its_texts_do(addresses: list[str]) -> None:
    frame = pl.DataFrame({"a": addresses})
    read = frame.select(building=building_column(pl.col("a"), pl.lit("7栋")))
    read = read.with_columns(READER.column(frame["a"]))
    assert read["head"].to_list() == [READER.text(one) for one in addresses]
    assert read["building"].to_list() == [building_of(one, "7栋") for one in addresses]


def test_what_many_different_names_follow_is_an_area() -> None:
    names = [f"{one}{other}家园" for one in "春夏秋冬东西南北" for other in "晓明光华"]
    told = pl.Series([f"北京市昌平区{name}3号楼" for name in names])
    short = pl.Series([f"昌平{name}" for name in names])
    estate = pl.Series([f"万科小区{n}号楼" for n in range(40)])
    assert areas_before(pl.concat([told, short, estate])) == ["昌平区", "昌平"]
    reader = HeadReader([], ["昌平区", "昌平"])
    assert reader.text("北京市昌平区黄贞北街61号春晓家园6-6-1204") == "春晓家园"
    assert reader.text("北京市昌平区") == ""


def test_a_crossing_has_one_name() -> None:
    told = [
        "光兴路与朝乡路交叉口东北角",
        "朝乡路光兴路十字路口",
        "光兴路和朝乡路口",
        "朝乡路、光兴路路口",
    ]
    assert {crossing(READER.text(one)) for one in told[:3]} == {"光兴路与朝乡路"}
    assert crossing("春晓苑") == "春晓苑"


def test_dashes_tell_the_building() -> None:
    assert building_of("万润花园6-6-1204", "") == 6
    assert building_of("电话010-8888-1234", "") == 0
