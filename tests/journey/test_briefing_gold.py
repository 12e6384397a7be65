"""The demo's programme gives exactly the figures that the article prints."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests import gold
from xiaowei.domain.errors import BadInput
from xiaowei.journey.briefing import brief, briefing
from xiaowei.journey.figures import FIGURES, quantity_types, rows_behind
from xiaowei.journey.survey import Survey

pytestmark = pytest.mark.django_db
stand = gold.standing(*gold.KINDS)

SENTENCE = (
    "截至8月底,已修复各类破损道路13.58万平方米;增加生态停车场1.7万平方米,解决停车位933个;"
    "增加电动自行车车棚291个;增加文体活动广场3646平方米;增加小微绿地7199.56平方米;"
    "修缮屋顶防水13676.29平方米,涉及51个村、80个小区,惠及居(村)民约11万户。"
    "已完工的42个项目点位基本实现零投诉"
)
ARTICLE = Path(__file__).parents[3] / "shared" / "article.txt"


@pytest.fixture
def data():
    return briefing(gold.DISTRICT, gold.DAY)


def test_the_counts(data):
    wanted = {
        "district": "110112", "year": 2020, "as_of": "2020-08-31", "projects_started": 162,
        "sites_total": 290, "sites_completed": 42, "sites_observed": 42, "sites_silent": 41,
        "sites_too_early": 0, "sites_complained_before": 24, "sites_complained_before_silent": 24,
        "villages": 51, "estates": 80, "communities": 0, "households": 110236, "townships": 17,
        "parking_spaces": 933, "silence_wording": "基本实现零投诉", "households_display": "约11万",
    }  # fmt: skip
    assert {name: data[name] for name in wanted} == wanted
    assert data["silence_rate"] == pytest.approx(41 / 42)
    assert data["proactive_share"] == pytest.approx(53 / 162)


def test_the_quantities(data):
    found = {q["type"]: (q["value"], q["unit"], q["display"]) for q in data["quantities"]}
    assert found == {
        "破损道路修复": ("135800.00", "平方米", "13.58万"),
        "生态停车场": ("17000.00", "平方米", "1.7万"),
        "电动自行车车棚": ("291", "个", "291"),
        "文体活动广场": ("3646.00", "平方米", "3646"),
        "小微绿地": ("7199.56", "平方米", "7199.56"),
        "屋顶防水": ("13676.29", "平方米", "13676.29"),
        "围墙墙体修复": ("1783.00", "米", "1783"),
        "排水沟修复": ("1504.00", "米", "1504"),
        "路灯": ("247", "盏", "247"),
        "休闲座椅及宣传栏": ("52", "套", "52"),
        "晾衣架及便民扶手": ("199", "套", "199"),
        "应急供水管线": ("2.00", "公里", "2"),
    }


def test_the_money_and_the_days(data):
    assert data["money"] == {
        "applied": "32509300.00", "approved": "30755700.00", "disbursed": "30755700.00",
        "settled": "6683000.00", "surplus": "240000.00", "mean_approved": "189850.00",
    }  # fmt: skip
    days = data["working_days"]
    assert (days["n"], days["mean"], days["min"], days["max"]) == (42, 20.0, 11, 29)
    assert (days["definition"], days["fastest"]["days"]) == ("T1", 2)
    assert "荔景园" in days["fastest"]["name"]
    assert data["finished_not_accepted"] == {"n": 35, "mean_working_days": 32.11}


def test_the_paragraph(data):
    assert data["text"] == SENTENCE


def test_the_paragraph_stands_in_the_article(data):
    if not ARTICLE.exists():
        pytest.skip(f"LEFT OUT: {ARTICLE.name} is not beside this checkout")
    assert data["text"] in ARTICLE.read_text(encoding="utf-8")


@pytest.mark.parametrize("figure", sorted(FIGURES))
def test_a_figure_is_the_total_of_its_rows(figure):
    survey = Survey(gold.DISTRICT, gold.DAY)
    found = rows_behind(figure, survey)
    assert all(len(row) == len(found.columns) for row in found.rows)
    last = [row[-1] for row in found.rows if row[-1] is not None]
    data = brief(survey)
    if figure in ("silence_rate", "proactive_share", "mean_approved"):
        assert float(found.total) == pytest.approx(sum(map(float, last)) / len(last))
    elif figure in ("working_days", "building_days", "finished_not_accepted"):
        assert found.total == (sum(last) / Decimal(len(last))).quantize(Decimal("0.01"))
    elif isinstance(found.total, Decimal) or figure in ("projects_started", "sites_total",
                                                        "parking_spaces", "households",
                                                        "proactive"):  # fmt: skip
        assert found.total == sum(last)
    else:
        assert found.total == len(found.rows)
    if figure in data and not isinstance(data[figure], dict):
        assert data[figure] == found.total
    if figure in data["money"]:
        assert data["money"][figure] == f"{found.total:.2f}"


def test_a_quantity_is_the_total_of_its_rows():
    survey = Survey(gold.DISTRICT, gold.DAY)
    shown = {q["code"]: Decimal(q["value"]) for q in brief(survey)["quantities"]}
    assert set(shown) == set(quantity_types(survey))
    for code, value in shown.items():
        assert sum(row[-1] for row in rows_behind(f"quantity:{code}", survey).rows) == value


def test_an_unknown_figure_is_refused_by_name():
    with pytest.raises(BadInput, match="没有「moon」"):
        rows_behind("moon", Survey(gold.DISTRICT, gold.DAY))


def test_the_year_filters():
    assert briefing(gold.DISTRICT, gold.DAY, 2020) == briefing(gold.DISTRICT, gold.DAY)
    other = briefing(gold.DISTRICT, gold.DAY, 2019)
    assert (other["projects_started"], other["working_days"]["mean"]) == (0, None)
    assert other["money"]["settled"] is None
    assert other["text"].startswith("截至2020年8月底")


def test_another_district_sees_nothing():
    assert briefing("110114", gold.DAY)["projects_started"] == 0
    assert briefing("11", gold.DAY)["projects_started"] == 162
    assert briefing("110112104", gold.DAY)["projects_started"] == 30


@pytest.mark.parametrize(
    "day", [date(2020, 4, 30), date(2020, 6, 15), date(2020, 7, 31), date(2020, 8, 30)]
)
def test_an_earlier_day_knows_nothing_of_later(day):
    """Counted from the sheet's own cells, with the district's rule: in use = finished."""
    sheet = gold.cells("projects")

    def by(name):
        return [row for row in sheet if row[name] and date.fromisoformat(row[name]) <= day]

    data = briefing(gold.DISTRICT, day)
    filed = by("d_approve")
    assert data["projects_started"] == len(filed)
    assert data["sites_completed"] == sum(int(r["sites_total"]) for r in by("d_accept"))
    assert data["finished_not_accepted"]["n"] == len(by("d_finish")) - len(by("d_accept"))
    approved = sum(Decimal(row["approved_wan"]) for row in filed) * 10_000
    disbursed = sum(Decimal(row["allocated_wan"]) for row in by("d_fund")) * 10_000
    assert data["money"]["approved"] == (f"{approved:.2f}" if filed else None)
    assert data["money"]["disbursed"] == (f"{disbursed:.2f}" if filed else None)
    assert data["money"]["settled"] is None
    assert all(q["value"] is None for q in data["quantities"])
    assert {q["display"] for q in data["quantities"]} <= {"未计量"}
    parks = any(row["type"] == "生态停车场" for row in filed)
    assert data["parking_spaces"] == (None if parks else 0)
    assert "平方米" not in data["text"] and "车位" not in data["text"]
    assert data["townships"] == len({row["town_code"] for row in filed})
