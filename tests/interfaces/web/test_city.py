"""Home of the tests of the city's view: the districts' own figures, down to a photo, within reach."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tests import town

Door = Callable[..., Client]
HERE = {"district": town.DISTRICT}
THERE = HERE | {"town": town.WHITESTONE}


def test_a_districts_figures_are_those_of_its_own_page(as_: Door, project: str) -> None:
    own = as_("officer").get("/").context
    rows = {row["name"]: row for row in as_("operator").get("/city/").context["districts"]}
    (row,) = rows.values()
    told = own["brief"]
    assert row["started"] == told["projects_started"] == 1
    assert row["days"] == told["working_days"]["mean"]
    assert str(row["mean"]) == told["money"]["mean_approved"]
    assert row["grounded"] == f"{own['exact']['grounded']}/{own['exact']['total']}"
    assert row["unserved"] == own["uncovered"]


def test_a_district_leads_to_townships_and_these_to_a_photo(as_: Door, project: str) -> None:
    from tests import walking

    client = as_("operator")
    (row,) = client.get("/city/").context["districts"]
    towns = client.get(f"/city/{row['url']}").context["towns"]
    (white,) = [one for one in towns if one["town"] == "白石镇"]
    page = client.get(f"/city/{white['url']}")
    (card,) = page.context["cards"]
    assert (card["number"], page.context["map"]["located"]) == (project, 0)
    before = walking.photo(project, "before")
    after = walking.photo(project, "after")
    (card,) = client.get("/city/", THERE).context["cards"]
    assert (card["photo_url"], card["is_after"]) == (f"/photos/{after.pk}.jpg", True)
    assert before.pk != after.pk
    assert b"".join(client.get(card["photo_url"]).streaming_content), "read to its end"
    assert client.get(card["url"]).status_code == 200


def test_the_sheet_holds_the_level_that_is_shown(as_: Door, project: str) -> None:
    client = as_("operator")
    sheet = {
        level: client.get("/city.csv", asked).content.decode("utf-8-sig").splitlines()
        for level, asked in (("city", {}), ("district", HERE), ("town", THERE))
    }
    assert [len(rows) for rows in sheet.values()] == [2, 2, 2]
    assert project in sheet["town"][1]
    assert sheet["district"][1].startswith("白石镇,1,1")


def test_a_city_looks_at_its_own_districts_only(as_: Door, project: str) -> None:
    from xiaowei.base.accounts.models import Appointment

    client = as_("operator")
    Appointment.objects.filter(person__username="operator").update(
        role="city_office", region_code="110000000000"
    )
    assert client.get("/city/").context["districts"] == []
    assert client.get("/city/", HERE).status_code == 403
