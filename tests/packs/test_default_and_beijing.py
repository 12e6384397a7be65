"""Home of the tests of the packs that come along: calendars, regions, topics, types, policies."""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from xiaowei.connectors.packs import load
from xiaowei.domain.money import shown
from xiaowei.domain.paragraph import Figures, paragraph

SHARED = Path(__file__).parents[3] / "shared"
PACKS = load(["demo"])
AUGUST = date(2020, 8, 31)


def needed(path: str) -> Path:
    place = SHARED / path
    if not place.exists():
        pytest.skip(f"shared/{path} is not here: the check against the public data is left out")
    return place


def rows(kind: str) -> list[dict[str, str]]:
    text = PACKS.demo.files[kind].read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_loading_is_fast():
    started = time.process_time()
    load(["demo"])
    load(["example"])
    assert time.process_time() - started < 1.5


def test_the_calendar_agrees_with_the_notices_on_every_day():
    told: dict[date, bool] = {}
    for file in sorted(needed("data/holiday_cn").glob("*.json")):
        for day in json.loads(file.read_text(encoding="utf-8"))["days"]:
            told[date.fromisoformat(day["date"])] = day["isOffDay"]
    day, seen = date(2018, 1, 1), 0
    while day <= date(2024, 12, 31):
        expected = not told[day] if day in told else day.weekday() < 5
        assert PACKS.calendar.is_workday(day) is expected, day
        day, seen = day + timedelta(1), seen + 1
    assert seen == 2557


def test_the_calendar_of_2020_and_its_reach():
    calendar = PACKS.calendar
    assert calendar.days(date(2020, 1, 1), date(2020, 12, 31)) == 249
    assert calendar.is_workday(date(2020, 1, 19))
    assert not calendar.is_workday(date(2020, 1, 31))
    assert calendar.is_workday(date(2026, 2, 14))
    assert calendar.confirmed(date(2026, 12, 31))
    assert not calendar.confirmed(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("on", "count", "names"),
    [
        (date(2020, 6, 30), 17, {"永顺地区", "梨园地区"}),
        (date(2021, 6, 30), 17, {"永顺镇", "梨园镇"}),
        (date(2022, 6, 30), 22, {"永顺镇", "梨园镇", "文景街道", "九棵树街道", "临河里街道"}),
        (None, 22, {"杨庄街道", "潞邑街道"}),
    ],
)
def test_the_townships_of_110112_by_year(on: date | None, count: int, names: set[str]):
    found = PACKS.regions.children("110112", on)
    assert len(found) == count
    assert names <= {region.name for region in found}


def test_regions_of_the_whole_city():
    tree = PACKS.regions
    assert len(tree.children("11")) == 16
    assert len(tree.children("110114")) == 22
    assert tree.find("永顺镇", within="110112", on=AUGUST).code == "110112005000"
    assert tree.find("梨园镇", within="110112", on=AUGUST).code == "110112006000"
    assert tree.find("永顺镇", within="110112", on=date(2022, 1, 1)).code == "110112120000"
    assert tree.successors("110112005")[0].name == "永顺镇"
    assert tree.find("小堡村", within="110112104").level == "community"
    assert tree.find("回龙观", within="110114").name == "回龙观街道"
    assert [r.name for r in tree.ancestors("110112104")] == ["北京市", "通州区"]


def test_communities_are_those_of_the_public_list():
    table = needed("data/admin_cn/beijing_villages.csv").read_text(encoding="utf-8-sig")
    public = {row["code"]: row["name"] for row in csv.DictReader(table.splitlines())}
    ours = {
        region.code: region.name
        for region in PACKS.regions.regions
        if region.level == "community" and region.valid_to is None
    }
    assert ours == public


def test_every_township_of_the_demo_is_known_by_code_and_name():
    for row in rows("projects"):
        region = PACKS.regions.find(row["town"], within="110112", on=AUGUST)
        assert region is not None and region.code == row["town_code"] + "000", row["town"]


def test_every_category_and_kind_of_the_demo_is_known():
    catalogue = PACKS.catalogue
    for row in rows("tickets"):
        topic = catalogue.topic_named(row["一级分类"], row["二级分类"])
        assert topic is not None and topic.name == row["二级分类"]
        assert catalogue.topic_named(row["二级分类"]) == topic
        assert catalogue.ticket_kind(row["诉求类型"])


PAIRS = {
    "停水": "应急供水管线",
    "道路破损": "破损道路修复",
    "电动自行车": "电动自行车车棚",
    "停车管理": "生态停车场",
    "房屋漏水": "屋顶防水",
    "绿化缺失": "小微绿地",
    "健身设施": "文体活动广场",
    "路灯": "路灯",
    "围墙破损": "围墙墙体修复",
    "休闲设施": "休闲座椅及宣传栏",
    "积水": "排水沟修复",
    "便民设施": "晾衣架及便民扶手",
}


def test_complaints_meet_the_works_that_cure_them():
    catalogue = PACKS.catalogue
    for complaint, works in PAIRS.items():
        topic, kind = catalogue.topic_named(complaint), catalogue.type_named(works)
        assert catalogue.covers(kind.code, topic.code), (complaint, works)
        covering = [other for other in PAIRS.values() if other != works]
        assert not any(
            catalogue.covers(catalogue.type_named(other).code, topic.code) for other in covering
        )
    for noise in ("政策咨询", "噪声扰民"):
        assert catalogue.types_for(catalogue.topic_named(noise).code) == ()


def test_every_type_of_the_demo_with_unit_and_class():
    for row in rows("projects"):
        kind = PACKS.catalogue.type_named(row["type"])
        assert (kind.name, kind.unit, kind.klass_name) == (row["type"], row["unit"], row["class"])
        assert PACKS.catalogue.type_named(row["name"]).code == kind.code, row["name"]
    assert PACKS.catalogue.type_named("道路修复").code == "road"
    assert PACKS.catalogue.type_named("自行车棚提升").code == "bike_shed"


def test_common_names_of_hotlines_are_known():
    place = needed("data/hotline_export")
    file = next(place.glob("*500*.csv")).read_text(encoding="utf-8-sig")
    names = Counter(row["问题分类"] for row in csv.DictReader(file.splitlines()) if row["问题分类"])
    known = sum(n for name, n in names.items() if PACKS.catalogue.topic_named(name))
    assert known / names.total() >= 0.95
    assert PACKS.catalogue.topic_named("城市管理->市政设施->道路破损").code == "road_damage"


def test_names_are_not_shared_by_topics_or_types():
    topics = Counter(n for t in PACKS.catalogue.topics for n in {t.name, *t.aliases})
    types = Counter(n for t in PACKS.catalogue.types for n in {t.name, *t.aliases})
    assert [name for name, n in (topics.items() | types.items()) if n > 1] == []


def test_prices_say_that_they_are_made_up():
    road = PACKS.catalogue.type("road")
    assert (road.price.low_fen, road.price.high_fen) == (8_000, 10_500)
    assert all(kind.price.illustrative for kind in PACKS.catalogue.types if kind.price)


def test_policies_of_the_two_districts():
    book = PACKS.policies
    first, later, other = book.of("110112", 2020), book.of("110112", 2022), book.of("110114", 2019)
    assert (first.programme_name, first.number_prefix) == ("小微项目惠民生", "TZ")
    assert (first.cap_fen, first.silence_min_days) == (50_000_000, 0)
    assert first.valid_from == date(2020, 4, 1)
    assert later.silence_min_days == 30
    assert (other.programme_name, other.number_prefix) == ("微提升", "CP")
    assert other.mean_cap_fen == 40_000_000
    assert book.of("110105", 2020).programme_name == "小微项目"


def article() -> str:
    text = needed("article.txt").read_text(encoding="utf-8")
    start = text.index("截至8月底")
    return text[start : text.index("零投诉", start) + 3]


def test_the_articles_sentence_comes_out_character_by_character():
    projects, places = rows("projects"), {row["name"]: row for row in rows("places")}
    done: dict[str, Decimal] = {}
    for row in projects:
        code = PACKS.catalogue.type_named(row["type"]).code
        done[code] = done.get(code, Decimal(0)) + Decimal(row["qty_done_20200831"] or "0")
    served = {name for row in projects for name in row["places"].replace(";", ";").split(";")}
    kinds = Counter(places[name]["kind"] for name in served)
    figures = Figures(
        quantities=done,
        parking_spaces=sum(int(row["parking_spaces"]) for row in projects),
        villages=kinds["村"],
        estates=kinds["小区"],
        households=sum(int(places[name]["households"]) for name in served),
        sites_completed=42,
        sites_observed=42,
        sites_silent=41,
    )
    wording = PACKS.policies.of("110112", 2020).paragraph
    assert paragraph(figures, wording, AUGUST, 2020) == article()


def test_another_districts_own_wording():
    figures = Figures(projects=424, sites_total=6_042, townships=19, villages=100, communities=18)
    wording = PACKS.policies.of("110114", 2020).paragraph
    assert paragraph(figures, wording, date(2020, 8, 31), 2020) == (
        "截至8月底,已累计安排项目424项,涉及点位6000余个,共涉及19个镇街的118个村(社区)"
    )
    assert shown(Decimal(5_512), "over_hundred") == "5500余"
