"""Home of the tests of the region tree."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import Region, RegionTree, full, level, significant, within

OLD, NEW = date(2020, 12, 31), date(2021, 1, 1)
TREE = RegionTree(
    [
        Region("990000000000", "云岭省", "province"),
        Region("990101000000", "青川县", "district", aliases=("青川",)),
        Region(
            "990101005000", "河湾地区", "township", None, OLD, ("990101120000",), ("河湾", "河湾镇")
        ),
        Region("990101120000", "河湾镇", "township", NEW, None, (), ("河湾",)),
        Region("990101120201", "河湾村", "community", NEW, None, (), ("河湾",)),
        Region("990101007000", "老街", "township", None, OLD),
        Region("990101007000", "新街", "township", NEW),
        Region("990102000000", "白水县", "district"),
        Region("990102001000", "新街", "township"),
    ]
)


@pytest.mark.parametrize(
    ("code", "expected", "rank"),
    [
        ("99", "99", "province"),
        ("9901", "9901", "city"),
        ("990100000000", "9901", "city"),
        ("990101", "990101", "district"),
        ("990110", "990110", "district"),
        ("990101120", "990101120", "township"),
        ("990101120000", "990101120", "township"),
        ("990101120201", "990101120201", "community"),
    ],
)
def test_codes_of_any_length(code: str, expected: str, rank: str):
    assert significant(code) == expected
    assert full(code) == expected.ljust(12, "0")
    assert level(code) == rank


@pytest.mark.parametrize("code", ["", "9", "990", "99010", "9901011", "99010112000", "99o1", "00"])
def test_other_codes_are_refused(code: str):
    with pytest.raises(BadInput) as refusal:
        full(code)
    assert refusal.value.code == "bad_region_code"


def test_within():
    assert within("990101120201", "990101")
    assert within("990101", "990101000000")
    assert not within("990101", "990101120")
    assert not within("990102001", "990101")


@given(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True))
def test_codes_settle_and_lie_within_themselves(code: str):
    assert full(significant(code)) == code
    assert within(code, code)
    assert within(code, code[:2])


def test_a_name_stands_for_the_region_of_its_day():
    assert TREE.find("河湾镇", on=OLD).code == "990101005000"
    assert TREE.find("河湾镇", on=NEW).code == "990101120000"
    assert TREE.find("河湾镇").code == "990101120000"
    assert TREE.find("河湾地区").code == "990101005000"
    assert TREE.find("河湾地区", on=NEW) is None
    assert TREE.find(" 青川 ").level == "district"


def test_a_higher_level_comes_before_a_lower_one():
    assert TREE.find("河湾", on=NEW).level == "township"


def test_a_name_twice_is_not_guessed():
    assert TREE.find("新街") is None
    assert len(TREE.found("新街")) == 2
    assert TREE.find("新街", within="990102").code == "990102001000"
    assert TREE.find("无此地") is None


def test_a_code_keeps_its_history():
    assert TREE.get("990101007", OLD).name == "老街"
    assert TREE.get("990101007", NEW).name == "新街"
    assert TREE.get("990101007").name == "新街"
    assert TREE.get("990199") is None
    assert [r.name for r in TREE.successors("990101005")] == ["河湾镇"]
    assert [r.name for r in TREE.successors("990101007")] == ["新街"]
    assert TREE.successors("990199") == ()


def test_the_tree_above_and_below():
    assert [r.name for r in TREE.ancestors("990101120201")] == ["云岭省", "青川县", "河湾镇"]
    assert [r.name for r in TREE.children("990101", OLD)] == ["河湾地区", "老街"]
    assert [r.name for r in TREE.children("990101", NEW)] == ["新街", "河湾镇"]
    assert [r.name for r in TREE.children("990101")] == ["新街", "河湾镇"]
    assert [r.name for r in TREE.children("99")] == ["青川县", "白水县"]
    assert TREE.children("990101120201") == ()


@pytest.mark.parametrize("name", ["河湾镇人民政府", "河湾镇政府", "河湾地区办事处", "河湾地区办"])
def test_an_office_stands_for_its_township(name: str) -> None:
    found = TREE.town_named(name)
    assert found is not None and found.code in ("990101120000", "990101005000")
    assert TREE.town_named("无此镇政府") is None


@pytest.mark.parametrize(
    ("code", "name", "contradicts"),
    [
        ("990101120000", "河湾镇", False),
        ("990101005000", "河湾", False),  # an older code is what it became
        ("990101120000", "河湾地区", False),
        ("990101120000", "新街", True),  # another township of the same district
        ("990102001000", "河湾镇", True),  # a township of another district
        ("990102001000", "新街", False),  # a name that two districts have
        ("990101120000", "某某镇", False),  # a name that nobody knows says nothing
    ],
)
def test_a_code_and_the_name_beside_it_may_contradict_each_other(code, name, contradicts):
    assert TREE.contradicts(code, name) is contradicts


@pytest.mark.parametrize("name", ["石门村", "石门村委会", " 石门村村民委员会"])
def test_a_village_goes_by_its_name_and_by_its_office(name):
    village = Region("990101100201", "石门村委会", "community")
    regions = RegionTree([village, Region("990101101201", "柳湾社区居委会", "community")])
    assert regions.communities_named(name, "990101") == (village,)
    assert regions.communities_named(name, "990102") == ()
    assert regions.communities_named("柳湾", "990101") == ()
    assert len(regions.communities_named("柳湾社区", "990101")) == 1
