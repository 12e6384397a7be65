"""Home of the tests of the search box: numbers, names, and the variants people type."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests import town, walking
from xiaowei.base.places.models import Place
from xiaowei.stages.selection.operations import open_round

Door = Callable[..., Client]


@pytest.mark.parametrize("typed", ["QC2022-001", " qc2022-001 "])
def test_a_number_leads_straight_to_its_project(as_: Door, project: str, typed: str) -> None:
    assert as_().get("/search/", {"q": typed})["Location"] == f"/projects/{project}/"


def test_a_tickets_and_a_spots_number_lead_to_them_inside_only(as_: Door) -> None:
    spot = as_("clerk").get("/spots/").context["rows"][0]["id"]
    assert as_("clerk").get("/search/", {"q": "R1"})["Location"] == "/tickets/R1/"
    assert as_("clerk").get("/search/", {"q": spot})["Location"] == f"/spots/{spot}/"
    assert as_().get("/search/", {"q": "R1"}).status_code == 200
    assert as_("stranger").get("/search/", {"q": "R1"}).status_code == 200, "nothing is told"


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        (town.STONEGATE, ""),
        ("石门村委会", "地名相同"),
        ("白石镇石门村", "地名相同"),
        ("时门村", "错字更正"),
        ("石门", "名字里有这几个字"),
    ],
)
def test_variants_of_a_name_find_its_place_and_say_so(
    as_: Door, project: str, typed: str, how: str
) -> None:
    answer = as_().get("/search/", {"q": typed})
    assert [place["name"] for place in answer.context["places"]] == [town.STONEGATE]
    assert [row["number"] for row in answer.context["projects"]] == [project]
    page = answer.content.decode()
    assert (f"按“{typed}”找到" in page) == bool(how)
    assert how in page


def test_an_alias_finds_spots_and_tickets_for_whoever_may_read_them(as_: Door) -> None:
    found = as_("officer").get("/search/", {"q": "荷塘小区"})
    assert "按“荷塘小区”找到 <a " in found.content.decode()
    assert [place["name"] for place in found.context["places"]] == [town.LOTUS]
    assert [row["place"] for row in found.context["spots"]] == [town.LOTUS]
    assert found.context["tickets"]
    assert not as_().get("/search/", {"q": "荷塘小区"}).context["tickets"]
    assert not as_("clerk").get("/search/", {"q": "荷塘小区"}).context["tickets"]


def test_what_the_year_hides_is_said_with_the_way_there(as_: Door, project: str) -> None:
    where = {"district_code": town.DISTRICT, "year": 2023, "name": "第一批"}
    days = {"opens_on": date(2022, 8, 1), "closes_on": date(2022, 12, 1)}
    open_round(**where, **days, **town.acting(town.OFFICER))
    walking.mint(name="石门村西路修补", year=2023)
    this, next_year = ({"programme": f"{town.DISTRICT}:{year}"} for year in (2022, 2023))
    page = as_("officer").get("/projects/", {"q": "石门"} | this)
    assert [row["number"] for row in page.context["rows"]] == [project]
    (other,) = page.context["elsewhere"]
    assert "2023 年 1 项" in page.content.decode()
    found = as_("officer").get(f"/projects/?{other['asked']}")
    assert [row["name"] for row in found.context["rows"]] == ["石门村西路修补"]
    assert "2022 年 1 项" in found.content.decode()
    both = as_("officer").get("/search/", {"q": "石门"} | this).context["projects"]
    assert [row["year"] for row in both] == [2022, 2023], "the search box knows no year"
    for asked in ({"q": "没有这个词"} | this, this, {"q": "西路"} | next_year):
        assert not as_("officer").get("/projects/", asked).context["elsewhere"]


def test_words_that_mean_nothing_say_what_to_do(as_: Door, project: str) -> None:
    page = as_().get("/search/", {"q": "不存在的地方"}).content.decode()
    assert "没有找到“不存在的地方”" in page
    assert "照单子上的编号" in page
    assert as_().get("/search/").status_code == 200


def test_what_was_found_stands_on_a_map_or_is_told_by_township(as_: Door, project: str) -> None:
    client = as_()
    bare = client.get("/search/", {"q": "村"})
    assert not bare.context["map"]["located"]
    assert "data-map=" not in bare.content.decode(), "never an empty map"
    Place.objects.filter(code="V1").update(longitude=116.65, latitude=39.91)
    found = client.get("/search/", {"q": "村"}).context["map"]
    assert found["located"] == 1
    points = client.get(found["url"]).json()["features"]
    assert [one["properties"]["u"] for one in points] == [f"/projects/{project}/"]


def test_several_townships_are_tiles_that_narrow_what_was_found(as_: Door, project: str) -> None:
    estate = Place.objects.get(code="E1").pk
    clerk = town.person("街道 江", ("town_clerk", town.RIVERVIEW))
    where = {"town_code": town.RIVERVIEW, "place_ids": [estate], "spot_id": None}
    walking.mint(by=clerk, name="荷塘小区道路", **where)
    page = as_("officer").get("/search/", {"q": "2022"})
    assert len(page.context["projects"]) == 2
    tiles = page.context["tiles"]["rows"]
    assert [tile["n"] for tile in tiles] == [1, 1]
    for tile in tiles:
        narrowed = as_("officer").get(f"/search/{tile['url']}").context
        assert [row["town"] for row in narrowed["projects"]] == [tile["name"]]
        assert len(narrowed["tiles"]["rows"]) == 2


def test_the_sheet_for_paper_shows_where_it_lies_without_a_script(as_: Door, project: str) -> None:
    address = f"/projects/{project}/print/"
    assert 'class="sketch"' not in as_().get(address).content.decode()
    Place.objects.filter(code="V1").update(longitude=116.65, latitude=39.91)
    page = as_().get(address).content.decode()
    assert 'class="sketch"' in page and 'class="own"' in page
    assert "data-map=" not in page
