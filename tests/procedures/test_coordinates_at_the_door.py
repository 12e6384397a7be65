"""Coordinates at the door: every sheet's are stored as WGS84 with the system that they came in."""

from __future__ import annotations

import pytest

from tests import town
from xiaowei.analysis.coordinates import from_true
from xiaowei.base.places.models import Place
from xiaowei.stages.intake.models import Ticket

pytestmark = pytest.mark.django_db
TRUE = (116.6543, 39.8765)
BAIDU = dict(zip(("lon", "lat"), from_true(*TRUE, "bd09"), strict=True))


def where(one):
    return (round(one.longitude, 5), round(one.latitude, 5), one.coordinate_system)


def place(**said):
    row = town.place_row(2, "V1", town.STONEGATE, town.WHITESTONE, kind="村", **said)
    return town.settle_places([row])


def test_a_place_is_where_it_truly_is(packs):
    place(**BAIDU, crs="bd09")
    assert where(Place.objects.get(code="V1")) == (*TRUE, "bd09")
    assert place(**BAIDU, crs="bd09").same == 1


def test_a_sheet_that_names_no_system_has_the_operators(packs, settings):
    settings.COORDINATES = "bd09"
    place(**BAIDU)
    assert where(Place.objects.get(code="V1")) == (*TRUE, "bd09")


def test_a_ticket_is_where_it_truly_is(packs):
    town.settle_places()
    town.bring([town.ticket_row("T1", **BAIDU, crs="bd09"), town.ticket_row("T2")])
    assert where(Ticket.objects.get(number="T1")) == (*TRUE, "bd09")
    assert Ticket.objects.get(number="T2").coordinate_system == ""


@pytest.mark.parametrize(
    ("said", "code"),
    [({"lon": 116.6}, "half_a_point"), ({"lon": 39.9, "lat": 39.9}, "point_outside")],
)
def test_half_a_point_and_one_abroad_are_refused_by_row(packs, said, code):
    report = place(**said)
    assert [(one.row, one.error.code) for one in report.rejected] == [(2, code)]
    assert not Place.objects.exists()
