"""Home of the tests of a place's history: calls by year and month, works, stop-gaps, visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client

from tests import town

Door = Callable[..., Client]
WHERE = "/spots/places/V1/"


def test_calls_stand_by_month_and_year(as_: Door) -> None:
    town.bring([town.ticket_row("OLD", "2020-07-01 08:00", caller="10000000099")])
    page = as_("clerk").get(WHERE)
    years = {row["year"]: row for row in page.context["history"]}
    assert {year: row["total"] for year, row in years.items()} == {2020: 1, 2021: 0, 2022: 4}
    assert [cell["n"] for cell in years[2022]["cells"]][4:8] == [1, 1, 2, 0]
    assert years[2022]["cells"][8]["css"] == "fu", "September has not come yet"
    (topic,) = page.context["topics"]
    assert (topic.tickets, topic.first, topic.last) == (5, date(2020, 7, 1), date(2022, 7, 20))


def test_on_an_earlier_day_what_came_later_is_not_there(as_: Door) -> None:
    page = as_("clerk").get(WHERE, {"as_of": "2022-06-30"})
    assert page.context["total"] == 2


def test_works_visits_and_stop_gaps_stand_there(as_: Door, project: str) -> None:
    from xiaowei.base.places.models import Place

    client = as_("clerk")
    spot = client.get("/spots/").content.decode().split('href="/spots/S')[1].split("/")[0]
    said = {"what": "铺了冷补料", "from_on": "2022-08-20"}
    assert client.post(f"/spots/S{spot}/stop-gap/", said).status_code == 302
    where = Place.objects.get(code="V1").pk
    visit = {"place_id": str(where), "seen": "坑还在"}
    assert client.post("/butlers/visit/", visit).status_code == 302
    page = client.get(WHERE)
    assert [row["number"] for row in page.context["projects"]] == [project]
    assert [gap.what for gap in page.context["gaps"]] == ["铺了冷补料"]
    assert "坑还在" in page.content.decode()


def test_a_place_that_nobody_called_from_says_so(as_: Door) -> None:
    page = as_("officer").get("/spots/places/C1/")
    assert "这里还没有来过电话" in page.content.decode()


def test_an_unknown_place_is_no_page(as_: Door) -> None:
    assert as_("officer").get("/spots/places/X9/").status_code == 422
