"""Looking ahead: seasons begin on their first month, neighbours are few and alike, looks name the matter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import town
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.journey.ahead import hints_at
from xiaowei.journey.looked import looked_since
from xiaowei.journey.neighbours import NEAREST, neighbours_ahead
from xiaowei.journey.seasons import seasons_ahead
from xiaowei.stages.identification.looks import Look
from xiaowei.stages.identification.operations import log_visit

pytestmark = pytest.mark.django_db
JULY = date(2022, 7, 31)


@pytest.fixture
def roads(db: None) -> None:
    """Let 石门村 have four calls about its road in July."""
    town.set_up()
    town.settle_places()
    calls = (f"2022-07-{day:02d} 09:00" for day in (3, 9, 15, 21))
    town.bring(
        [town.ticket_row(f"R{n}", at, caller=f"1000000000{n}") for n, at in enumerate(calls)]
    )


def put(code: str, **said: Any) -> None:
    place = Place.objects.get(code=code)
    for name, value in said.items():
        setattr(place, name, value)
    place.save()


def village(n: int, **said: Any) -> Place:
    told = {"code": f"N{n}", "name": f"新村{n}", "kind": "village", "town_code": town.WHITESTONE}
    return Place.objects.create(**(told | said))


def at(metres: float) -> dict[str, Any]:
    """Return coordinates so many metres north of 石门村."""
    return {"longitude": 116.6, "latitude": 39.9 + metres / 111_320, "coordinate_system": "wgs84"}


def test_neighbours_are_the_nearest_of_the_same_kind_within_a_kilometre(roads: None) -> None:
    put("V1", **at(0))
    for n, metres in enumerate((900, 100, 300, 200, 1100), 1):
        village(n, **at(metres))
    village(9, kind="estate", **at(50))
    found = neighbours_ahead(town.DISTRICT, JULY)
    assert [one.place.code for one in found] == ["N2", "N4", "N3"]
    assert len(found) == NEAREST
    assert {one.topic_code for one in found} == {"road_damage"}


def test_without_coordinates_neighbours_are_of_the_same_community(roads: None) -> None:
    put("V1", community_code="990101100001")
    village(1, community_code="990101100001")
    village(2, community_code="990101100002")
    village(3)
    assert [one.place.code for one in neighbours_ahead(town.DISTRICT, JULY)] == ["N1"]


def test_a_neighbour_that_called_of_it_itself_is_none(roads: None) -> None:
    put("V1", **at(0))
    put("V2", **at(400))
    assert [one.place.code for one in neighbours_ahead(town.DISTRICT, JULY)] == ["V2"]
    call = {"address": town.WILLOWS, "content": f"{town.WILLOWS}路面破损"}
    town.bring([town.ticket_row("W1", "2022-01-05 09:00", **call)])
    assert neighbours_ahead(town.DISTRICT, JULY) == ()


def test_two_calls_are_no_problem_yet(roads: None) -> None:
    put("V1", **at(0))
    put("V2", **at(400))
    assert neighbours_ahead(town.DISTRICT, date(2022, 7, 10)) == ()


def test_a_season_begins_next_on_the_first_of_its_months(roads: None) -> None:
    begins = {
        one.season.code: one.begins_on for one in seasons_ahead(town.DISTRICT, date(2022, 9, 1))
    }
    assert begins == {"heating": date(2022, 11, 1)}
    assert seasons_ahead(town.DISTRICT, date(2023, 1, 15)) == ()


def test_hints_are_those_of_the_places_asked_for(roads: None) -> None:
    put("V1", **at(0))
    put("V2", **at(400))
    assert [one.place.code for one in hints_at({"V2"}, town.DISTRICT, JULY)] == ["V2"]
    assert hints_at({"V1"}, town.DISTRICT, JULY) == []


def test_a_look_is_about_what_its_words_name(roads: None) -> None:
    known = catalogue()
    says = [("路面又塌陷了", True), ("道路破损:看过", True), ("路灯都亮着", False), ("", False)]
    for words, about in says:
        assert Look(1, JULY, "管家", words=words).is_about(known, "road_damage") is about
    assert Look(1, JULY, "", type_code="road").is_about(known, "road_damage")
    assert not Look(1, JULY, "", type_code="road").is_about(known, "street_lamp")


def test_visits_before_the_lead_or_elsewhere_are_no_look(roads: None) -> None:
    place = Place.objects.get(code="V1").pk
    log_visit(
        place_id=place, seen="道路破损:还好", by=town.BUTLER, on=date(2022, 7, 9), at=town.NOW
    )
    seen = looked_since(town.DISTRICT, date(2022, 7, 1), JULY)
    told = seen.at(place, "road_damage")
    assert told is not None
    assert (told.on, told.found) == (date(2022, 7, 9), False)
    assert seen.at(place, "ponding") is None
    assert seen.at(Place.objects.get(code="V2").pk, "road_damage") is None
    later = looked_since(town.DISTRICT, date(2022, 7, 10), JULY)
    assert later.at(place, "road_damage") is None
