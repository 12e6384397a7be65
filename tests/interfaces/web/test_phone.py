"""Home of the tests of the phone's pages: what they send and take, and what they weigh."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import Image

from tests import town
from xiaowei.base.attachments.models import Attachment
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.stages.identification.models import Candidate, Sighting

BYTES_ALLOWED = 150_000


def row(n: int = 1, **said: object) -> dict[str, object]:
    """Return a row as the phone sends it."""
    photo = io.BytesIO()
    Image.new("RGB", (32, 24), (n, n, n)).save(photo, "JPEG")
    photo.seek(0)
    photo.name = "photo.jpg"
    place = Place.objects.get(code="V1").pk
    told = {
        "client_key": f"phone-{n:04d}", "batch": f"{place}:road:20220831", "sequence": n,
        "place_id": place, "picture": "road", "quantity": "6.5", "taken_at": 1661900000000,
        "photo": photo,
    }  # fmt: skip
    return told | said


def test_a_row_is_taken_once_and_says_so(as_):
    phone = as_("secretary")
    for _ in range(2):
        answer = phone.post("/phone/sightings/", row())
        assert answer.json() == {"stored": "phone-0001"}
    assert Sighting.objects.count() == 1


def test_a_refusal_is_told_in_words(as_):
    phone = as_("secretary")
    phone.post("/phone/sightings/", row())
    answer = phone.post("/phone/sightings/", row(quantity="8"))
    assert (answer.status_code, answer.json()["refused"]) == (409, "sighting_differs")
    assert "重新拍" in answer.json()["says"]
    assert phone.post("/phone/sightings/", {}).json()["refused"] == "form_not_whole"
    assert as_("neighbour").post("/phone/sightings/", row()).json()["refused"] == "not_permitted"


def test_sending_is_guarded_against_other_sites(as_):
    from django.test import Client

    phone = Client(enforce_csrf_checks=True)
    phone.cookies = as_("secretary").cookies
    assert phone.post("/phone/sightings/", row()).status_code == 403
    phone.get("/phone/find/")
    token = phone.cookies["csrftoken"].value
    sent = phone.post("/phone/sightings/", row(), HTTP_X_CSRFTOKEN=token)
    assert sent.json() == {"stored": "phone-0001"}


def test_the_page_offers_own_places_and_spots_seen_before(as_):
    phone = as_("secretary")
    phone.post("/phone/sightings/", row(spot_name="村口石桥"))
    known = phone.get("/phone/find/").context["known"]
    assert [(one["in"], one["name"]) for one in known["spots"]] == [
        ("石门村", ""), ("石门村", "村口石桥"),
    ]  # fmt: skip
    assert known["open"] == [row()["batch"]]
    assert len(known["units"]) == 8


def test_six_fields_come_filled_in_and_the_township_promises_a_day(as_):
    phone = as_("secretary")
    for n in (1, 2):
        phone.post("/phone/sightings/", row(n, danger="on" if n == 1 else ""))
    assert "路坏了 2 处" in re.sub(r"\s+", " ", phone.get("/phone/").content.decode())
    where = f"/phone/report/{row()['batch']}/"
    page = phone.get(where)
    filled = {field.name: field.value() for field in page.context["form"]}
    assert (filled["type_code"], filled["quantity"], filled["lead_source"]) == (
        "road", "13", "patrol",
    )  # fmt: skip
    assert "2 处" in filled["reason"] and "1 处有危险" in filled["reason"]
    done = phone.post(where, filled, follow=True).content.decode()
    number = Candidate.objects.get().number
    assert number in done
    assert re.search(r"白石镇 \d+月\d+日 前办", done)
    assert phone.get(where).status_code == 422


def test_the_township_sees_what_was_seen_the_dangerous_first(as_):
    phone = as_("secretary")
    phone.post("/phone/sightings/", row(1, danger="on"))
    phone.post("/phone/sightings/", row(2))
    clerk = as_("clerk")
    rows = clerk.get("/sightings/").context["rows"]
    assert [one["danger"] for one in rows] == [True, False]
    photo = f"/photos/{rows[0]['photo']}.jpg"
    assert list(clerk.get(photo).streaming_content)
    assert as_().get(photo).status_code == as_("stranger").get(photo).status_code == 422
    assert as_("stranger").get("/sightings/").context["rows"] == []
    notice = clerk.get("/messages/").context["notices"][0]
    assert clerk.post(f"/messages/{notice['id']}/")["Location"] == "/sightings/"


@pytest.mark.parametrize("address", ["/phone/", "/phone/find/"])
def test_the_first_load_is_small(as_, address):
    from django.contrib.staticfiles import finders

    phone = as_("secretary")
    page = phone.get(address).content
    parts = set(re.findall(rb'(?:src|href)="/static/([^"]+)"', page))
    assert parts
    sizes = [Path(str(finders.find(part.decode()))).stat().st_size for part in parts]
    worker = b"".join(phone.get("/phone/sw.js").streaming_content)
    assert len(page) + sum(sizes) + len(worker) < BYTES_ALLOWED


def test_a_contractor_builds_and_photographs_on_the_phone(as_, people):
    from tests import walking

    number = walking.walked("start")
    phone = as_("builder")
    assert number in phone.get("/phone/").content.decode()
    where = f"/phone/works/{number}/"
    page = phone.get(where)
    assert [slot["url"] for slot in page.context["slots"]][1:] == ["", ""]
    assert "start" in [one["code"] for one in page.context["buttons"]]
    assert "开工" in phone.get(f"{where}?do=start").content.decode()
    day = walking.day(8, 10).isoformat()
    assert phone.post(f"{where}do/start/", {"on": day})["Location"] == where
    photo = row()["photo"]
    assert phone.post(f"{where}photo/", {"kind": "during", "photo": photo})["Location"] == where
    slot = phone.get(where).context["slots"][1]["url"]
    assert slot.startswith("/phone/photos/")
    assert list(phone.get(slot).streaming_content)


def test_other_works_and_steps_are_not_the_contractors(as_, project):
    phone = as_("builder")
    assert phone.get("/phone/works/QC2022-999/").status_code == 422
    assert phone.post(f"/phone/works/{project}/do/pay/", {}).status_code == 404
    assert as_("secretary").get(f"/phone/works/{project}/").status_code == 403


def test_what_was_kept_without_a_signal_is_dated_the_day_it_was_taken(as_):
    early = datetime(2022, 8, 28, 7, 0, tzinfo=town.BEIJING)
    as_("secretary").post("/phone/sightings/", row(taken_at=int(early.timestamp() * 1000)))
    seen = Sighting.objects.get()
    photo = Attachment.objects.get(number=f"sighting:{seen.pk}")
    assert seen.seen_on == photo.taken_on == date(2022, 8, 28)


def test_a_batch_is_one_matter_at_one_place(as_):
    phone = as_("secretary")
    other = next(x.code for x in catalogue().pictures if x.code != "road")
    for n, picture in enumerate(("road", other), 1):
        phone.post("/phone/sightings/", row(n, picture=picture))
    told = {"type_code": "road", "lead_source": "patrol", "reason": "x", "quantity": "3"}
    refused = phone.post(f"/phone/report/{row()['batch']}/", told)
    assert refused.status_code == 409 and "不是同一处" in refused.content.decode()
    assert not Candidate.objects.exists()


def test_a_type_of_another_unit_asks_for_its_own_quantity(as_):
    phone, page = as_("secretary"), f"/phone/report/{row()['batch']}/"
    phone.post("/phone/sightings/", row())
    shown = phone.get(page).context
    other = next(x for x in catalogue().types if x.unit != shown["unit"])
    told = shown["form"].initial | {"unit": shown["unit"], "type_code": other.code}
    asked = phone.post(page, told)
    assert asked.status_code == 409 and f"按{other.unit}计" in asked.content.decode()
    phone.post(page, told | {"unit": other.unit, "quantity": ""})
    kept = Candidate.objects.get()
    assert (kept.unit, kept.quantity) == (other.unit, None)
    assert [site.quantity for site in kept.planned_sites.all()] == [None]
