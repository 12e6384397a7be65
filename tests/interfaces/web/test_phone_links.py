"""Home of the tests of handing out a personal link, and of what it opens on a phone."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import town
from xiaowei.base.accounts.links import require_in_force
from xiaowei.base.accounts.models import Appointment, PersonalLink

PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 10) Chrome/90 Mobile Safari/537.36"}


def handed(client: Client, username: str) -> str:
    """Hand somebody a link; return its address as the card says it."""
    card = client.post("/links/hand/", {"username": username})
    assert b"<svg" in card.content
    return re.search(r"/phone/in/[\w-]+/", card.content.decode())[0]


def opened(address: str, **where: str) -> Client:
    """Open a link on a new phone."""
    phone = Client(**PHONE, **where)
    assert "就用这部手机" in phone.get(address).content.decode()
    assert phone.post(address)["Location"] == "/phone/"
    return phone


def test_a_link_opens_the_phones_pages_and_nothing_else(as_):
    phone = opened(handed(as_("clerk"), "secretary"))
    assert "石门村" in phone.get("/phone/").content.decode()
    for elsewhere in ("/desk/", "/tickets/", "/messages/"):
        assert phone.get(elsewhere)["Location"].startswith("/sign-in/")
    assert "secretary" not in phone.get("/").content.decode()


def test_another_phone_is_told_what_to_do(as_):
    address = handed(as_("clerk"), "secretary")
    phone = opened(address)
    other = Client(**PHONE).post(address)
    assert other.status_code == 409
    assert "另一部手机" in other.content.decode()
    assert phone.get("/phone/").status_code == 200
    assert phone.post(address)["Location"] == "/phone/"


def test_a_stolen_session_without_the_phones_secret_opens_nothing(as_):
    phone = opened(handed(as_("clerk"), "secretary"))
    del phone.cookies["phone"]
    assert phone.get("/phone/").status_code == 409


def test_ended_at_the_desk_it_is_over_on_the_phone(as_):
    clerk = as_("clerk")
    phone = opened(handed(clerk, "secretary"))
    page = clerk.get("/links/").content.decode()
    assert "8月31日在手机上打开" in page
    clerk.post("/links/end/", {"link": PersonalLink.objects.get().pk})
    refused = phone.get("/phone/")
    assert refused.status_code == 409
    assert "停用" in refused.content.decode()


def test_a_contractor_gets_one_from_the_township_it_builds_for(as_, project):
    page = as_("clerk").get("/links/").content.decode()
    assert "builder" in page
    assert "builder" not in as_("stranger").get("/links/").content.decode()
    phone = opened(handed(as_("clerk"), "builder"))
    assert "白石修路队" in phone.get("/phone/").content.decode()


def test_guessing_ends(as_):
    guesser = Client(**PHONE)
    answers = [guesser.post(f"/phone/in/guess{n}/").status_code for n in range(10)]
    assert answers[0] == 422
    assert answers[-1] == 429
    right = handed(as_("clerk"), "secretary")
    assert guesser.post(right).status_code == 429, (
        "who guessed too often opens none, right or wrong"
    )
    assert opened(right, REMOTE_ADDR="203.0.113.9")


def test_who_works_outside_begins_on_the_phone_page(as_):
    for username, agent, front in (
        ("secretary", PHONE, "/phone/"),
        ("secretary", {}, "/desk/"),
        ("clerk", PHONE, "/desk/"),
    ):
        door = {"username": username, "password": "secret"}
        assert Client(**agent).post("/sign-in/", door)["Location"] == front


def test_a_password_opens_everything_again(as_):
    phone = opened(handed(as_("clerk"), "secretary"))
    phone.post("/sign-in/", {"username": "secretary", "password": "secret"})
    assert phone.get("/desk/").status_code == 200


def test_a_question_is_answered_on_the_phone(as_, project):
    from tests import asking
    from xiaowei.base.messages.models import Question

    question = asking.ask(project)
    phone = opened(handed(as_("clerk"), "secretary"))
    page = phone.get("/phone/").content.decode()
    assert "村民代表都同意了吗" in page
    phone.post(f"/phone/answer/{question.pk}/", {"text": "同意"})
    assert Question.objects.get(pk=question.pk).state == "answered"


@pytest.mark.parametrize("who", ["neighbour", "secretary"])
def test_a_visit_is_logged_by_one_press_of_the_butler_of_the_place(as_, who):
    from xiaowei.base.places.models import Place
    from xiaowei.stages.identification.models import Visit

    place = Place.objects.get(code="V1").pk
    as_(who).post("/phone/visit/", {"place_id": place, "seen": "去过了,没有新问题"})
    assert not Visit.objects.exists()
    as_("butler").post("/phone/visit/", {"place_id": place, "seen": "去过了,没有新问题"})
    assert Visit.objects.get().seen == "去过了,没有新问题"


def test_two_links_on_one_phone_both_stay(as_):
    clerk = as_("clerk")
    addresses = [handed(clerk, who) for who in ("secretary", "butler")]
    phone = opened(addresses[0])
    for address in (*addresses[::-1], addresses[0]):
        assert phone.post(address)["Location"] == "/phone/"
        assert phone.get("/phone/").status_code == 200


def test_a_link_reaches_no_further_than_its_township(as_, project):
    Appointment.objects.filter(person__username="builder").update(region_code=town.DISTRICT)
    handed(as_("clerk"), "builder")
    (held,) = require_in_force(PersonalLink.objects.get(), town.TODAY).held
    assert (held.reaches(town.WHITESTONE), held.reaches(town.MAPLE)) == (True, False)
