"""Home of the tests of what strangers reach and can weigh down: drafts, the door's limits, wrong tries."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests import town
from tests.interfaces.web.test_applying import picture, written
from tests.interfaces.web.test_tickets_and_spots import spot_of
from xiaowei.base.attachments.pictures import LARGEST_PIXELS
from xiaowei.base.attachments.queries import photos_of
from xiaowei.domain.errors import RuleBroken
from xiaowei.stages.identification.models import Candidate, Voice
from xiaowei.stages.identification.operations import consult

Door = Callable[..., Client]
PHONE = "13800138000"
WORDS = {"name": f"修路 王秀兰{PHONE}", "maintainer": f"张伟 {PHONE}", "root_cause": f"问{PHONE}",
         "sites-0-name": f"王家门口 {PHONE}", "parties": f"李四 {PHONE}", "do": "save"}  # fmt: skip


@pytest.fixture
def drafted(as_: Door) -> str:
    """Return a draft that the clerk kept from a spot, with a phone number in every field."""
    client = as_("clerk")
    where = f"/spots/{spot_of(client)}/apply/"
    client.post(where, written(client, where) | WORDS | {"sites-0-photo": picture()})
    return str(Candidate.objects.get().number)


def test_a_draft_is_known_inside_only(as_: Door, drafted: str) -> None:
    stranger, (photo,) = as_(), photos_of(drafted)
    own = (
        f"/projects/{drafted}/",
        f"/projects/{drafted}/?face=public",
        f"/photos/{photo.pk}.jpg",
        *(
            f"/projects/{drafted}/{page}"
            for page in ("qr.svg", "print/", "poster.png", "still-broken/")
        ),
    )
    for page in own:  # fmt: skip
        assert stranger.get(page).status_code == 422, page
    for page in (
        "/projects/",
        "/projects.csv",
        "/open-data/projects.csv",
        "/search/?q=修路",
        "/open-data/projects.geojson",
        "/projects.geojson",
    ):
        shown = b"".join(stranger.get(page))
        assert drafted.encode() not in shown and "王秀兰".encode() not in shown, page
    assert drafted in as_("clerk").get("/projects/").content.decode()
    assert b"".join(as_("clerk").get(f"/photos/{photo.pk}.jpg")).startswith(b"\xff\xd8")


def test_phone_numbers_are_masked_where_a_draft_is_typed(as_: Door, drafted: str) -> None:
    kept = Candidate.objects.get()
    told = [
        kept.name,
        kept.maintainer,
        kept.root_cause,
        *(x.name for x in kept.planned_sites.all()),
        *(x.parties for x in kept.consultations.all()),
        *(x.caption for x in photos_of(drafted)),
    ]
    assert all(told) and PHONE not in str(told)  # fmt: skip


@pytest.mark.usefixtures("drafted")
def test_a_talk_lies_behind_one() -> None:
    number = Candidate.objects.get().number
    with pytest.raises(RuleBroken) as ahead:
        consult(number=number, held_on=town.TODAY.replace(year=2099), parties="甲", decision="乙",
                **town.acting(town.CLERK))  # fmt: skip
    assert ahead.value.code == "not_in_future"


def test_too_many_households_are_said_to_be_too_many(as_: Door, drafted: str) -> None:
    client = as_("clerk")
    where = f"/projects/{drafted}/draft/"
    answer = client.post(
        where, written(client, where) | {"households_claimed": "9" * 30, "do": "save"}
    )
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["households_claimed"]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is(
    as_: Door, project: str, kind: str
) -> None:
    drawn, side = io.BytesIO(), int(LARGEST_PIXELS[kind] ** 0.5) + 10
    Image.new("1" if kind == "PNG" else "RGB", (side, side)).save(drawn, kind)
    sent = SimpleUploadedFile("big", drawn.getvalue(), f"image/{kind.lower()}")
    answer = as_().post(
        f"/projects/{project}/still-broken/", {"sort": "broken_again", "photo": sent}
    )
    assert answer.status_code == 422
    assert not Voice.objects.exists()


def test_what_was_refused_is_counted_at_the_door(as_: Door, project: str) -> None:
    client, page = as_(), f"/projects/{project}/still-broken/"
    codes = [client.post(page, {"sort": "broken_again", "photo": SimpleUploadedFile("x", b"x")}).status_code
             for _ in range(21)]  # fmt: skip
    assert codes == [422] * 20 + [409]
    assert client.post(page, {"sort": "broken_again"}).status_code == 409


def test_a_long_text_is_said_to_be_long(as_: Door, project: str) -> None:
    page, line = f"/projects/{project}/still-broken/", "又坏了又坏了又坏了。"
    text = "\r\n".join([line] * 45)
    taken = as_().post(page, {"sort": "broken_again", "text": text})
    assert taken.status_code == 302
    refused = as_().post(page, {"sort": "broken_again", "text": text * 2})
    assert refused.status_code == 422 and "文字太长" in refused.content.decode()


def test_who_tries_a_name_too_often_locks_out_nobody_else(as_: Door, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    here, there = {"HTTP_X_FORWARDED_FOR": "203.0.113.5"}, {"HTTP_X_FORWARDED_FOR": "198.51.100.9"}
    as_("clerk")
    wrong = {"username": "clerk", "password": "guessed"}
    codes = [Client().post("/sign-in/", wrong, **here).status_code for _ in range(9)]
    assert codes[-1] == 429
    page = Client().post("/sign-in/", wrong, **here)
    assert "试错太多次" in page.content.decode()
    assert Client().post("/sign-in/", wrong, **there).status_code == 200


def test_a_page_may_be_asked_for_its_head(as_: Door) -> None:
    for page in ("/", "/proposals/", "/answers/", "/waiting/"):
        assert as_().head(page).status_code == 200, page


def test_a_number_beyond_all_numbers_is_nobodys(as_: Door) -> None:
    far = "9" * 5000
    assert as_("keeper").get(f"/rules/calendar/?year={far}").status_code == 200
    assert as_("clerk").post("/links/end/", {"link": far}).status_code == 302
    assert as_("butler").post("/phone/visit/", {"place_id": far, "seen": "x"}).status_code < 500


def test_who_applies_finds_the_spots_without_a_project_on_the_desk(as_: Door) -> None:
    clerk = as_("clerk")
    waits = f'href="/spots/{spot_of(clerk)}/apply/"'
    assert waits in clerk.get("/desk/").content.decode()
    assert waits not in as_("finance").get("/desk/").content.decode()


def test_a_receipt_names_the_place_and_leads_to_the_project(as_: Door, project: str) -> None:
    sent = as_().post(
        f"/projects/{project}/still-broken/", {"sort": "broken_again", "text": "又漏了"}
    )
    receipt = as_().get(sent["Location"]).content.decode()
    assert "石门村" in receipt and f"/projects/{project}/?face=public" in receipt
    assert "又漏了" not in receipt
