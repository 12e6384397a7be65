"""Home of the tests of the draft's page: what was not touched stays, to the fen and to the place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import town
from tests.interfaces.web.test_applying import picture, written
from tests.interfaces.web.test_phone import row
from tests.interfaces.web.test_tickets_and_spots import spot_of
from xiaowei.base.attachments.queries import photos_of
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.domain.identification import Line
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.identification.operations import mint_candidate

Door = Callable[..., Client]
AREA = "平方米"


def drafted(kind: str, **more: Any) -> str:
    """Return the draft of a project at 石门村."""
    place = Place.objects.get(code="V1").pk
    told = {"name": "修一处", "unit": unit_of(kind), "reason": "巡查"} | more
    return mint_candidate(
        town_code=town.WHITESTONE, district_code=town.DISTRICT, year=2022, type_code=kind,
        place_ids=[place], **told, **town.acting(town.CLERK),
    ).number  # fmt: skip


def unit_of(kind: str) -> str:
    return next(one.unit for one in catalogue().types if one.code == kind)


def kind_in(unit: str) -> str:
    """Return a type that is measured in a unit."""
    return next(one.code for one in catalogue().types if one.unit == unit)


def shown(client: Client, number: str) -> dict[str, Any]:
    """Return what the page of a draft would send as it is."""
    told = client.get(f"/projects/{number}/draft/").context
    sent = dict(told["form"].initial)
    for rows in ("sites", "lines"):
        initial = told[rows].initial
        sent |= {f"{rows}-{kind}_FORMS": len(initial) for kind in ("TOTAL", "INITIAL")}
        sent |= {f"{rows}-{i}-{k}": v for i, one in enumerate(initial) for k, v in one.items()}
    sent |= {"funds-TOTAL_FORMS": "0", "funds-INITIAL_FORMS": "0", "do": "save"}
    sent |= {"unit": told["unit"], "seen": told["seen"]}
    return {name: "" if value is None else value for name, value in sent.items()}


def save(client: Client, number: str, **typed: Any) -> int:
    answer = client.post(f"/projects/{number}/draft/", shown(client, number) | typed)
    return int(answer.status_code)


@pytest.mark.parametrize("fen", [1_234_567, 123_456_789, 100_000_000, 5])
def test_an_amount_stays_to_the_fen(as_: Door, fen: int) -> None:
    number = drafted(kind_in(AREA), lines=[Line("整修", Decimal(1), "项", fen, "报价")])
    assert save(as_("clerk"), number, root_cause="老化") == 302
    assert Candidate.objects.get().estimate_fen == fen


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"lines": [Line("整修", Decimal(1), "项", 500_000, "报价")]},
        {"sites": [{"name": "一号", "quantity": Decimal(6)}, {"name": "二号", "quantity": None}]},
    ],
)
def test_a_quantity_that_the_page_tells_nothing_of_stays(as_: Door, more: Any) -> None:
    number = drafted(kind_in(AREA), quantity=Decimal(40), **more)
    assert save(as_("clerk"), number, root_cause="老化") == 302
    assert Candidate.objects.get().quantity == 40


def test_sites_keep_their_places_and_photos_their_sites(as_: Door) -> None:
    place = Place.objects.get(code="V1").pk
    sites = [{"name": name, "place_id": place, "quantity": Decimal(3)} for name in "甲乙"]
    number = drafted(kind_in(AREA), sites=sites)
    typed = {"sites-0-name": "", "sites-0-quantity": "", "sites-1-photo": picture()}
    assert save(as_("clerk"), number, **typed) == 302
    kept = Candidate.objects.get()
    assert list(kept.planned_sites.values_list("name", "place_id")) == [("乙", place)]
    assert [one.caption for one in photos_of(number)] == ["乙"]


def test_an_unnamed_site_and_its_photo_are_called_alike(as_: Door) -> None:
    client = as_("clerk")
    where = f"/spots/{spot_of(client)}/apply/"
    typed = {"sites-TOTAL_FORMS": "2", "sites-0-name": "", "sites-0-photo": "", "do": "save",
             "sites-0-quantity": "", "sites-1-name": "", "sites-1-quantity": "4",
             "sites-1-photo": picture()}  # fmt: skip
    client.post(where, written(client, where) | typed)
    kept = Candidate.objects.get()
    names = [site.name for site in kept.planned_sites.all()]
    assert names == [one.caption for one in photos_of(kept.number)]


def test_another_unit_is_asked_about_once(as_: Door) -> None:
    client, other = as_("clerk"), next(x.code for x in catalogue().types if x.unit != AREA)
    number = drafted(kind_in(AREA), quantity=Decimal(30))
    typed = shown(client, number) | {"type_code": other}
    asked = client.post(f"/projects/{number}/draft/", typed)
    assert asked.status_code == 409 and f"按{unit_of(other)}计" in asked.content.decode()
    assert Candidate.objects.get().unit == AREA
    again = typed | {"unit": asked.context["unit"]}
    assert client.post(f"/projects/{number}/draft/", again).status_code == 302
    assert Candidate.objects.get().unit == unit_of(other)


def test_an_older_page_does_not_overwrite_a_newer_one_unasked(as_: Door) -> None:
    clerk, secretary = as_("clerk"), as_("secretary")
    number = drafted(kind_in(AREA), quantity=Decimal(30))
    older = shown(clerk, number)
    assert save(secretary, number, root_cause="路基渗水") == 302
    asked = clerk.post(f"/projects/{number}/draft/", older | {"maintainer": "村委会"})
    assert asked.status_code == 409 and "改过这份草稿" in asked.content.decode()
    assert Candidate.objects.get().root_cause == "路基渗水"
    again = older | {"maintainer": "村委会", "seen": asked.context["seen"]}
    assert clerk.post(f"/projects/{number}/draft/", again).status_code == 302
    assert Candidate.objects.get().maintainer == "村委会"


def test_an_address_fills_in_nothing_of_the_sending(as_: Door) -> None:
    client = as_("clerk")
    page = client.get(f"/spots/{spot_of(client)}/apply/?looked=on&applied=9").context["ask"]
    assert (page["looked"].value(), page["applied"].value() == "9") == (None, False)


def test_a_report_from_the_phone_keeps_its_sum_at_the_desk(as_: Door) -> None:
    phone = as_("secretary")
    for i, quantity in enumerate(("", "6"), 1):
        phone.post("/phone/sightings/", row(i, quantity=quantity))
    told = {"type_code": "road", "lead_source": "patrol", "reason": "x", "quantity": "40"}
    phone.post(f"/phone/report/{row()['batch']}/", told)
    kept = Candidate.objects.get()
    places = list(kept.planned_sites.values_list("place_id", flat=True))
    assert save(as_("clerk"), kept.number, root_cause="老化") == 302
    after = Candidate.objects.get()
    assert after.quantity == 40
    assert list(after.planned_sites.values_list("place_id", flat=True)) == places != [None, None]
