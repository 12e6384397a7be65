"""Home of the tests of applying from one page: from spot to sent in one press, nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests import town
from tests.interfaces.web.test_tickets_and_spots import spot_of
from xiaowei.base.attachments.queries import photos_of
from xiaowei.domain.selection import TESTS
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.identification.queries import papers_of, spots
from xiaowei.stages.selection import queries

Door = Callable[..., Client]
ROUND = {"year": "2022", "name": "第一批", "opens_on": "2022-08-01", "closes_on": "2022-08-31"}


def picture(colour: str = "#778866") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, "JPEG")
    return SimpleUploadedFile("site.jpg", drawn.getvalue(), "image/jpeg")


def written(client: Client, where: str, **more: Any) -> dict[str, Any]:
    """Return the form as it is shown, with the six things that a clerk types."""
    shown = client.get(where).context
    line, fund = shown["lines"].initial[0], shown["ask"].grids["funds"].initial[0]
    return {k: v or "" for k, v in shown["form"].initial.items()} | {
        "sites-TOTAL_FORMS": "1", "sites-INITIAL_FORMS": "0",
        "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0",
        "lines-0-item": line["item"], "lines-0-price": line["price"] or "100",
        "funds-TOTAL_FORMS": "1", "funds-INITIAL_FORMS": "0", "funds-0-source": fund["source"] or "区级",
        "round_name": shown["ask"]["round_name"].value() or "",
        "sites-0-name": shown["sites"].initial[0]["name"], "sites-0-photo": picture(),
        "root_cause": "路基渗水", "maintainer": "村委会", "sites-0-quantity": "120",
        "held_on": "2022-08-30", "parties": "村民代表", "decision": "挖补", "looked": "on", "do": "submit",
    } | more  # fmt: skip


@pytest.fixture
def called(as_: Door) -> None:
    assert as_("officer").post("/rounds/", ROUND).status_code == 302


@pytest.mark.usefixtures("called")
def test_a_spot_is_applied_for_in_one_press(as_: Door) -> None:
    client = as_("clerk")
    where = f"/spots/{spot_of(client)}/apply/"
    sent = client.post(where, written(client, where))
    number = sent["Location"].split("/")[2]
    assert sent["Location"] == f"/projects/{number}/"
    told = queries.application(number)
    assert (told.state, told.round.name) == ("submitted", "第一批")
    assert told.applied_fen == told.candidate.estimate_fen > 0
    assert queries.fund_lines_of(told) == (("区级", told.applied_fen),)
    assert told.eligibility == sorted(TESTS)
    kept = told.candidate
    assert (kept.quantity, kept.estimate_lines.get().quantity) == (120, 120)
    assert [one.caption for one in photos_of(number)] == [kept.planned_sites.get().name]
    assert papers_of(kept).consultations == 1


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ({"sites-0-photo": ""}, "照片"),
        ({"looked": ""}, "四项"),
        ({"round_name": "第九批"}, "第九批"),
    ],
)
def test_what_cannot_be_sent_is_kept_all_the_same(as_: Door, missing: Any, says: str) -> None:
    client = as_("clerk")
    where = f"/spots/{spot_of(client)}/apply/"
    answer = client.post(where, written(client, where, again_reason="还没好", **missing))
    number = answer["Location"].split("/")[2]
    assert answer["Location"] == f"/projects/{number}/draft/"
    page = client.get(answer["Location"])
    assert says in page.content.decode()
    assert "还没有报出去" in page.content.decode()
    assert page.context["ask"]["looked"].value() == ("on" if missing.get("looked", "on") else None)
    assert queries.state_of(number) == "new"
    assert papers_of(Candidate.objects.get(number=number)).consultations == 1


def test_a_picture_that_is_none_keeps_nothing(as_: Door) -> None:
    client = as_("clerk")
    where = f"/spots/{spot_of(client)}/apply/"
    bad = SimpleUploadedFile("site.jpg", b"no picture", "image/jpeg")
    answer = client.post(where, written(client, where, **{"sites-0-photo": bad}))
    assert answer.status_code == 409
    assert "照片" in answer.content.decode()
    assert not Candidate.objects.exists()


def test_a_talk_is_written_as_a_whole_or_not_at_all(as_: Door) -> None:
    client = as_("clerk")
    where = f"/spots/{spot_of(client)}/apply/"
    answer = client.post(where, written(client, where, parties="", do="save"))
    assert answer.status_code == 409
    assert list(answer.context["talk"].errors) == ["parties"]
    none = {"held_on": "", "parties": "", "decision": "", "do": "save"}
    assert client.post(where, written(client, where, **none)).status_code == 302
    assert papers_of(Candidate.objects.get()).consultations == 0


@pytest.mark.usefixtures("called")
def test_two_presses_send_one_application(as_: Door) -> None:
    client = as_("clerk")
    where = f"/spots/{spot_of(client)}/apply/"
    token = client.get(where).content.decode().split('name="once" value="')[1].split('"')[0]
    first = client.post(where, written(client, where, once=token))
    again = client.post(where, written(client, where, once=token))
    assert again["Location"] == first["Location"]
    assert Candidate.objects.count() == 1


@pytest.mark.usefixtures("called")
def test_what_a_leader_is_passed_is_submitted_from_the_same_page(as_: Door) -> None:
    client, leader = as_("clerk"), as_("leader")
    where = f"/spots/{spot_of(client)}/apply/"
    passed = client.post(where, written(client, where, do="prepare"))
    number = passed["Location"].split("/")[2]
    assert queries.state_of(number) == "town_review"
    page = leader.get(f"/projects/{number}/draft/")
    assert [one["code"] for one in page.context["sending"]] == ["submit"]
    sent = leader.post(
        f"/projects/{number}/draft/",
        written(leader, f"/projects/{number}/draft/", held_on="", parties="", decision=""),
    )
    assert sent["Location"] == f"/projects/{number}/"
    assert queries.state_of(number) == "submitted"


def test_a_spot_that_no_type_cures_asks_for_one_first(as_: Door) -> None:
    rows = [
        town.ticket_row(
            f"P{n}", f"2022-0{n + 4}-10 08:30", topics=("供电", "停电"), content="石门村又停电了",
            caller=f"1000000004{n}",
        )
        for n in range(1, 4)
    ]  # fmt: skip
    town.bring(rows)
    where = (
        f"/spots/{next(row['id'] for row in spots(as_of=town.TODAY) if '供电' in row['topic'])}/"
    )
    asked = as_("clerk").get(f"{where}apply/")
    assert asked.status_code == 200 and asked.context["types"]
    code = asked.context["types"][0][0]
    shown = as_("clerk").get(f"{where}apply/", {"type": code})
    assert shown.status_code == 200 and shown.context["form"].initial["type_code"] == code
