"""Home of the tests of the invented county: no name, unit or wording is in code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xiaowei.connectors.packs import load
from xiaowei.domain.paragraph import Figures, paragraph

PACKS = load(["example"])


def test_it_needs_only_the_default_pack():
    assert PACKS.names == ("default", "example")
    assert PACKS.demo is None


def test_its_own_types_topics_and_prices():
    road = PACKS.catalogue.type_named("村道修复")
    assert (road.code, road.unit, road.price.low_fen) == ("road", "米", 12_000)
    assert PACKS.catalogue.type_named("柳湾村便桥").code == "footbridge"
    assert PACKS.catalogue.covers("footbridge", PACKS.catalogue.topic_named("小桥损坏").code)
    assert PACKS.catalogue.type("roof").name == "屋顶防水"


def test_its_own_regions():
    before, after = date(2021, 6, 30), date(2021, 7, 1)
    assert PACKS.regions.find("新溪", on=before) is None
    assert PACKS.regions.find("新溪", on=after).name == "新溪街道"
    assert PACKS.regions.find("老城").name == "望川街道"
    assert [r.name for r in PACKS.regions.successors("990101002")] == ["新溪街道"]


def test_its_own_policy_keeps_what_it_does_not_change():
    policy = PACKS.policies.of("990101", 2022)
    assert (policy.number_prefix, policy.cap_fen) == ("QC", 20_000_000)
    assert (policy.clock("review"), policy.clock("filing")) == (3, 1)
    assert [step.up_to_fen for step in policy.purchase] == [2_000_000, None]
    assert PACKS.policies.of("990101", 2021).number_prefix == "XW"


def test_its_own_words():
    figures = Figures(
        quantities={"road": Decimal("13555.5"), "footbridge": Decimal(3), "roof": Decimal(9)},
        villages=3,
        communities=1,
        households=1_268,
        sites_completed=10,
        sites_observed=10,
        sites_silent=9,
    )
    wording = PACKS.policies.of("990101", 2022).paragraph
    assert paragraph(figures, wording, date(2022, 9, 30), 2022) == (
        "到9月末,架设便民小桥3座;修补村道13555.5米,惠及4个村(社区),受益1200余户。完工的10处大体安静"
    )
