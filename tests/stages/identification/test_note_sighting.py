"""Noting what somebody photographed: once however often it is sent, at own places, danger told at once."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from tests import town
from xiaowei.base.attachments.models import Attachment
from xiaowei.base.attachments.queries import path_of
from xiaowei.base.messages.models import Notice
from xiaowei.base.places.models import Place
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.procedures.report_sightings import report_sightings
from xiaowei.stages.identification.models import Candidate, Sighting
from xiaowei.stages.identification.operations import note_sighting
from xiaowei.stages.identification.sightings import batches, sightings
from xiaowei.stages.intake.models import Ticket

pytestmark = pytest.mark.django_db
HERE = (116.66, 39.9)


@pytest.fixture(autouse=True)
def village():
    town.set_up()
    town.settle_places()


def picture(shade: int = 90, where: bool = False) -> bytes:
    """Return a photo, with the point at which it was taken where asked."""
    exif = Image.Exif()
    if where:
        exif.get_ifd(0x8825)[2] = (39.0, 54.0, 0.0)
    file = io.BytesIO()
    Image.new("RGB", (32, 24), (shade, shade, shade)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def note(n: int = 1, by=town.SECRETARY, **said):
    told = {
        "client_key": f"phone-{n:04d}", "batch": "1:road:20220831", "sequence": n,
        "place_id": Place.objects.get(code="V1").pk, "picture": "road", "photo": picture(n),
        "taken_at": town.NOW, "quantity": Decimal("6.5"),
    }  # fmt: skip
    return note_sighting(**(told | said), by=by, on=town.TODAY, at=town.NOW)


def test_a_photo_makes_a_lead_and_no_ticket():
    seen = note(longitude=HERE[0], latitude=HERE[1], spot_name="村口石桥 13800138000")
    assert (seen.topic_code, seen.unit, seen.quantity) == ("road_damage", "米", Decimal("6.5"))
    assert "13800138000" not in seen.spot_name
    assert not Ticket.objects.exists() and not Candidate.objects.exists()
    assert [one["action"] for one in story("place:V1")][-1] == "identification.note_sighting"
    row = sightings(town.WHITESTONE, town.TODAY, 10)[0]
    assert (row["place"], row["what"], row["number"]) == (town.STONEGATE, "路坏了", "")
    assert sightings(town.MAPLE, town.TODAY, 10) == []


def test_what_a_photo_tells_of_where_it_was_taken_is_not_kept():
    note(photo=picture(where=True))
    with Image.open(path_of(Attachment.objects.get())) as kept:
        assert not kept.getexif()


def test_sent_again_it_is_the_same_and_other_contents_are_refused():
    first = note(danger=True)
    assert note(danger=True) == first
    counted = (Sighting.objects.count(), Attachment.objects.count(), Notice.objects.count())
    assert counted == (1, 1, 1)
    for other in ({"quantity": Decimal(7)}, {"photo": picture(9)}, {"sequence": 2}):
        with pytest.raises(RuleBroken) as refused:
            note(**({"danger": True} | other))
        assert refused.value.code == "sighting_differs"
    with pytest.raises(RuleBroken):
        note(danger=True, by=town.BUTLER)


def test_danger_is_told_to_the_township_at_once():
    note()
    assert not Notice.objects.exists()
    note(2, danger=True)
    notice = Notice.objects.get()
    assert (notice.desk, notice.region_code) == ("township", town.WHITESTONE)


def test_it_reaches_ones_own_places_only():
    elsewhere = Place.objects.exclude(code="V1").first()
    with pytest.raises(NotAllowed):
        note(place_id=elsewhere.pk)
    with pytest.raises(NotAllowed):
        note(by=town.CLERK)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"client_key": "x y"}, "bad_client_key"), ({"quantity": Decimal(0)}, "bad_size"),
        ({"picture": "ufo"}, "no_such_picture"), ({"place_id": 0}, "no_such_place"),
        ({"longitude": 1.0}, "half_a_point"), ({"photo": b"no photo"}, "not_a_picture"),
        ({"longitude": 0.0, "latitude": 0.0}, "point_outside"),
    ],
)  # fmt: skip
def test_what_can_be_no_sighting_is_refused(wrong, code):
    with pytest.raises(BadInput) as refused, transaction.atomic():
        note(**wrong)
    assert refused.value.code == code
    assert not Sighting.objects.exists()


def test_a_phones_clock_that_runs_ahead_is_put_back():
    assert note(taken_at=town.NOW + timedelta(days=900)).taken_at == town.NOW


def test_the_database_holds_what_must_hold():
    seen = note()
    for wrong in ({"quantity": 0}, {"longitude": 116.0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sighting.objects.filter(pk=seen.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sighting.objects.create(**{
            field.attname: getattr(seen, field.attname)
            for field in Sighting._meta.concrete_fields if field.attname != "id"
        })  # fmt: skip


def test_a_batch_becomes_a_report_with_sites_photos_and_the_sum():
    for n in range(1, 4):
        note(n, spot_name="村口" if n == 1 else "")
    [batch] = batches(town.SECRETARY.person_id)
    assert (batch.count, batch.quantity) == (3, Decimal("19.5"))
    number = report_sightings(
        batch=batch.key, type_code="road", lead_source="patrol", reason="坑洼", by=town.SECRETARY,
        on=town.TODAY, at=town.NOW,
    )  # fmt: skip
    candidate = Candidate.objects.get(number=number)
    assert (candidate.quantity, candidate.sites_planned) == (Decimal("19.5"), 3)
    sites = list(candidate.planned_sites.values_list("name", "quantity"))
    assert sites == [("村口", Decimal("6.5")), ("第2处", Decimal("6.5")), ("第3处", Decimal("6.5"))]
    assert Attachment.objects.filter(number=number, kind="before").count() == 3
    assert "selection.report" in [one["action"] for one in story(number)]
    assert batches(town.SECRETARY.person_id) == []
    with pytest.raises(BadInput):
        report_sightings(
            batch=batch.key, type_code="road", lead_source="patrol", reason="坑洼",
            by=town.SECRETARY, on=town.TODAY, at=town.NOW,
        )  # fmt: skip
    late = note(4)
    assert [one.key for one in batches(town.SECRETARY.person_id)] == [late.batch]
