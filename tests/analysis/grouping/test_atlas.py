"""Home of the tests of the atlas: which place a head names, known or not."""

from __future__ import annotations

import pytest

from xiaowei.analysis.grouping.atlas import Atlas, survey
from xiaowei.analysis.grouping.likeness import likeness
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.analysis.text import fold

KNOWN = [
    GazetteerEntry("E1", "和平里小区", "小区", "", "青禾镇"),
    GazetteerEntry("E2", "和平里小区", "小区", "", "柳湾街道"),
    GazetteerEntry("E3", "春晓苑一区", "小区", "", "柳湾街道", ("机床厂大院",)),
]


def atlas_of(*told: tuple[str, str, str, int]) -> Atlas:
    return survey(
        [(fold(head), context, town, often) for head, context, town, often in told], KNOWN
    )


def name(atlas: Atlas, head: str, context: str = "", town: str = "") -> str | None:
    found = atlas.resolve(fold(head), context, town)
    return None if found is None else atlas.places[found].code or atlas.places[found].name


TOLD = (
    ("和平里小区", "和平社区", "青禾镇", 9),
    ("和平里小区", "柳北社区", "柳湾街道", 9),
    ("春晓苑一区", "春晓社区", "柳湾街道", 9),
    ("春晓苑", "春晓社区", "柳湾街道", 4),
    ("翠泽公寓", "柳北社区", "柳湾街道", 5),
    ("翠泽", "柳北社区", "柳湾街道", 3),
    *(("路边", f"第{n}社区", "柳湾街道", 3) for n in range(30)),
)


def test_the_community_tells_two_of_one_name_apart() -> None:
    atlas = atlas_of(*TOLD)
    assert name(atlas, "和平里小区", "和平社区", "青禾镇") == "E1"
    assert name(atlas, "和平里小区", "柳北社区", "柳湾街道") == "E2"
    assert name(atlas, "和平里小区", "", "青禾镇") == "E1"
    assert name(atlas, "和平里小区") is None, "either of two"


def test_short_forms_and_slips_count_within_a_community() -> None:
    atlas = atlas_of(*TOLD)
    for head in ("春晓苑", "春晓院一区", "老春晓苑", "机床厂大院", "春晓苑1区"):
        assert name(atlas, head, "春晓社区", "柳湾街道") == "E3", head
    assert name(atlas, "春晓院一区", "和平社区", "青禾镇") is None


def test_a_place_no_gazetteer_knows_is_discovered() -> None:
    atlas = atlas_of(*TOLD)
    assert name(atlas, "翠泽公寓", "柳北社区", "柳湾街道") == "翠泽公寓"
    assert name(atlas, "翠泽", "柳北社区", "柳湾街道") == "翠泽公寓"
    assert name(atlas, "翠泽公寓", "", "柳湾街道") == "翠泽公寓"


def test_what_is_told_everywhere_is_no_place() -> None:
    atlas = atlas_of(*TOLD)
    assert name(atlas, "路边", "第3社区", "柳湾街道") is None
    assert name(atlas, "不详", "第3社区", "柳湾街道") is None


def test_between_twins_a_short_form_tells_nothing() -> None:
    atlas = atlas_of(*TOLD, ("春晓苑二区", "春晓社区", "柳湾街道", 9))
    assert name(atlas, "春晓苑二区", "春晓社区", "柳湾街道") == "春晓苑2区"
    assert name(atlas, "春晓小区", "春晓社区", "柳湾街道") is None


@pytest.mark.parametrize(
    ("typed", "of", "least", "most"),
    [
        ("东里", "东里", 1, 1), ("东里小区", "东里", 0.95, 0.95),
        ("金色枫林", "中铁金色枫林小区", 0.85, 0.85),
        ("请问翠泽公寓", "翠泽公寓", 0.85, 0.85), ("新东里", "东里", 0, 0.7), ("1区", "2区", 0, 0.5),
        ("东里", "西里", 0, 0.5), ("春晓苑1区", "春晓苑2区", 0, 0.5), ("甲", "乙", 0, 0),
    ],
)  # fmt: skip
def test_how_alike_names_are(typed: str, of: str, least: float, most: float) -> None:
    assert least <= likeness(typed, of) <= most
