"""The month's report: counts beside a month and a year before, the three rates, one's own area only."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests import town
from xiaowei.base.policies.queries import policy_for
from xiaowei.journey import supervision

Door = Callable[..., Client]
MARCH = {"month": "2021-03"}


def heard(prefix: str, day: str, n: int, **more: Any) -> list[Any]:
    return [
        town.ticket_row(f"{prefix}{i}", f"{day} 08:{i % 60:02d}", caller=f"100001{i:05d}", **more)
        for i in range(n)
    ]


@pytest.fixture
def rated(people: None) -> None:
    """March 2021: the plan's worked example, beside 80 tickets in February and 50 a year before."""
    rows = heard("A", "2021-02-15", 80) + heard("B", "2020-03-15", 50)
    rows += heard("Z", "2020-03-02", 1, town="枫林镇", address="枫林镇政府旁", content="路面破损")
    rows += heard("Y", "2020-03-02", 1, excluded=True)
    for i in range(100):
        said = {"solved": i < 60, "satisfied": i < 66} if i < 80 else {}
        told = {"contacted": i < 98, **said}
        rows.append(town.ticket_row(f"C{i}", "2021-03-15 08:00", caller=f"100002{i:05d}", **told))
    rows += heard("D", "2021-03-16", 3, excluded=True, excluded_reason="恶意投诉")
    rows += heard("E", "2021-03-17", 2, town="枫林镇", address="枫林镇政府旁", content="路面破损")
    town.bring(rows)


def test_the_rates_are_those_of_the_worked_example(as_: Door, rated: None) -> None:
    page = as_("clerk").get("/months/", MARCH)
    whole = page.context["whole"]
    assert (whole["contacted"], whole["solved"], whole["satisfied"], whole["score"]) == (
        Decimal("98.00"), Decimal("75.00"), Decimal("82.50"), Decimal("80.675"),
    )  # fmt: skip
    told = page.content.decode()
    assert "80.675" in told
    assert "98.00%" in told
    assert page.context["excluded"] == [("恶意投诉", 3)]
    assert whole["tally"].excluded == 3


def test_counts_stand_beside_a_month_and_a_year_before(as_: Door, rated: None) -> None:
    rows = {row["name"]: row for row in as_("officer").get("/months/", MARCH).context["rows"]}
    row = rows["白石镇"]["tickets"]
    assert (row.now, row.before, row.year_ago) == (100, 80, 50)
    assert (rows["白石镇"]["growth"], rows["白石镇"]["growth_yearly"]) == ("+25.0%", "+100.0%")
    other = rows["枫林镇"]["tickets"]
    assert (other.now, other.before, other.growth) == (2, 0, None)


def test_where_the_house_has_nothing_there_is_nothing_to_compare_with(
    as_: Door, rated: None
) -> None:
    whole = as_("officer").get("/months/", {"month": "2020-03"}).context["whole"]
    assert (whole["tickets"].now, whole["tickets"].before, whole["tickets"].year_ago) == (
        51,
        None,
        None,
    )
    assert (whole["growth"], whole["contacted"], whole["score"]) == ("", None, None)
    assert "这个月没有诉求" in as_("officer").get("/months/", {"month": "2019-01"}).content.decode()


def test_a_month_that_runs_is_compared_with_as_many_days(as_: Door, rated: None) -> None:
    asked = MARCH | {"as_of": "2021-03-15"}
    page = as_("clerk").get("/months/", asked)
    assert not page.context["is_whole"]
    assert page.context["whole"]["tickets"].before == 80
    asked["as_of"] = "2021-03-14"
    whole = as_("clerk").get("/months/", asked).context["whole"]
    assert (whole["tickets"].now, whole["tickets"].before) == (0, 0)


def test_a_township_reads_its_own_and_a_district_goes_down_to_it(as_: Door, rated: None) -> None:
    assert as_("clerk").get("/months/", MARCH | {"region": town.MAPLE}).status_code == 403
    down = as_("officer").get("/months/", MARCH | {"region": town.MAPLE})
    assert down.context["whole"]["tickets"].now == 2
    assert [row["name"] for row in down.context["rows"]] == ["枫林镇"]
    assert as_("officer").get("/months/", {"region": "no", "month": "x"}).status_code in (403, 422)


def test_the_sheet_says_what_the_page_says(as_: Door, rated: None) -> None:
    answer = as_("officer").get("/months/regions.xlsx", MARCH)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert rows[0][:6] == ("区域", "件", "上月", "环比,%", "上年同月", "同比,%")
    assert rows[1][:3] == ("白石镇", 100, 80)
    assert rows[-1][:2] == ("合计", 102)
    topics = as_("officer").get("/months/topics.csv", MARCH).content.decode("utf-8-sig")
    assert topics.splitlines()[1].startswith("道路破损,102")


def test_the_months_theme_is_followed(as_: Door, project: str) -> None:
    town.bring(heard("G", "2022-08-02", 4) + heard("H", "2022-07-02", 6))
    page = as_("officer").get("/months/", {"month": "2022-08"})
    roads, water = page.context["themes"]
    assert (roads["name"], water["name"]) == ("路桥失修", "汛期积水")
    in_july = as_("officer").get("/months/", {"month": "2022-07"}).context["themes"]
    assert [row["name"] for row in in_july] == ["汛期积水"]
    assert (roads["tickets"].now - roads["then"], roads["tickets"].before >= 6) == (0, True)
    assert roads["projects"] >= 1
    assert "小桥损坏、道路破损" in page.content.decode()


def test_the_list_by_rule_stands_beside_the_list_in_force(
    as_: Door, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = ("2022-06-10", "2022-07-10", "2022-08-10")
    for n, day in enumerate(months):
        town.bring(heard(f"F{n}x", day, 30))
    where = "/money/supervised/"
    ruled = as_("operator").get(where).context["ruled"]
    assert ruled["is_quiet"], "8.7 % of so few townships is none"
    assert len(ruled["rows"]) == ruled["ranked"] > 1, "each that is ranked is shown"
    assert where in as_("operator").get("/months/").content.decode()
    assert where in as_("operator").get("/city/").content.decode()
    rule = replace(policy_for(town.DISTRICT, 2022).managed, monthly_tickets=20)
    monkeypatch.setattr(supervision, "policy_for", lambda *_: SimpleNamespace(managed=rule))
    row = as_("operator").get(where).context["ruled"]["rows"][0]
    assert (row["town"], row["tickets"], row["step"]) == ("白石镇", 30, "可列入")
    told = {"act": "designate", "town_code": town.WHITESTONE, "valid_from": str(town.TODAY),
            "basis": "rule"}  # fmt: skip
    assert as_("operator").post(where, told).status_code == 302
    row = as_("operator").get(where).context["ruled"]["rows"][0]
    assert (row["basis"], row["step"]) == ("按规则", "")
    assert as_("officer").get(where).context["ruled"] is None
