"""Home of the tests of the queue: a place is looked up or made, and the answer is remembered."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import town

Door = Callable[..., Client]


@pytest.fixture
def asked(people: None) -> int:
    """Bring a ticket at a place nobody knows; return its question."""
    from xiaowei.stages.intake.queries import questions

    town.bring([town.ticket_row("Q1", address="老粮站3号楼", content="路面破损")])
    return int(questions(kind="place")[0]["pk"])


def test_a_place_is_looked_up_beside_its_question(as_: Door, asked: int) -> None:
    client = as_("clerk")
    assert f'hx-get="/import/questions/{asked}/places/"' in (
        client.get("/import/questions/").content.decode()
    )
    where = f"/import/questions/{asked}/places/"
    part = client.get(where, {"q": "时门村"}, headers={"hx-request": "true"}).content.decode()
    assert town.STONEGATE in part
    assert "错字更正" in part
    assert "<html" not in part
    assert "<html" in client.get(where, {"q": "石门"}).content.decode()


def test_a_new_place_answers_and_is_remembered(as_: Door, asked: int) -> None:
    from xiaowei.base.trail.queries import story
    from xiaowei.stages.intake.queries import questions, ticket_with

    client = as_("clerk")
    form = client.get(f"/import/questions/{asked}/places/").context["form"]
    assert form.initial == {"name": "老粮站", "town_code": town.WHITESTONE}
    told = {"name": "老粮站家属院", "kind": "estate", "town_code": town.WHITESTONE}
    made = client.post(f"/import/questions/{asked}/new/", told | {"households": "86"})
    assert made["Location"] == "/import/questions/"
    ticket = ticket_with("Q1")
    assert ticket and ticket.place_name == "老粮站家属院"
    assert not questions(kind="place")
    town.bring([town.ticket_row("Q2", address="老粮站9号楼", content="路面破损")])
    again = ticket_with("Q2")
    assert again and again.place_name == "老粮站家属院"
    done = [entry["action"] for entry in story(f"question:{asked}")]
    assert done[:2] == ["places.take", "places.learn_alias"]


def test_a_place_is_made_in_ones_own_area_only(as_: Door, asked: int) -> None:
    told = {"name": "老粮站", "kind": "estate", "town_code": town.MAPLE}
    refused = as_("clerk").post(f"/import/questions/{asked}/new/", told)
    assert refused.status_code == 409
    assert "town_code" in refused.context["form"].errors
    part = as_("butler").get(f"/import/questions/{asked}/places/", {"q": "石门"})
    assert part.context["form"] is None
    assert as_("butler").post(f"/import/questions/{asked}/new/", told).status_code == 403


def test_a_ticket_without_a_category_is_told_what_it_is_about_on_its_page(
    as_: Door, people: None
) -> None:
    from xiaowei.stages.intake.queries import ticket_with

    town.bring([town.ticket_row("N7", topics=(), content="说不清楚的一桩事")])
    untold = "/tickets/?lacking=topic"
    assert untold in as_("officer").get("/import/questions/").content.decode()
    assert [row["number"] for row in as_("officer").get(untold).context["rows"]] == ["N7"]
    page = as_("clerk").get("/tickets/N7/").content.decode()
    assert "由区专项办认定" in page
    assert "/tickets/N7/topic/" not in page
    office = as_("officer")
    assert 'action="/tickets/N7/topic/"' in office.get("/tickets/N7/").content.decode()
    assert office.post("/tickets/N7/topic/", {"topic": "nothing"}).status_code == 409
    assert office.post("/tickets/N7/topic/", {"topic": "road_damage"}).status_code == 302
    assert untold not in office.get("/import/questions/").content.decode()
    assert not office.get(untold).context["rows"]
    found = ticket_with("N7")
    assert found and (found.topic_code, found.topic_how) == ("road_damage", "answered")
    page = office.get("/tickets/N7/").content.decode()
    assert "分类不对?" in page
    assert "认了这一件的分类" in page
    town.bring([town.ticket_row("N8")])
    refused = office.post("/tickets/N8/topic/", {"topic": "road_damage"})
    assert refused.status_code == 409
    assert "是来表写的" in refused.content.decode()
