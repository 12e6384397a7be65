"""Hot spots: what crowds by more than chance, as of a day, always the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import town
from xiaowei.base import remembering
from xiaowei.base.places.models import Place
from xiaowei.domain.errors import BadInput
from xiaowei.procedures.change_boundary import change_boundary
from xiaowei.stages.identification.hot import Place as Known
from xiaowei.stages.identification.hot import _hot, _seldom, hot_spots, points_of
from xiaowei.stages.identification.queries import pressing_spots

pytestmark = pytest.mark.django_db
WHERE = {
    "V1": (town.STONEGATE, "白石镇", (116.700, 39.900)),
    "V2": (town.WILLOWS, "白石镇", (116.710, 39.900)),
    "E1": (town.LOTUS, "望川街道", (116.900, 39.900)),
    "C1": (town.EASTBRIDGE, "望川街道", (116.905, 39.902)),
}
ROADS, WATER = ("道路交通", "道路破损"), ("供水", "停水")


def row(number: str, place: str, ago: int, topics: tuple[str, str] = ROADS, hour: int = 9):
    name, township, _ = WHERE[place]
    on = town.TODAY - timedelta(ago)
    return town.ticket_row(
        number, f"{on} {hour:02}:00", town=township, address=name, topics=topics,
        content=f"{name}{topics[1]}", caller=f"1{number[1:]:0>10}",
    )  # fmt: skip


def even():
    """Return one ticket a week at each village, two at the others, on other weekdays."""
    places = ("V1", "V2", "E1", "E1", "C1", "C1")
    return [
        row(f"B{1000 + 100 * at + week}", place, 7 * week + at + 1)
        for at, place in enumerate(places)
        for week in range(12)
    ]


def surge(*places: str, each: int = 6, topics: tuple[str, str] = ROADS):
    return [
        row(f"S{5000 + 100 * at + n}", place, n % 3, topics, hour=6 + n)
        for at, place in enumerate(places)
        for n in range(each)
    ]


@pytest.fixture
def located(settled):
    for code, (_, _, (lon, lat)) in WHERE.items():
        Place.objects.filter(code=code).update(longitude=lon, latitude=lat)


def test_a_surge_at_neighbours_is_one_hot_spot(located):
    town.bring([*even(), *surge("V1", "V2")])
    (one,) = hot_spots(town.DISTRICT, town.TODAY)
    assert (one["kind"], one["tickets"], one["callers"]) == ("hot", 14, 14)
    assert sorted(one["places"]) == sorted([town.STONEGATE, town.WILLOWS])
    assert (one["place_code"], one["town"], one["topic"]) == ("V1", "白石镇", "道路交通")
    assert one["recurrence_days"] == 1000 and one["expected"] < 7
    assert (one["first_at"][:10], one["last_at"][:10]) == ("2022-08-29", "2022-08-31")
    assert {row.number for row in surge("V1", "V2")} < set(one["ticket_nos"])
    assert one["reasons"][0].startswith("2022-08-29至2022-08-31,2处共14件")
    assert "1000天" in one["reasons"][1]
    assert hot_spots(None, town.TODAY) == [one], "the same again, whoever asks"
    assert "once in 1000 days" in hot_spots(None, town.TODAY, language="en")[0]["reasons"][1]


def test_nothing_is_hot_where_tickets_come_evenly(located):
    town.bring(even())
    assert hot_spots(town.DISTRICT, town.TODAY) == []


def test_a_rise_everywhere_at_once_is_not_hot(located):
    """Rain falls on all: the days are many, no place is."""
    town.bring([*even(), *surge(*WHERE)])
    assert hot_spots(town.DISTRICT, town.TODAY) == []


def test_it_stands_as_of_the_day(located):
    town.bring([*even(), *surge("V1", "V2")])
    assert hot_spots(town.DISTRICT, town.TODAY - timedelta(4)) == []
    assert len(hot_spots(town.DISTRICT)) == 1, "without a day that of the newest ticket"
    assert hot_spots(town.DISTRICT, date(2023, 8, 31)) == []


def test_branches_are_looked_at_apart(located):
    town.bring(
        [*even(), *surge("V1", each=12), row("W1", "E1", 20, WATER), row("W2", "V2", 30, WATER)]
    )
    assert [one["topic_code"] for one in hot_spots(town.DISTRICT, town.TODAY)] == ["road"]


def test_what_one_place_alone_calls_about_is_seen_beside_all_topics(located):
    calls = [row(f"W{n}", "E1", n % 2, WATER, hour=n % 20) for n in range(30)]
    town.bring([*even(), *calls])
    (one,) = hot_spots(town.DISTRICT, town.TODAY)
    assert (one["place"], one["topic"]) == (town.LOTUS, "供水")
    assert "按各类诉求合计" in one["reasons"]


def test_a_place_without_coordinates_is_looked_at_alone(settled):
    town.bring([*even(), *surge("V1", each=10)])
    (one,) = hot_spots(town.DISTRICT, town.TODAY)
    assert one["places"] == [town.STONEGATE]
    assert one["reasons"][-1] == "此处没有坐标,只与自己比"


def test_a_place_without_stands_in_the_middle_of_its_community():
    def place(pk: int, community: str, lat: float | None = None) -> Known:
        return Known(pk=pk, community_code=community, latitude=lat, longitude=lat)

    places = [place(1, "A", 1.0), place(2, "A", 3.0), place(3, "A"), place(4, "B"), place(5, "")]
    found = points_of(places)
    assert found == {1: (1.0, 1.0), 2: (3.0, 3.0), 3: (2.0, 2.0)}


def test_one_in_a_thousand_is_once_in_a_thousand_days():
    assert [_seldom(p) for p in (1.0, 0.5, 0.001, 0.003)] == [1, 2, 1000, 333]


def test_it_is_worked_out_anew_where_the_catalogue_changed(settled, monkeypatch):
    asked = []
    monkeypatch.setattr(remembering, "has_tally", lambda: True)
    monkeypatch.setattr(remembering, "is_moving", lambda: False)
    monkeypatch.setattr(remembering, "_standing_of", lambda rooms: asked.append(rooms) or ())
    _hot(town.DISTRICT, town.TODAY)
    remembering.forget()
    assert {"regions", "places", "policies", "catalogue", "intake"} <= set(asked[0])


def test_a_township_that_left_since_was_hot_where_it_lay(located):
    town.bring([*even(), *surge("V1", "V2")])
    (before,) = hot_spots(town.DISTRICT, town.TODAY)
    gone = town.TODAY + timedelta(1)
    change_boundary(
        old_code=town.WHITESTONE, new_code="990102100000", new_name="新石街道", effective_on=gone,
        document_no="1号", by=town.person("系统管理员", ("system_admin", "")), on=gone, at=town.NOW,
    )  # fmt: skip
    assert hot_spots(town.DISTRICT, town.TODAY) == [before]


def test_pages_do_not_know_the_kind(located):
    with pytest.raises(BadInput):
        pressing_spots(town.DISTRICT, town.TODAY, "hot")
