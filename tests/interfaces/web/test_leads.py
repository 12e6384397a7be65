"""Early leads: told from the months before, of one's own area, with how such leads did; none is an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import town

Door = Callable[..., Client]


@pytest.fixture
def every_month(people: None) -> None:
    """Bring six calls a month about the road of 石门村 for ten months, and one a quarter of 柳湾村's."""
    rows: list[Any] = []
    for month in range(10):
        on = date(2021 + (10 + month) // 12, (10 + month) % 12 + 1, 5)
        rows += [
            town.ticket_row(
                f"L{month}x{i}", f"{on:%Y-%m}-{5 + 3 * i:02d} 09:00", caller=f"1000020{month}{i}"
            )
            for i in range(6)
        ]
        if month % 3 == 0:
            rows.append(
                town.ticket_row(f"K{month}", f"{on} 10:00", address="柳湾村", content="路面破损")
            )
    town.bring(rows)


def test_what_comes_every_month_is_a_lead_and_scored(as_: Door, every_month: None) -> None:
    page = as_("officer").get("/spots/ahead/")
    first = page.context["rows"][0]
    assert (first["place"], first["topic"]) == (town.STONEGATE, "道路破损")
    assert first["percent"] >= 80
    assert first["reasons"]
    score = page.context["score"]
    assert score["months"] >= 3
    assert 0 < score["followed"] <= score["named"]
    assert "2022-09" in page.content.decode()


def test_leads_are_those_of_ones_own_area(as_: Door, every_month: None) -> None:
    assert as_("clerk").get("/spots/ahead/").context["rows"]
    assert not as_("stranger").get("/spots/ahead/").context["rows"]
    told = as_("clerk").get("/spots/ahead.csv").content.decode("utf-8-sig").splitlines()
    assert told[1].startswith("白石镇,石门村,道路破损,")


def test_a_record_too_short_says_so(as_: Door, people: None) -> None:
    page = as_("officer").get("/spots/ahead/", {"as_of": "2022-05-20"}).content.decode()
    assert "还说不出" in page


def test_nothing_of_later_months_is_known(as_: Door, every_month: None) -> None:
    early = as_("officer").get("/spots/ahead/", {"as_of": "2022-07-31"})
    assert early.context["told"].month == date(2022, 8, 1)
    assert early.context["told"].tested == 6
    assert as_("officer").get("/spots/ahead/", {"as_of": "2022-06-30"}).context["told"] is None
