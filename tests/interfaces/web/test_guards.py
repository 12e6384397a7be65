"""Home of the walk over all pages with all roles: what is not somebody's is not shown to them."""

from collections.abc import Callable

import pytest
from django.test import Client

Door = Callable[..., Client]

SIGNED_IN = ("/desk/", "/tickets/", "/spots/", "/money/", "/import/", "/import/questions/")
MAY = {
    "officer": SIGNED_IN,
    "clerk": SIGNED_IN,
    "butler": ("/desk/", "/tickets/", "/spots/", "/import/questions/"),
    "secretary": ("/desk/", "/tickets/", "/spots/"),
    "finance": ("/desk/", "/money/"),
    "auditor": (),
}


@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("path", SIGNED_IN)
def test_each_page_opens_for_its_roles_only(as_: Door, who: str, path: str) -> None:
    assert as_(who).get(path).status_code == (200 if path in MAY[who] else 403)


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_visitor_is_led_to_the_door(as_: Door, path: str) -> None:
    answer = as_().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_a_refusal_says_who_may(as_: Door) -> None:
    page = as_("auditor").get("/tickets/").content.decode()
    assert "镇街经办" in page


def test_a_stranger_sees_no_tickets_of_another_township(as_: Door) -> None:
    assert "R1" not in as_("stranger").get("/tickets/").content.decode()
    assert as_("stranger").get("/tickets/R1/").status_code == 422
