"""Home of the tests of policies, their book, and the news paragraph."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.connectors.packs import load
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.paragraph import Figures, paragraph, silence_claim
from xiaowei.domain.policy import PolicyBook

BOOK = load(["default"]).policies
POLICY = BOOK.default
WORDS = POLICY.paragraph
AUGUST = date(2020, 8, 31)
FIGURES = Figures(
    quantities={
        "road": Decimal("135800.00"),
        "parking": Decimal("17000"),
        "bike_shed": Decimal(291),
        "square": Decimal("3646.00"),
        "green": Decimal("7199.56"),
        "roof": Decimal("13676.29"),
        "wall": Decimal(1783),
    },
    parking_spaces=933,
    villages=51,
    estates=80,
    households=110_236,
    sites_completed=42,
    sites_observed=42,
    sites_silent=41,
)
SENTENCE = (
    "截至8月底,已修复各类破损道路13.58万平方米;增加生态停车场1.7万平方米,解决停车位933个;"
    "增加电动自行车车棚291个;增加文体活动广场3646平方米;增加小微绿地7199.56平方米;"
    "修缮屋顶防水13676.29平方米,涉及51个村、80个小区,惠及居(村)民约11万户。"
    "已完工的42个项目点位基本实现零投诉"
)


def told(as_of: date = AUGUST, **changes: object) -> str:
    return paragraph(replace(FIGURES, **changes), WORDS, as_of, 2020)


def without(*types: str) -> dict[str, Decimal]:
    return {code: value for code, value in FIGURES.quantities.items() if code not in types}


def test_the_whole_paragraph():
    assert told() == SENTENCE


@pytest.mark.parametrize(
    ("as_of", "start"),
    [
        (date(2020, 8, 15), "截至8月15日,已"),
        (date(2020, 2, 29), "截至2月底,已"),
        (date(2020, 2, 28), "截至2月28日,已"),
        (date(2021, 2, 28), "截至2021年2月底,已"),
        (date(2021, 3, 1), "截至2021年3月1日,已"),
        (date(2020, 12, 31), "截至12月底,已"),
    ],
)
def test_the_day_is_named(as_of: date, start: str):
    assert told(as_of).startswith(start)


def test_a_type_without_quantity_drops_its_clause():
    assert told(quantities=without("road")).startswith("截至8月底,增加生态停车场1.7万")
    assert "停车" not in told(quantities=without("parking"))
    assert "屋顶" not in told(quantities=without("roof") | {"roof": Decimal("0.00")})
    last = told(quantities=without("roof"))
    assert "7199.56平方米,涉及51个村" in last
    assert "停车位" not in told(parking_spaces=0)
    assert "1.7万平方米;增加电动" in told(parking_spaces=0)


def test_reach_without_villages_or_estates():
    assert ",涉及80个小区,惠及" in told(villages=0)
    assert ",涉及51个村,惠及" in told(estates=0)
    assert "平方米,惠及居" in told(villages=0, estates=0)
    assert "、80个小区。已完工" in told(households=0)
    assert "惠及居(村)民8613户。" in told(households=8_613)


@pytest.mark.parametrize(
    ("completed", "observed", "silent", "end"),
    [
        (42, 42, 42, "已完工的42个项目点位实现零投诉"),
        (42, 42, 40, "已完工的42个项目点位基本实现零投诉"),
        (20, 20, 19, "已完工的20个项目点位基本实现零投诉"),
        (42, 42, 39, "已完工的42个项目点位零投诉率为92.86%"),
        (42, 42, 21, "已完工的42个项目点位零投诉率为50%"),
        (42, 42, 0, "已完工的42个项目点位零投诉率为0%"),
        (42, 37, 36, "已完工的42个项目点位中,观察期满的37个基本实现零投诉"),
        (42, 0, 0, "已完工42个项目点位,尚在观察期"),
        (0, 0, 0, "惠及居(村)民约11万户"),
    ],
)
def test_silence_is_claimed_only_of_what_was_observed(
    completed: int, observed: int, silent: int, end: str
):
    text = told(sites_completed=completed, sites_observed=observed, sites_silent=silent)
    assert text.endswith(f"。{end}" if completed else end)


def test_nothing_done_yet():
    assert paragraph(Figures(), WORDS, AUGUST, 2020) == "截至8月底,尚无实施成果"
    young = Figures(sites_completed=3, sites_observed=3, sites_silent=3)
    assert paragraph(young, WORDS, AUGUST, 2020) == "截至8月底,已完工的3个项目点位实现零投诉"


def test_the_claim_alone():
    assert silence_claim(FIGURES, WORDS.silence) == "基本实现零投诉"
    assert silence_claim(Figures(), WORDS.silence) == ""
    assert FIGURES.silence_rate == 41 / 42
    assert Figures().silence_rate is None


@given(
    st.dictionaries(st.sampled_from(list(FIGURES.quantities)), st.decimals(0, 10**6, places=2)),
    st.integers(0, 200),
    st.integers(0, 500_000),
    st.integers(0, 50),
)
def test_no_zero_no_gap_no_full_stop(
    quantities: dict[str, Decimal], count: int, households: int, sites: int
):
    figures = Figures(quantities, count, 0, 0, 0, count, 0, 0, households, sites, sites, sites)
    text = paragraph(figures, WORDS, AUGUST, 2020)
    assert not any(gap in text for gap in (",,", ";;", ";,", ",;", "{", "}", "。。"))
    assert text[-1] not in ",;。"
    assert "民0户" not in text and "位0个" not in text


def test_the_book_finds_the_policy_of_district_and_year():
    first = replace(
        POLICY, district="990101000000", version="a", valid_from=date(2020, 4, 1),
        valid_to=date(2020, 12, 31),
    )  # fmt: skip
    later = replace(first, version="b", valid_from=date(2021, 1, 1), valid_to=None)
    book = PolicyBook(POLICY, [later, first])
    assert book.of("990101", 2020).version == "a"
    assert book.of("990101000000", 2023).version == "b"
    assert book.of("990101", 2023).year == 2023
    assert book.of("990101", 2019).version == POLICY.version
    assert book.of("990102", 2020).district == "990102000000"
    assert book.districts() == ("990101000000",)


def test_clocks():
    names = ("collect_apply", "review", "filing", "disburse", "procure", "works")
    assert sum(POLICY.clock(name) for name in names) == 20
    with pytest.raises(RuleBroken) as refusal:
        POLICY.clock("tea")
    assert "tea" in refusal.value.text()
    assert POLICY.silence_almost == 0.95
