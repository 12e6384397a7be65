"""Home of the tests of forms that make something: sent twice, they are answered once."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from tests import town
from xiaowei.base.trail.models import SentForm
from xiaowei.base.trail.sending import KEPT, claim_form
from xiaowei.stages.identification.models import Candidate, Spot, StopGap

Door = Callable[..., Client]


def form_of(client: Client, page: str) -> dict[str, str]:
    """Return the fields of a page's form as a browser would send them."""
    text = client.get(page).content.decode()
    inputs = [
        one
        for one in re.findall(r"<input[^>]*>", text)
        if " checked" in one or not re.search(r'type="(radio|checkbox)"', one)
    ]
    said = [(re.search(r'name="([^"]*)"', i), re.search(r'value="([^"]*)"', i)) for i in inputs]
    return {n[1]: v[1] if v else "" for n, v in said if n}


def draft(client: Client) -> tuple[str, dict[str, str]]:
    spot = Spot.objects.get(place__code="V1")
    page = f"/spots/{spot.pk}/apply/"
    fields = form_of(client, page) | {"type_code": "road", "root_cause": "老化"}
    fields |= {"lines-0-quantity": "10", "sites-0-name": "村口", "sites-0-quantity": "10"}
    return page, fields


def test_a_draft_sent_twice_is_made_once(as_: Door) -> None:
    client = as_("clerk")
    page, fields = draft(client)
    first = client.post(page, fields)
    assert first.status_code == 302, first.content.decode()
    again = client.post(page, fields, follow=True)
    assert again.redirect_chain == [(first["Location"], 302)]
    assert "已经办过" in again.content.decode()
    assert Candidate.objects.count() == 1


def test_a_form_of_its_own_makes_another_one(as_: Door) -> None:
    client = as_("clerk")
    for _ in range(2):
        page, fields = draft(client)
        client.post(page, fields)
    assert Candidate.objects.count() == 2


def test_what_was_refused_may_be_mended_and_sent_again(as_: Door) -> None:
    client = as_("clerk")
    page, fields = draft(client)
    assert client.post(page, fields | {"name": ""}).status_code == 409
    assert client.post(page, fields).status_code == 302
    assert Candidate.objects.count() == 1


def test_a_measure_logged_twice_is_logged_once(as_: Door) -> None:
    client = as_("clerk")
    spot = Spot.objects.get(place__code="V1")
    fields = form_of(client, f"/spots/{spot.pk}/") | {"what": "先垫石子", "from_on": "2022-08-30"}
    for _ in range(2):
        assert client.post(f"/spots/{spot.pk}/stop-gap/", fields).status_code == 302
    assert StopGap.objects.count() == 1


def test_a_token_counts_for_one_person_and_is_forgotten_in_time(as_: Door) -> None:
    as_("clerk")
    assert claim_form(token="t", by=town.CLERK, at=town.NOW) is None
    assert claim_form(token="t", by=town.OFFICER, at=town.NOW) is None
    assert claim_form(token="t", by=town.CLERK, at=town.NOW) == ""
    later = town.NOW + KEPT + timedelta(seconds=1)
    assert claim_form(token="t", by=town.CLERK, at=later) is None
    assert SentForm.objects.count() == 1
