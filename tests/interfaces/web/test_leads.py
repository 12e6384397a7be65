"""Early leads: told from the months before, of one's own area, with how such leads did; none is an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import town
from xiaowei.base.places.models import Place
from xiaowei.stages.identification.models import Candidate, Visit

Door = Callable[..., Client]


@pytest.fixture
def every_month(people: None) -> None:
    """Bring six calls a month about the road of 石门村 for ten months, and one a quarter of 柳湾村's."""
    rows: list[Any] = []
    for month in range(10):
        on = date(2021 + (10 + month) // 12, (10 + month) % 12 + 1, 5)
        rows += [
            town.ticket_row(
                f"L{month}x{i}", f"{on:%Y-%m}-{5 + 3 * i:02d} 09:00", caller=f"1000020{month}{i}"
            )
            for i in range(6)
        ]
        if month % 3 == 0:
            rows.append(
                town.ticket_row(f"K{month}", f"{on} 10:00", address="柳湾村", content="路面破损")
            )
    town.bring(rows)


def test_what_comes_every_month_is_a_lead_and_scored(as_: Door, every_month: None) -> None:
    page = as_("officer").get("/spots/ahead/")
    first = page.context["rows"][0]
    assert (first["place"], first["topic"]) == (town.STONEGATE, "道路破损")
    assert first["percent"] >= 80
    assert first["reasons"]
    score = page.context["score"]
    assert score["months"] >= 3
    assert 0 < score["followed"] <= score["named"]
    assert "2022-09" in page.content.decode()


def test_leads_are_those_of_ones_own_area(as_: Door, every_month: None) -> None:
    assert as_("clerk").get("/spots/ahead/").context["rows"]
    assert not as_("stranger").get("/spots/ahead/").context["rows"]
    told = as_("clerk").get("/spots/ahead.csv").content.decode("utf-8-sig").splitlines()
    assert told[1].startswith("白石镇,石门村,道路破损,")


def test_a_record_too_short_says_so(as_: Door, people: None) -> None:
    page = as_("officer").get("/spots/ahead/", {"as_of": "2022-05-20"}).content.decode()
    assert "还说不出" in page


def test_nothing_of_later_months_is_known(as_: Door, every_month: None) -> None:
    early = as_("officer").get("/spots/ahead/", {"as_of": "2022-07-31"})
    assert early.context["told"].month == date(2022, 8, 1)
    assert early.context["told"].tested == 6
    assert as_("officer").get("/spots/ahead/", {"as_of": "2022-06-30"}).context["told"] is None


def mark(client: Client, **said: Any) -> Any:
    place = Place.objects.get(code="V1").pk
    told = {"place_id": place, "topic": "road_damage", "back": "butlers"} | said
    return client.post("/spots/ahead/looked/", told, follow=True)


def test_a_butler_sees_the_leads_of_its_own_places_and_marks_one(
    as_: Door, every_month: None
) -> None:
    butler = as_("butler")
    page = butler.get("/butlers/")
    assert "先去看看" in page.content.decode()
    (hint,) = page.context["hints"]
    assert (hint["place"], hint["topic"], hint["seen"]) == (town.STONEGATE, "道路破损", None)
    assert all(
        one["place_code"] == "V2" for one in as_("neighbour").get("/butlers/").context["hints"]
    )
    page = mark(butler)
    assert "记下了:去看过。" in page.content.decode()
    assert page.request["PATH_INFO"] == "/butlers/"
    assert Visit.objects.get().seen == "道路破损:看过,没有发现问题。"
    (hint,) = butler.get("/butlers/").context["hints"]
    assert hint["seen"].found is False
    clerk = as_("clerk").get("/spots/ahead/")
    assert clerk.context["rows"][0]["seen"].by == "butler"


def test_a_visit_that_speaks_of_something_else_is_no_look(as_: Door, every_month: None) -> None:
    mark(as_("butler"), topic="street_lamp", seen="都亮着")
    assert as_("butler").get("/butlers/").context["hints"][0]["seen"] is None


def test_what_is_taken_up_is_prefilled_and_counted(as_: Door, every_month: None) -> None:
    clerk = as_("clerk")
    row = clerk.get("/spots/ahead/").context["rows"][0]
    form = clerk.get(row["propose"]).context["form"]
    assert form["place_id"].value() == Place.objects.get(code="V1").pk
    assert form["type_code"].value() == "road"
    assert form["lead_source"].value() == "patrol"
    said = {name: form[name].value() for name in ("place_id", "type_code", "lead_source")}
    assert clerk.post("/propose/", said | {"reason": "又塌了"}).status_code == 302
    assert Candidate.objects.get().proactive
    assert clerk.get("/spots/ahead/").context["rows"][0]["seen"].found
    Candidate.objects.update(collected_on="2022-07-20")
    kept = clerk.get("/spots/ahead/").context["kept"]
    by_month = {row.month: row for row in kept["rows"]}
    for month in (date(2022, 7, 1), date(2022, 8, 1)):
        one = by_month[month]
        assert (one.looked, one.taken, one.nothing, one.followed) == (1, 1, 0, one.named)
    assert by_month[date(2022, 6, 1)].looked == 0
    assert kept["looked"] == kept["taken"] == 2
    assert kept["named"] == sum(row.named for row in kept["rows"]) > 2
    assert kept["share"] == round(100 * 2 / kept["named"])


def test_a_look_elsewhere_or_at_nothing_is_refused(as_: Door, every_month: None) -> None:
    for who, said in (
        ("neighbour", {}),
        ("butler", {"topic": "nowhere"}),
        ("butler", {"place_id": "x"}),
    ):
        assert "记下了" not in mark(as_(who), **said).content.decode()
    assert not Visit.objects.exists()
    page = mark(as_("butler"), back="http://elsewhere.invalid/")
    assert page.request["PATH_INFO"] == "/spots/ahead/"


@pytest.fixture
def floods(people: None) -> None:
    """Bring standing water at 石门村 in two summers, at 柳湾村 in the second one and in the May before it."""
    calls = [
        ("2020-07-05", "石门村"), ("2021-06-05", "石门村"),
        ("2021-08-05", "柳湾村"), ("2021-05-05", "柳湾村"),
    ]  # fmt: skip
    town.bring(
        [
            town.ticket_row(
                f"F{n}", f"{on} 09:00", topics=("排水", "积水"), address=where,
                content=f"{where}积水", caller=f"1000030000{n}",
            )
            for n, (on, where) in enumerate(calls)
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2022-03-31", []),
        ("2022-04-01", ["防汛"]),
        ("2022-05-31", ["防汛"]),
        ("2022-06-01", []),
        ("2022-08-31", []),
        ("2022-09-01", ["供暖"]),
    ],
)
def test_a_season_is_shown_in_the_two_months_before_it(
    as_: Door, floods: None, day: str, names: list[str]
) -> None:
    page = as_("officer").get("/spots/ahead/", {"as_of": day})
    assert [one["name"] for one in page.context["seasons"]] == names


def test_a_season_names_where_it_was_felt_most_years_first(as_: Door, floods: None) -> None:
    page = as_("officer").get("/spots/ahead/", {"as_of": "2022-05-01"})
    rows = page.context["seasons"][0]["rows"]
    assert [(row["place"], row["reasons"]) for row in rows] == [
        (town.STONEGATE, ["2020 年 1 件", "2021 年 1 件"]),
        (town.WILLOWS, ["2021 年 1 件"]),
    ]
    assert "清掏" in page.content.decode()
    assert "source=season" in rows[0]["propose"]
    own = as_("neighbour").get("/spots/ahead/", {"as_of": "2022-05-01"})
    assert [row["place"] for row in own.context["seasons"][0]["rows"]] == [town.WILLOWS]
    heating = as_("officer").get("/spots/ahead/", {"as_of": "2022-09-15"}).content.decode()
    assert "往年这一季没有人反映过" in heating


def test_places_beside_a_problem_are_named_where_coordinates_tell(as_: Door, people: None) -> None:
    page = as_("officer").get("/spots/ahead/")
    assert page.context["neighbours"]["rows"] == []
    assert "还没有坐标" in page.content.decode()
    for code, lon in (("V1", 116.60), ("V2", 116.605)):
        place = Place.objects.get(code=code)
        place.longitude, place.latitude, place.coordinate_system = lon, 39.9, "wgs84"
        place.save()
    (row,) = (
        as_("officer").get("/spots/ahead/", {"as_of": "2022-07-31"}).context["neighbours"]["rows"]
    )
    assert (row["place"], row["topic"]) == (town.WILLOWS, "道路破损")
    assert row["reasons"] == ["旁边的石门村近三个月 4 件"]
    assert "source=neighbours" in row["propose"]
