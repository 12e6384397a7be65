"""Home of the tests of signing in, the persona cards, the language and the demo's day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from tests import town
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.interfaces.clock import demo_day, now, today

Door = Callable[..., Client]


def test_a_name_and_password_open_the_desk(as_: Door) -> None:
    answer = as_().post("/sign-in/", {"username": "clerk", "password": "secret"})
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"


def test_a_wrong_password_stays_at_the_door(as_: Door) -> None:
    answer = as_().post("/sign-in/", {"username": "clerk", "password": "wrong"})
    assert answer.status_code == 200


def test_a_demo_offers_its_people(as_: Door) -> None:
    client = as_()
    door = client.get("/sign-in/").content.decode()
    assert 'action="/sign-in/as/clerk/"' in door and "demo-2020" in door
    assert client.post("/sign-in/as/clerk/")["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_demo_offers_everybody_by_role(as_: Door) -> None:
    """Somebody with two appointments stands once; the operator is no part of the play."""
    for region in (town.DISTRICT, town.MAPLE):
        Appointment.objects.create(
            person=Person.objects.get(username="officer"), role="town_leader", region_code=region,
            valid_from=date(2020, 1, 1),
        )  # fmt: skip
    client = as_()
    groups = client.get("/sign-in/").context["personas"]
    people = [card["username"] for group in groups for card in group["people"]]
    assert sorted(people) == sorted(set(people))
    assert {"officer", "far_officer", "leader", "secretary", "builder", "stranger"} <= set(people)
    assert {"auditor", "keeper", "guardian"} <= set(people) and "operator" not in people
    assert [group["role"] for group in groups][:3] == ["区疏整促专项办", "镇街经办", "镇街分管领导"]
    assert client.post("/sign-in/as/leader/")["Location"] == "/desk/"


def test_a_home_that_is_no_demo_has_no_such_door(as_: Door) -> None:
    client = as_()
    file = Path(settings.HOME, "demo-day")
    kept = file.read_text()
    file.unlink()
    try:
        assert client.post("/sign-in/as/clerk/").status_code == 404
        assert client.post("/day/", {"day": "2022-01-01"}).status_code == 404
        assert demo_day() is None
        door = client.get("/sign-in/").content.decode()
        assert "/sign-in/as/" not in door and "demo-2020" not in door
        assert client.get("/desk/").status_code == 302
    finally:
        file.write_text(kept)


def test_nobody_outside_the_cards_is_signed_in(as_: Door) -> None:
    assert as_().post("/sign-in/as/operator/").status_code == 404


def test_who_is_not_appointed_is_told_so_and_who_can(as_: Door) -> None:
    Person.objects.create_user("xin", password="secret", display_name="新来的")
    client = as_()
    answer = client.post("/sign-in/", {"username": "xin", "password": "secret"}, follow=True)
    for page in (answer, client.get("/tickets/"), client.get("/people/")):
        told = page.content.decode()
        assert page.status_code == 403
        assert "新来的" in told and "还没有人任命您" in told and "安全管理员" in told
        assert "看等我办" not in told and "系统管理员" not in told


def test_the_demo_moves_to_another_day(as_: Door) -> None:
    as_().post("/day/", {"day": "2022-09-05", "next": "/"})
    assert demo_day() == today() == date(2022, 9, 5)
    assert now().date() == date(2022, 9, 5)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "javascript:alert(1)",
    ],
)
def test_no_door_leads_out_of_the_house(as_: Door, elsewhere: str) -> None:
    known = {"username": "clerk", "password": "secret", "next": elsewhere}
    assert as_().post("/sign-in/", known)["Location"] == "/desk/"
    asked = f"/sign-in/?{urlencode({'next': elsewhere})}"
    assert as_().post(asked, {"username": "clerk", "password": "secret"})["Location"] == "/desk/"
    assert as_().post("/sign-in/as/clerk/", {"next": elsewhere})["Location"] == "/desk/"
    for path in ("/theme/", "/language/", "/day/"):
        assert as_().post(path, {"next": elsewhere})["Location"] == "/"


def test_a_door_leads_on_to_the_page_that_was_asked_for(as_: Door) -> None:
    known = {"username": "clerk", "password": "secret", "next": "/money/"}
    assert as_().post("/sign-in/", known)["Location"] == "/money/"
    assert as_().post("/sign-in/as/clerk/", {"next": "/money/"})["Location"] == "/money/"


def test_signing_out_and_moving_on_stay_in_the_house(as_: Door) -> None:
    client = as_("clerk")
    assert (
        client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})[
            "Location"
        ]
        == "/"
    )
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert client.get("/desk/").status_code == 302
