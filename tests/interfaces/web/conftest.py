"""Home of what the page tests stand on: the town, its people with accounts, a client for each.

What knows Django is imported when it is asked for: this file is read before the settings are.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def demo_day() -> Iterator[date]:
    """Let the home be a demo that lives on the town's day."""
    from django.conf import settings

    from tests import town
    from xiaowei.interfaces.clock import move_demo_day

    move_demo_day(town.TODAY)
    yield town.TODAY
    Path(settings.HOME, "demo-day").unlink()
    shutil.rmtree(Path(settings.HOME, "uploads", "tray"), ignore_errors=True)


@pytest.fixture
def people(db: None, demo_day: date, request: pytest.FixtureRequest) -> None:
    """Put back the town's rules, places, tickets and people, and its project where one is asked for."""
    from tests.keeping import put_back

    put_back(_kept(with_project="project" in request.fixturenames))


@cache
def _kept(with_project: bool) -> Any:
    from tests.keeping import keep, undone

    with undone():
        _settle()
        if with_project:
            from tests import walking

            assert walking.walked("settle") == walking.NUMBER
            walking.take(walking.NUMBER, "pay", on=walking.day(8, 16))
        return keep()


def _settle() -> None:
    """Install the rules, places and tickets, and appoint people."""
    from tests import town
    from xiaowei.base.accounts.models import Appointment, Person

    town.set_up()
    town.settle_places()
    calls = [("05-10 08:30", 1), ("06-11 10:00", 2), ("07-12 11:30", 3), ("07-20 09:00", 4)]
    roads = [town.ticket_row(f"R{n}", f"2022-{at}", caller=f"1000000000{n}") for at, n in calls]
    town.bring([*roads, *town.outage()])
    appointed = {
        "officer": ("district_office", town.DISTRICT, ""),
        "clerk": ("town_clerk", town.WHITESTONE, ""),
        "butler": ("butler", town.WHITESTONE, "V1"),
        "secretary": ("village_secretary", town.WHITESTONE, "V1"),
        "finance": ("finance", town.DISTRICT, ""),
        "stranger": ("town_clerk", town.MAPLE, ""),
        "auditor": ("audit_admin", "", ""),
        "keeper": ("system_admin", "", ""),
        "guardian": ("security_admin", "", ""),
        "leader": ("town_leader", town.WHITESTONE, ""),
        "neighbour": ("butler", town.WHITESTONE, "V2"),
        "builder": ("contractor", town.WHITESTONE, "白石修路队"),
        "far_officer": ("district_office", town.ELSEWHERE, ""),
        "far_finance": ("finance", town.ELSEWHERE, ""),
        "operator": ("operator", "", ""),
    }
    for name, (role, region, place) in appointed.items():
        person = Person.objects.create_user(name, password="secret", display_name=name)
        held = {"role": role, "region_code": region, "place_code": place}
        Appointment.objects.create(person=person, valid_from=date(2020, 1, 1), **held)


@pytest.fixture
def as_(people: None) -> Callable[..., Any]:
    """Return a client signed in as somebody; an empty name is a visitor."""
    from django.test import Client

    from xiaowei.base.accounts.models import Person

    def sign_in(name: str = "") -> Client:
        client = Client()
        if name:
            backend = "django.contrib.auth.backends.ModelBackend"
            client.force_login(Person.objects.get(username=name), backend=backend)
        return client

    return sign_in


@pytest.fixture
def project(people: None) -> str:
    """Return the number of the project that went as far as acceptance and its first payment."""
    from tests.walking import NUMBER

    return NUMBER
