"""Home of the tests of topics and project types."""

from __future__ import annotations

from xiaowei.connectors.packs.parse import load
from xiaowei.domain.catalogue import Catalogue, Indicator, PriceBand, ProjectType, Topic

CATALOGUE = Catalogue(
    "1",
    (
        Topic("road", "道路", aliases=("道路交通",)),
        Topic("road_damage", "道路破损", "road", ("路面破损",)),
        Topic("road_other", "其他", "road"),
        Topic("water", "供水", aliases=("水务",)),
        Topic("water_outage", "停水", "water"),
        Topic("water_other", "其他", "water"),
        Topic("cards", "预付卡"),
        Topic("gym_card", "健身卡、瑜伽卡(私教)", "cards"),
    ),
    (
        ProjectType(
            "patch", "破损道路修复", "a", "甲类", "平方米", frozenset({"road"}), ("道路修复",),
            ("道路", "坑洼"), (Indicator("quantity", "面积", "平方米", "wan"),),
            PriceBand(100, 201, 2020),
        ),
        ProjectType(
            "pipe", "供水管线", "a", "甲类", "米", frozenset({"water_outage"}), (), ("供水",),
        ),
    ),
    {"complaint": ("投诉",), "request": ("求助", "诉求")},
)  # fmt: skip


def code(*names: str) -> str | None:
    topic = CATALOGUE.topic_named(*names)
    return topic.code if topic else None


def test_the_deepest_known_name_wins():
    assert code("道路交通", "道路破损") == "road_damage"
    assert code("市政", "道路", "没听说过") == "road"
    assert code("道路破损", "") == "road_damage"
    assert code("没听说过") is None
    assert code() is None


def test_a_path_in_one_name():
    for path in (
        "水务->供水->停水",
        "水务-停水",
        "水务/停水",
        "水务→停水",
        "水务 停水",
        "水务>停水",
    ):
        assert code(path) == "water_outage"
    assert code("市场->预付卡->健身卡、瑜伽卡(私教)") == "gym_card"


def test_a_name_of_two_topics_is_settled_by_the_levels_before_it():
    assert code("供水", "其他") == "water_other"
    assert code("道路->其他") == "road_other"
    assert code("其他") is None


def test_types_by_name_alias_and_word():
    assert CATALOGUE.type_named("破损道路修复").code == "patch"
    assert CATALOGUE.type_named("道路 修复").code == "patch"
    assert CATALOGUE.type_named("白石村坑洼路面整治").code == "patch"
    assert CATALOGUE.type_named("供水和道路") is None
    assert CATALOGUE.type_named("东村供水管线及道路恢复").code == "pipe"
    assert CATALOGUE.type_named("") is None


def test_topic_groups_take_in_whole_branches():
    assert [kind.code for kind in CATALOGUE.types_for("road_damage")] == ["patch"]
    assert CATALOGUE.types_for("water") == ()
    assert CATALOGUE.covers("patch", "road_other")
    assert not CATALOGUE.covers("pipe", "road_other")
    assert not CATALOGUE.covers("pipe", None)


def test_kinds_indicators_and_prices():
    assert CATALOGUE.ticket_kind(" 诉求 ") == "request"
    assert CATALOGUE.ticket_kind("别的") is None
    patch = CATALOGUE.type("patch")
    assert patch.indicator().display == "wan"
    assert patch.indicator("parking_spaces") is None
    assert patch.price.middle_fen == 151
    assert CATALOGUE.topic("road").name == "道路"


def test_siblings_that_the_same_types_cure_are_a_family():
    default = load(["default"]).catalogue
    families = {}
    for topic in default.topics:
        families.setdefault(default.family(topic.code), set()).add(topic.code)
    assert families["green_missing"] == {"green_missing", "park"}
    assert families["water_outage"] == {"water_outage", "water_pressure", "water_pipe_burst"}
    # One type cures both, but they are no siblings; and what nothing cures stands alone.
    assert default.family("rubbish") != default.family("sorting_point")
    assert default.family("trees") == "trees"
    assert default.family("unheard_of") == "unheard_of"


def test_a_branch_that_is_cured_as_a_whole_is_one_family():
    codes = ("road", "road_damage", "road_other")
    assert {CATALOGUE.family(code) for code in codes} == {"road"}
    assert CATALOGUE.branch("road_other") == codes
    assert CATALOGUE.branch("unheard_of") == ("unheard_of",)
