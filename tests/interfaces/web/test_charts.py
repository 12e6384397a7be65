"""Home of the tests of charts: what is drawn is what its table says, and only pages with one load them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import town
from xiaowei.interfaces.web.atlas.charts import Series, bars, streams

Door = Callable[..., Client]


def drawn(page: str, key: str) -> dict[str, Any]:
    found = re.search(rf'<script id="chart-{key}" type="application/json">(.*?)</script>', page)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_flow_is_the_filed_money_and_leads_on(as_: Door, project: str) -> None:
    from xiaowei.stages.funding.queries import filing

    client = as_("finance")
    page = client.get("/money/flow/")
    told = drawn(page.content.decode(), "flow")
    filed = Decimal(filing(project).approved_fen) / 1_000_000
    assert sum(Decimal(str(link["value"])) for link in told["links"]) == filed
    (node,) = [one for one in told["nodes"] if one["name"] == "白石镇"]
    onwards = client.get(node["url"])
    links = drawn(onwards.content.decode(), "flow")["links"]
    assert [link["value"] for link in links if link["source"] == "白石镇"] == [float(filed)]
    assert len(onwards.context["chart"].rows) == len(links)


def test_a_township_sees_its_own_money_only(as_: Door, project: str) -> None:
    assert project not in as_("stranger").get("/money/flow/").content.decode()
    assert as_("stranger").get("/money/flow/").context["chart"] is None
    assert as_("clerk").get("/money/flow/", {"town": town.WHITESTONE}).context["projects"] == 1


def test_days_by_township_are_the_tables_days(
    as_: Door, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'id="chart-stages"' not in as_("officer").get("/pace/").content.decode()
    monkeypatch.setattr("xiaowei.journey.pace.FEWEST_OF_GROUP", 1)  # the town has one project
    page = as_("officer").get("/pace/")
    told = drawn(page.content.decode(), "stages")
    cells = page.context["pace"]["towns"][0]["cells"]
    assert [one["values"][0] for one in told["series"]] == cells
    assert told["names"] == ["白石镇"]


def test_what_is_not_known_is_no_zero() -> None:
    chart = bars("k", "图", ["甲"], [Series("天", [None], "st1")], head="镇", unit="天")
    assert chart.rows == [("甲", "—")]
    assert chart.data["series"][0]["values"] == [None]


def test_streams_between_the_same_two_are_one() -> None:
    assert streams([("a", "b", 1.0), ("a", "c", 3.0), ("a", "b", 1.5), ("c", "d", 0.0)]) == [
        ("a", "c", 3.0),
        ("a", "b", 2.5),
    ]
