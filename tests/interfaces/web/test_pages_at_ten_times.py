"""The questions that a page asks the database: at most fifteen, and no more of ten times the projects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import city, gold, polled, town
from tests.interfaces.web.test_guards import routes
from tests.keeping import put_back
from tests.pages import NO_PAGES, PAGES, Clients, Page, looked_up
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.domain.identification import Line
from xiaowei.interfaces.clock import move_demo_day
from xiaowei.stages.identification.models import Candidate, Spot
from xiaowei.stages.identification.operations import mint_candidate, mint_from_spot
from xiaowei.stages.selection.operations import prepare
from xiaowei.stages.selection.queries import rounds_called

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.long,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the copies are of SQLite's keys"),
]
MOST = 15
HOME = "110112000000"
TOWN = "110112104000"
PEOPLE = {
    "district": ("district_office", HOME), "operator": ("operator", ""),
    "finance": ("finance", HOME), "clerk": ("town_clerk", TOWN),
    "leader": ("town_leader", TOWN), "city": ("city_office", "110000000000"),
    "audit": ("audit_admin", ""), "security": ("security_admin", ""), "system": ("system_admin", ""),
}  # fmt: skip


ROUTES = {one.route for one in PAGES}


def test_every_address_is_measured_or_said_to_be_no_page() -> None:
    assert set(routes()) == ROUTES | set(NO_PAGES)


def test_a_page_asks_as_much_of_ten_times_the_projects(settings: Any) -> None:
    put_back(gold.kept("places", "tickets", "projects"))
    for name, (role, region) in PEOPLE.items():
        person = Person.objects.create_user(name, password="secret")
        day = date(2020, 1, 1)
        Appointment.objects.create(person=person, role=role, region_code=region, valid_from=day)
    draft()
    vote()
    move_demo_day(gold.DAY)
    try:
        few, there = asked(), Candidate.objects.count()
        city.fill(9, HOME, ())
        assert Candidate.objects.count() == 10 * there
        many = asked()
    finally:
        (settings.HOME / "demo-day").unlink()
    assert {one.route for one in many} == ROUTES
    assert {str(one): (few[one], n) for one, n in many.items() if n != few[one]} == {}
    assert {str(one): n for one, n in many.items() if n > MOST} == {}


def asked() -> dict[Page, int]:
    """Return how many questions each page asks once its rows were read."""
    clients, known, found = Clients(), looked_up(), {}
    for one in PAGES:
        if one.who in {"", *PEOPLE} and all(arg in known for arg in one.args if arg.isupper()):
            address = one.address(known)
            assert clients[one.who].get(address).status_code == 200, one
            with CaptureQueriesContext(connection) as questions:
                clients[one.who].get(address)
            found[one] = len(questions)
    return found


def draft() -> None:
    """Take up a spot of the township as a draft."""
    cured, spots = catalogue().types_for, Spot.objects.filter(place__town_code=TOWN).order_by("pk")
    spot = next(one for one in spots if cured(one.topic_code))
    mint_from_spot(spot_id=spot.pk, type_code=cured(spot.topic_code)[0].code, **gold.acting())


def vote() -> None:
    """Let the township's residents vote on two works that it has taken up."""
    clerk = town.person("镇街经办", ("town_clerk", TOWN))
    place = Place.objects.filter(town_code=TOWN).earliest("pk")
    where = {"town_code": TOWN, "district_code": HOME, "year": 2020, "place_ids": [place.pk]}
    numbers = []
    for name, cost in (("路灯", 800_000), ("车棚", 600_000)):
        said = {"name": name, "type_code": "lamp", "quantity": Decimal(1), "unit": "项"}
        lines = [Line(name, Decimal(1), "项", cost)]
        minted = mint_candidate(**where, **said, lines=lines, reason="提出", **gold.acting(clerk))
        prepare(number=minted.number, **gold.acting(clerk))
        numbers.append(minted.number)
    polled.counted(
        polled.called(
            numbers, round_id=rounds_called(HOME, 2020)[0].pk, town_code=TOWN, budget_fen=900_000,
            held_on=gold.DAY, **gold.acting(clerk),
        ),
        polled.cast([((1, 1),), ((1, 1), (2, 1)), ((2, 1),)]),
        **gold.acting(clerk),
    )  # fmt: skip
