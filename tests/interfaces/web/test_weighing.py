"""The page on which a sum is tried on what waits: its form, its rows, its sheet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.test import Client

from tests import walking

Door = Callable[..., Client]


def test_without_applications_it_says_so(as_: Door, people: None) -> None:
    page = as_("officer").get("/rounds/weigh/")
    assert page.status_code == 200
    assert "没有等审的申报" in page.content.decode()


def test_a_sum_is_tried_on_what_waits(as_: Door, people: None) -> None:
    number = walking.walked("begin_review")
    client = as_("officer")
    enough = client.get("/rounds/weigh/", {"amount": "2"})
    row = enough.context["rows"][0]
    assert (row["number"], row["chosen"]) == (number, True)
    assert row["value"] == sum(row["parts"].values(), Decimal(0)) > 0
    short = client.get("/rounds/weigh/", {"amount": "0.5", "each_town": "on"})
    assert short.context["told"].clashes
    short = client.get("/rounds/weigh/", {"amount": "0.5"})
    assert not short.context["rows"][0]["chosen"]
    assert "15000" in short.context["rows"][0]["reason"]
    told = client.get("/rounds/weigh.csv", {"amount": "2"}).content.decode("utf-8-sig")
    assert told.splitlines()[1].startswith(f"{number},白石镇,")


def test_nonsense_is_refused_on_the_form(as_: Door, people: None) -> None:
    walking.walked("begin_review")
    for amount in ("x", "-1", "1e30", "", "  "):
        page = as_("officer").get("/rounds/weigh/", {"amount": amount})
        assert page.status_code == 200
        assert page.context["form"].errors, amount
