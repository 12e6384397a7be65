"""The page on which a sum is tried on what waits: its form, its rows, its sheet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.test import Client

from tests import town, walking
from xiaowei.stages.selection import operations

Door = Callable[..., Client]


def test_without_applications_it_says_so(as_: Door, people: None) -> None:
    page = as_("officer").get("/rounds/weigh/")
    assert page.status_code == 200
    assert "没有等审的申报" in page.content.decode()


def test_another_year_in_which_applications_wait_is_named(as_: Door, people: None) -> None:
    walking.walked("begin_review")
    operations.open_round(
        district_code=town.DISTRICT, year=2021, name="1", opens_on=None, closes_on=None,
        by=town.OFFICER, on=town.TODAY, at=town.NOW,
    )  # fmt: skip
    page = as_("officer").get("/rounds/weigh/", {"programme": f"{town.DISTRICT}:2021"})
    assert page.context["elsewhere"] == [
        {"year": 2022, "n": 1, "programme": f"{town.DISTRICT}:2022"}
    ]
    assert as_("officer").get(f"/rounds/weigh/?programme={town.DISTRICT}:2022").context["told"]


def test_a_sum_is_tried_on_what_waits(as_: Door, people: None) -> None:
    number = walking.walked("begin_review")
    client = as_("officer")
    enough = client.get("/rounds/weigh/", {"amount": "2"})
    row = enough.context["rows"][0]
    assert (row["number"], row["batch"]) == (number, 1)
    assert row["value"] == sum(row["parts"], Decimal(0)) > 0
    short = client.get("/rounds/weigh/", {"amount": "0.5", "each_town": "on"})
    assert short.context["told"].clashes
    short = client.get("/rounds/weigh/", {"amount": "0.5"})
    assert not short.context["rows"][0]["batch"]
    assert "15000" in short.context["rows"][0]["reason"]
    told = client.get("/rounds/weigh.csv", {"amount": "2"}).content.decode("utf-8-sig")
    assert told.splitlines()[1].startswith(f"{number},白石镇,")


def test_nonsense_is_refused_on_the_form(as_: Door, people: None) -> None:
    walking.walked("begin_review")
    for amount in ("x", "-1", "1e30", "", "  "):
        page = as_("officer").get("/rounds/weigh/", {"amount": amount})
        assert page.status_code == 200
        assert page.context["form"].errors, amount


def test_terms_that_cannot_be_meant_are_refused_on_the_form(as_: Door, people: None) -> None:
    walking.walked("begin_review")
    for name, value in (
        ("reserve", "91"), ("reserve", "x"), ("most_share", "0"), ("most_share", "101"),
        ("batches", "0"), ("batches", "7"), ("missed_costs", "-1"), ("missed_costs", "nan"),
        ("missed_costs", "1"),
    ):  # fmt: skip
        page = as_("officer").get("/rounds/weigh/", {"amount": "2", name: value})
        assert page.status_code == 200
        assert name in page.context["form"].errors, (name, value)


def test_a_weighing_is_kept_once_and_seen_where_the_application_is_reviewed(
    as_: Door, people: None
) -> None:
    number = walking.walked("approve")
    client = as_("officer")
    page = client.get("/rounds/weigh/", {"amount": "2", "reserve": "10", "most_share": "100"})
    assert "留 10% 备用" in page.content.decode()
    said = {name: value for name, value in page.context["said"] if value}
    said["seen"] = page.context["seen"]
    kept = client.post("/rounds/weigh/keep/", said)
    assert kept.status_code == 302
    assert client.post("/rounds/weigh/keep/", said)["Location"] == kept["Location"]
    again = client.get(kept["Location"])
    assert again.context["rows"][0]["number"] == number
    assert again.context["stands"]
    assert [one.pk for one in client.get("/rounds/weigh/").context["before"]] == [
        again.context["kept"].key
    ]
    story = client.get(f"/projects/{number}/")
    assert story.context["last_weighed"]["key"] == again.context["kept"].key
    assert kept["Location"] in story.content.decode()
    assert "留 10% 备用" in story.content.decode()
    assert "留 10% 备用" in again.content.decode()
    walking.take(number, "approve")
    later = client.get(kept["Location"])
    assert not later.context["stands"]
    assert later.context["rows"][0]["state"] == "已审定"
    assert client.get("/rounds/weigh/9999/").status_code == 422
    assert as_("far_officer").get(kept["Location"]).status_code == 403


def test_what_has_changed_since_is_shown_and_not_kept(as_: Door, people: None) -> None:
    walking.walked("begin_review")
    client = as_("officer")
    told = client.post("/rounds/weigh/keep/", {"amount": "2", "seen": "0" * 64})
    assert told.status_code == 409
    assert told.context["rows"]
    assert told.context["before"] == []
