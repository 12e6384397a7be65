"""Home of the tests of coverage: who waits, since when, and what each township got, of one's own area."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client
from openpyxl import load_workbook

from tests import town

Door = Callable[..., Client]


def towns(page: Any) -> dict[str, dict[str, Any]]:
    return {row["town"]: row for row in page.context["towns"]}


def test_the_page_holds_what_the_home_page_counts(as_: Door, project: str) -> None:
    client = as_("officer")
    home = client.get("/")
    assert home.context["uncovered"] == client.get("/coverage/").context["total"] == 1
    assert 'href="/coverage/"' in home.content.decode()


def test_who_waits_stands_with_since_when(as_: Door) -> None:
    page = as_("officer").get("/coverage/")
    rows = {row["place"]: row for row in page.context["rows"]}
    assert set(rows) == {town.STONEGATE, town.LOTUS}
    road = rows[town.STONEGATE]
    assert road["since"] == date(2022, 5, 10)
    assert road["waits"] == (town.TODAY - date(2022, 5, 10)).days
    assert page.context["rows"][0]["place"] == town.LOTUS, "it waits longer"


def test_each_number_of_a_township_opens_its_rows(as_: Door) -> None:
    client = as_("officer")
    row = towns(client.get("/coverage/"))["白石镇"]
    narrowed = client.get("/coverage/", {"town": row["code"]})
    assert len(narrowed.context["rows"]) == row["unserved"] == 1
    assert {one["town"] for one in narrowed.context["rows"]} == {"白石镇"}


def test_what_a_township_got_is_told_by_its_households(as_: Door, project: str) -> None:
    from xiaowei.stages.funding.queries import filing

    page = as_("officer").get("/coverage/")
    row = towns(page)["白石镇"]
    assert (row["projects"], row["households"]) == (1, 210 + 95)
    assert row["projects_share"] == Decimal("3.3")
    filed = Decimal(filing(project).approved_fen) / 1_000_000
    assert row["money_share"] == round(filed * 1000 / 305, 2)
    assert row["unserved"] == 0, "its spot has a project now"
    assert towns(page)["望川街道"]["households"] == 640, "a community's are those of its estates"


def test_the_least_served_stand_first_where_asked(as_: Door, project: str) -> None:
    page = as_("officer").get("/coverage/", {"sort": "money_share"})
    assert [row["town"] for row in page.context["towns"]][:2] == ["望川街道", "白石镇"]


def test_each_reads_the_own_area(as_: Door) -> None:
    assert as_("clerk").get("/coverage/").context["total"] == 1
    assert as_("neighbour").get("/coverage/").context["total"] == 0
    assert town.STONEGATE not in as_("far_officer").get("/coverage/").content.decode()


def test_the_sheets_hold_the_rows_that_are_shown(as_: Door) -> None:
    client = as_("officer")
    answer = client.get("/coverage/places.xlsx", {"town": town.WHITESTONE})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[2] for row in rows[1:]] == [town.STONEGATE]
    shared = client.get("/coverage/townships.csv").content.decode("utf-8-sig").splitlines()
    assert any(line.startswith("白石镇,1,2022-05-10") for line in shared)
    assert client.get("/coverage/moon.csv").status_code == 404
