"""`change-boundary`: a township is renamed, or some of its places go; `check` finds all in order."""

from __future__ import annotations

import pytest

from tests import town
from xiaowei.base.places.models import Place
from xiaowei.base.regions.models import BoundaryChange
from xiaowei.base.regions.queries import name_of

pytestmark = pytest.mark.django_db
NEW = "990101110000"
SAID = ("--name", "新石街道", "--on", "2022-08-01", "--document", "京民区划〔2022〕8号")


@pytest.fixture
def home(monkeypatch, db):
    monkeypatch.setenv("XIAOWEI_TODAY", "2022-08-09")
    town.set_up()
    town.settle_places()


def broken(xiaowei):
    told = xiaowei("check", "--json").data
    return {one["id"] for one in told["findings"]} & {"seals", "tally", "links", "sums", "trail"}


def test_a_township_is_renamed(home, xiaowei):
    ran = xiaowei("change-boundary", "990101100", "990101110", *SAID)
    assert "新石街道" in ran.printed and ran.code == 0
    assert name_of(town.WHITESTONE) == "新石街道"
    assert broken(xiaowei) == set()


def test_some_of_its_places_go(home, xiaowei):
    ran = xiaowei(
        "change-boundary", "990101100", "990101110", *SAID, "--place", "V1", "--place", "V2",
        "--json",
    )  # fmt: skip
    assert (ran.data["new"], ran.data["places"], ran.data["staying"]) == (NEW, 2, [])
    assert name_of(Place.objects.get(code="V1").town_code) == "新石街道"
    assert name_of(town.WHITESTONE) == "白石镇"
    assert broken(xiaowei) == set()


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        (4, ("990101100", "990101110", *SAID[2:])),
        (3, ("990101100", "990101110", *SAID, "--place", "E1")),
        (3, ("990101100", "990101110", *SAID[:2], "--on", "gestern", *SAID[4:])),
    ],
)
def test_what_cannot_be_is_refused(home, xiaowei, code, asked):
    assert xiaowei("change-boundary", *asked).code == code
    assert not BoundaryChange.objects.exists()
