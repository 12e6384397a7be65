"""Home of what one reaches: one's own rows are there, open pages name no ticket of another area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import town
from tests.keeping import undone

Door = Callable[..., Client]
HERE, THERE = "here", "there"
"""白石镇, 望川街道."""
PEOPLE = {
    "clerk": HERE, "leader": HERE, "butler": HERE, "secretary": HERE, "neighbour": "",
    "river": THERE, "river_leader": THERE, "stranger": "",
    "far_officer": "", "far_finance": "", "auditor": "", "": "",
}  # fmt: skip
"""Who reads the rows of which of the two; the neighbour's place and 枫林镇 have none."""
PUBLIC: dict[str, tuple[str, ...]] = {
    "home": (), "projects": (), "projects-file": ("csv",), "projects-points": (), "method": (),
    "figure": ("sites_completed",), "figure-file": ("sites_completed", "csv"),
    "project": ("PROJECT",), "still-broken": ("PROJECT",), "print": ("PROJECT",),
    "qr": ("PROJECT",), "poster": ("PROJECT",), "answers": (),
    "places": (), "place": ("V1",), "place-feed": ("V1",), "waiting": (), "years": (),
    "proposals": (), "open-data": (), "geojson": (), "data-file": ("projects", "csv"),
}  # fmt: skip


@pytest.fixture
def rows(as_: Door, project: str) -> dict[str, dict[str, str]]:
    """Return what of each area may stand in a row or an address."""
    from xiaowei.base.accounts.models import Appointment, Person
    from xiaowei.stages.identification.queries import spots

    for name, role in (("river", "town_clerk"), ("river_leader", "town_leader")):
        who = Person.objects.create_user(name, password="secret", display_name=name)
        held = {"role": role, "region_code": town.RIVERVIEW, "valid_from": date(2020, 1, 1)}
        Appointment.objects.create(person=who, **held)
    town.bring([town.ticket_row("U1", town="望川街道", address="无名路口", content="路不平")])
    at = {row["place_code"]: str(row["id"]) for row in spots(district=town.DISTRICT)}
    return {
        HERE: {"PROJECT": project, "TICKET": "R1", "SPOT": at["V1"], "PLACE": town.STONEGATE},
        THERE: {"TICKET": "T100", "SPOT": at["E1"], "PLACE": town.LOTUS, "ASKED": "无名路口"},
    }


def strange(who: str, rows: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows of the areas that are not somebody's."""
    return [row for area, row in rows.items() if area != PEOPLE[who]]


def body(client: Client, route: str, args: tuple[str, ...]) -> tuple[int, str]:
    """Open a page; return its status and text."""
    with undone():
        answer = client.get(reverse(route, args=args), {"programme": f"{town.DISTRICT}:2022"})
        kept = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
    return answer.status_code, kept.decode(errors="replace")


def seen(text: str, row: dict[str, str], *names: str) -> list[str]:
    """Return which of the named marks of a row stand in a text."""
    marks = {row[name] for name in names if name in row}
    return sorted(mark for mark in marks if f">{mark}<" in text or f"/{mark}/" in text
                  or f"{mark}," in text or (len(mark) > 3 and mark in text))  # fmt: skip


def test_a_question_of_another_area_is_not_listed(
    as_: Door, rows: dict[str, dict[str, str]]
) -> None:
    for who in (who for who, area in PEOPLE.items() if area != THERE):
        assert not seen(body(as_(who), "questions", ())[1], rows[THERE], "ASKED")


def test_ones_own_rows_are_there(as_: Door, rows: dict[str, dict[str, str]]) -> None:
    assert rows[HERE]["PROJECT"] in body(as_("clerk"), "money-file", ("csv",))[1]
    assert rows[HERE]["PROJECT"] in body(as_("clerk"), "ledger-file", ("csv",))[1]
    assert rows[HERE]["PROJECT"] in body(as_("finance"), "ledger-file", ("csv",))[1]
    assert rows[THERE]["PLACE"] in body(as_("river"), "spots", ())[1]
    assert rows[THERE]["ASKED"] in body(as_("river"), "questions", ())[1]


def test_public_pages_name_no_ticket_of_another_area(
    as_: Door, rows: dict[str, dict[str, str]]
) -> None:
    wrong: dict[str, Any] = {}
    for who, area in PEOPLE.items():
        for route, args in PUBLIC.items():
            where = tuple(rows[HERE].get(arg, arg) for arg in args)
            status, text = body(as_(who), route, where)
            assert status == 200
            named = [n for n in ("R1", "R2", "R3", "R4") if f">{n}<" in text or f"/{n}/" in text
                     or f"{n}、" in text]  # fmt: skip
            if named and area != HERE:
                wrong[f"{who} {route}"] = named
    assert wrong == {}


def test_the_search_finds_no_ticket_or_spot_of_another_area(
    as_: Door, rows: dict[str, dict[str, str]]
) -> None:
    for who in PEOPLE:
        for row in strange(who, rows):
            text = as_(who).get("/search/", {"q": row["PLACE"]}).content.decode()
            assert f"/tickets/{row['TICKET']}/" not in text
            assert f"/spots/{row['SPOT']}/" not in text


def test_figures_name_tickets_to_those_who_read_them(
    as_: Door, project: str, rows: dict[str, dict[str, str]]
) -> None:
    path = ("figure-file", ("sites_completed", "csv"))
    heads = {who: body(as_(who), *path)[1].splitlines()[0] for who in ("clerk", "finance", "river")}
    assert "工单" in heads["clerk"]
    assert "工单" not in heads["finance"]
    assert heads["river"] == heads["finance"]


@pytest.mark.parametrize("who", ["far_officer", "far_finance"])
def test_the_rows_behind_a_figure_name_no_ticket_to_another_district(
    as_: Door, project: str, who: str
) -> None:
    path = "/figures/sites_completed/rows.csv"
    public = as_().get(path).content
    assert as_("finance").get(path).content != public
    assert as_(who).get(path).content == public


@pytest.mark.parametrize(("place", "sees"), [("V1", True), ("V2", False)])
def test_two_appointments_reach_what_each_of_them_does(
    as_: Door, rows: dict[str, dict[str, str]], place: str, sees: bool
) -> None:
    """A township's clerk who is also the butler of one place of another township."""
    from xiaowei.base.accounts.models import Appointment, Person

    who = Person.objects.create_user("both", password="secret", display_name="both")
    for role, region, narrow in (
        ("town_clerk", town.RIVERVIEW, ""), ("butler", town.WHITESTONE, place),
    ):  # fmt: skip
        held = {"role": role, "region_code": region, "place_code": narrow}
        Appointment.objects.create(person=who, valid_from=date(2020, 1, 1), **held)
    client = as_("both")
    for route, args in (("tickets", ()), ("tickets-file", ("csv",)), ("spots", ())):
        _, told = body(client, route, args)
        assert rows[THERE]["PLACE"] in told, route
        assert (town.STONEGATE in told) is sees, route
    for route, name in (("ticket", "TICKET"), ("spot", "SPOT")):
        assert client.get(reverse(route, args=[rows[THERE][name]])).status_code == 200
        there = client.get(reverse(route, args=[rows[HERE][name]])).status_code
        assert (there == 200) is sees, route
