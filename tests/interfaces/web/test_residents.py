"""Pages for residents: nobody signs in, nothing personal stands on them, small counts are not told."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests import town
from xiaowei.base.messages.models import Notice
from xiaowei.stages.evaluation.models import Rating
from xiaowei.stages.identification.models import Voice
from xiaowei.stages.identification.operations import answer_voice, see_on_site

Door = Callable[..., Client]
PHONE, CARD, NAME = "13800138000", "110105199003071234", "联系人张建国"
WORDS = f"{NAME},电话{PHONE},身份证{CARD},又漏水了"
ATOM = "{http://www.w3.org/2005/Atom}"


def say(client: Client, project: str, **more: Any) -> Any:
    """Send the form 还没修好."""
    told = {"sort": "broken_again", "text": WORDS} | more
    return client.post(f"/projects/{project}/still-broken/", told)


def test_a_resident_gets_a_number_and_reads_the_answer_by_it(as_: Door, project: str) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(picture, "JPEG")
    client = as_()
    answer = say(client, project, photo=SimpleUploadedFile("a.jpg", picture.getvalue()))
    voice = Voice.objects.get()
    assert answer["Location"] == reverse("voice", args=[voice.number])
    page = client.get(answer["Location"]).content.decode()
    assert voice.number in page and "漏水" not in page, "state and answer, nothing else"
    assert Notice.objects.filter(subject=voice.number, desk="butler").exists()
    see_on_site(number=voice.number, found=True, **town.acting(town.BUTLER))
    answer_voice(number=voice.number, text="明天来修", **town.acting(town.CLERK))
    typed = as_().get("/answers/", {"q": voice.number.lower().replace("-", "–")})
    page = as_().get(typed["Location"]).content.decode()
    assert "明天来修" in page and "现场看到了" in page and "漏水" not in page


def test_sent_twice_it_is_one_voice_with_one_number(as_: Door, project: str) -> None:
    client = as_()
    first, second = (say(client, project, once="same-token") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Voice.objects.count() == 1


def test_machines_and_who_comes_too_often_are_refused(as_: Door, project: str) -> None:
    client = as_()
    assert say(client, project, website="http://spam").status_code == 422
    assert say(client, project, sort="", once="t").status_code == 409, (
        "made nothing, counts nothing"
    )
    statuses = [say(client, project).status_code for _ in range(21)]
    assert statuses == [302] * 20 + [409]
    assert Voice.objects.count() == 20


def test_numbers_are_not_tried_out(as_: Door, project: str) -> None:
    client = as_()
    tried = [client.get(f"/answers/HX-0831-01-{n:04d}/").status_code for n in range(22)]
    assert tried == [422] * 20 + [409] * 2
    say(client, project)
    right = f"/answers/{Voice.objects.get().number}/"
    assert client.get(right).status_code == 409, "who tried too often finds none"
    assert as_().get(right, REMOTE_ADDR="203.0.113.7").status_code == 200


def test_two_taps_rate_once_a_day_and_few_are_no_data(as_: Door, project: str) -> None:
    client = as_()
    page = f"/projects/{project}/?face=public"
    told = {"satisfied": "good", "solved": "yes"}
    assert "没有数据" in client.get(page).content.decode()
    for _ in range(2):
        answer = client.post(f"/projects/{project}/rating/", told)
        assert answer["Location"].endswith("?face=public")
    assert Rating.objects.count() == 1, "one a device and day"
    assert "没有数据" in client.get(page).content.decode()
    for _ in range(10):
        as_().post(f"/projects/{project}/rating/", told)
    assert "11 人答" in client.get(page).content.decode()


def test_the_page_can_be_scanned_printed_and_put_up(as_: Door, project: str) -> None:
    client = as_()
    assert b"<svg" in client.get(f"/projects/{project}/qr.svg").content
    sheet = client.get(f"/projects/{project}/print/").content.decode()
    assert town.STONEGATE in sheet and f"/projects/{project}/qr.svg" in sheet
    poster = Image.open(io.BytesIO(client.get(f"/projects/{project}/poster.png").content))
    assert poster.size == (1240, 1754)


def test_without_a_chinese_typeface_the_poster_is_refused_in_words(
    as_: Door, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xiaowei.interfaces.web.portal import drawing

    drawing._found.cache_clear()
    monkeypatch.setattr(drawing, "FOLDERS", ())
    answer = as_().get(f"/projects/{project}/poster.png")
    assert answer.status_code == 422 and "中文字体" in answer.content.decode()
    drawing._found.cache_clear()


def test_a_place_tells_its_projects_and_no_small_count(as_: Door, project: str) -> None:
    page = as_().get("/places/V1/").content.decode()
    assert project in page and town.STONEGATE in page
    assert "少于5件" in page, "four complaints are too few to be told"
    busy = as_().get("/places/E1/").content.decode()
    assert "24 件" in busy


def test_who_waits_is_listed_with_since_when(as_: Door, project: str) -> None:
    page = as_().get("/waiting/").content.decode()
    assert town.LOTUS in page and "2022年4月12日" in page
    assert town.STONEGATE not in page, "a project answers it"


def test_a_reader_is_told_the_steps_of_a_places_projects(as_: Door, project: str) -> None:
    feed = ET.fromstring(as_().get("/places/V1/feed.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) >= 6
    days = [one.findtext(f"{ATOM}updated") or "" for one in entries]
    assert days == sorted(days, reverse=True)
    assert all(project in (one.findtext(f"{ATOM}id") or "") for one in entries)


def test_open_data_is_what_everybody_may_know(as_: Door, project: str) -> None:
    from xiaowei.base.places.models import Place

    Place.objects.filter(code="V1").update(longitude=116.654321, latitude=39.912345)
    client = as_()
    rows = list(csv.DictReader(io.StringIO(
        client.get("/open-data/projects.csv").content.decode("utf-8-sig"))))  # fmt: skip
    assert [row["编号"] for row in rows] == [project]
    assert (rows[0]["经度"], rows[0]["纬度"]) == ("116.654", "39.912")
    told = json.loads(client.get("/open-data/projects.geojson").content)
    assert told["features"][0]["geometry"]["coordinates"] == [116.654, 39.912]
    assert client.get("/open-data/people.csv").status_code == 422
    years = client.get("/open-data/years.csv").content.decode("utf-8-sig")
    assert years.splitlines()[1].startswith("2022,")


PUBLIC = (
    "/", "/places/", "/places/V1/", "/places/V1/feed.atom", "/waiting/", "/years/", "/open-data/",
    "/open-data/projects.csv", "/open-data/places.csv", "/open-data/years.csv",
    "/open-data/projects.geojson", "/projects/", "/projects.csv", "/answers/", "/search/?q=石门",
    "/projects/QC2022-001/?face=public", "/projects/QC2022-001/print/",
    "/projects/QC2022-001/still-broken/", "/figures/sites_completed/rows.csv", "/method/",
)  # fmt: skip


@pytest.mark.parametrize("who", ["", "stranger", "far_officer"])
def test_nothing_personal_stands_on_a_public_page(as_: Door, project: str, who: str) -> None:
    town.bring(
        [town.ticket_row("R90725731", "2022-07-25 09:00", content=f"{town.STONEGATE}{WORDS}")]
    )
    say(as_(), project)
    number = Voice.objects.get().number
    see_on_site(number=number, found=True, **town.acting(town.BUTLER))
    answer_voice(number=number, text=f"已答复{WORDS}", **town.acting(town.CLERK))
    client = as_(who)
    for address in (*PUBLIC, f"/answers/{number}/"):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode("utf-8-sig", errors="replace")
        assert answer.status_code == 200, address
        leaked = [one for one in (PHONE, CARD, "张建国", "10000000001", "R90725731", "漏水")
                  if one in text and not (one == "漏水" and number in address)]  # fmt: skip
        assert leaked == [], address
