"""Home of the tests of attaching photos: stripped, stored once, refused when they are none."""

from __future__ import annotations

import io
import stat
from datetime import date, timedelta

import pytest
from PIL import Image

from tests import town
from xiaowei.base.attachments.operations import attach
from xiaowei.base.attachments.pictures import LARGEST_BYTES
from xiaowei.base.attachments.queries import path_of, photo_with, photos_of
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db

GPS, EXIF, TAKEN, ORIENTATION = 0x8825, 0x8769, 36867, 0x0112


def photo(size=(64, 40), form="JPEG", taken: str = "", orientation: int = 1) -> bytes:
    picture, exif = Image.new("RGB", size, "#6b8e23"), Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Somebody's phone"
    if taken:
        exif.get_ifd(EXIF)[TAKEN] = taken
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    picture.save(out, form, exif=exif)
    return out.getvalue()


def attached(content: bytes, by=town.CLERK, kind="before", places=("A",), **more):
    return attach(
        number="X1", region_code=town.WHITESTONE, near=places, kind=kind, content=content, **more,
        **town.acting(by),
    )  # fmt: skip


def test_a_photo_tells_nothing_but_what_it_shows_and_its_day():
    kept = attached(photo(taken="2022:05:03 08:00:00", orientation=6))
    path = path_of(kept)
    with Image.open(path) as opened:
        assert (opened.format, opened.size) == ("JPEG", (40, 64))
        assert not opened.getexif()
    assert kept.taken_on == date(2022, 5, 3)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry["action"] for entry in story("X1")] == ["attachments.attach"]


def test_the_day_given_wins_over_the_pictures():
    assert attached(photo(taken="2022:05:03 08:00:00"), taken_on=date(2022, 5, 4)).taken_on == (
        date(2022, 5, 4)
    )


def test_the_same_picture_twice_is_one():
    assert attached(photo()) == attached(photo())
    assert attached(photo(), kind="after")
    assert len(story("X1")) == 2
    assert [one.kind for one in photos_of("X1")] == ["before", "after"]


def test_a_large_photo_is_made_smaller_and_a_clear_one_white():
    clear = io.BytesIO()
    Image.new("RGBA", (3000, 30), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(path_of(attached(clear.getvalue()))) as opened:
        assert opened.size == (2000, 20)
        assert opened.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4 a paper", b"<svg/>", photo()[:200], b"GIF89a" + bytes(20)],
    ids=["empty", "pdf", "svg", "cut", "gif"],
)
def test_what_is_no_picture_is_refused(content: bytes):
    with pytest.raises(BadInput) as caught:
        attached(content)
    assert caught.value.code == "not_a_picture"
    assert "JPEG" in caught.value.text()
    assert not photos_of("X1")


def test_too_large_or_of_no_kind_is_refused():
    with pytest.raises(BadInput, match="照片太大"):
        attached(b"0" * (LARGEST_BYTES + 1))
    with pytest.raises(BadInput) as caught:
        attached(photo(), kind="selfie")
    assert caught.value.code == "no_such_picture_kind"


def test_a_stranger_is_refused_and_an_unknown_photo_not_found():
    for who in (town.STRANGER, town.FINANCE, town.AUDITOR):
        with pytest.raises(NotAllowed):
            attached(photo(), by=who)
    with pytest.raises(BadInput):
        photo_with(10**9)


def test_whoever_looks_after_other_places_attaches_nothing_here():
    """A butler narrowed to V1 has no photo to add to a project elsewhere in the township."""
    for who in (town.BUTLER, town.SECRETARY):
        assert attached(photo(), by=who, places=("V2", "V1"))
        for elsewhere in (("V2",), ()):
            with pytest.raises(NotAllowed):
                attached(photo(), by=who, places=elsewhere)
    assert attached(photo(), by=town.CLERK, places=())


def test_no_photo_is_taken_on_a_day_to_come():
    to_come = town.TODAY + timedelta(days=1)
    with pytest.raises(RuleBroken) as caught:
        attached(photo(), taken_on=to_come)
    assert caught.value.code == "not_in_future"
    ahead = attached(photo(taken=f"{to_come:%Y:%m:%d} 08:00:00"))
    assert ahead.taken_on is None  # the camera's clock ran ahead
