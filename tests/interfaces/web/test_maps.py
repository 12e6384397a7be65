"""Home of the tests of maps: the list's own rows as points, townships as tiles, ground from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import town
from tools import scratch
from xiaowei.interfaces.web.atlas.points import DONE, Spotted, points_answer

Door = Callable[..., Client]
WHERE = {"lon": 116.65, "lat": 39.9}


def locate(*codes: str) -> None:
    """Bring the town's places again, some of them with a point."""
    rows = [
        row if row.code not in codes else town.place_row(
            row.row, row.code, row.name, row.town_code, kind=row.kind, **WHERE
        )
        for row in town.place_rows()
    ]  # fmt: skip
    town.settle_places(rows)


def told(client: Client, where: str, **asked: str) -> dict[str, Any]:
    answer = client.get(where, asked)
    assert answer["Content-Type"].startswith("application/geo+json")
    said: dict[str, Any] = json.loads(answer.content)
    return said


def names(said: dict[str, Any]) -> list[str]:
    return [feature["properties"]["t"] for feature in said["features"]]


def test_the_map_of_spots_has_the_points_of_the_list(as_: Door) -> None:
    locate("V1")
    client = as_("officer")
    page = client.get("/spots/", {"view": "map"})
    frame = page.context["map"]
    assert (frame["located"], frame["missing"]) == (1, len(page.context["rows"]) - 1)
    said = told(client, frame["url"])
    assert names(said) == [town.STONEGATE]
    (feature,) = said["features"]
    assert feature["geometry"]["coordinates"] == [116.65, 39.9]
    assert client.get(feature["properties"]["u"]).status_code == 200
    assert names({"features": said["towns"]["features"]}) == ["白石镇"]


def test_nobody_gets_points_of_another_area(as_: Door) -> None:
    locate("V1", "E1")
    assert town.STONEGATE in names(told(as_("clerk"), "/spots.geojson"))
    assert town.STONEGATE not in names(told(as_("far_officer"), "/spots.geojson"))
    assert names(told(as_("neighbour"), "/spots.geojson")) == []


def test_without_coordinates_townships_are_tiles_and_no_map_is_drawn(as_: Door) -> None:
    page = as_("officer").get("/spots/", {"view": "map"})
    assert "map.js" not in page.content.decode()
    tiles = {tile["name"]: tile for tile in page.context["tiles"]["rows"]}
    assert sum(tile["n"] for tile in tiles.values()) == len(page.context["rows"])
    narrowed = as_("officer").get("/spots/" + tiles["白石镇"]["url"])
    assert {row["town"] for row in narrowed.context["rows"]} == {"白石镇"}
    assert len(narrowed.context["rows"]) == tiles["白石镇"]["n"]
    assert tiles["枫林镇"]["n"] == 0


def test_a_township_sees_its_places_as_tiles(as_: Door) -> None:
    tiles = as_("clerk").get("/spots/", {"view": "map"}).context["tiles"]
    assert (tiles["by"], [tile["name"] for tile in tiles["rows"]]) == ("place", [town.STONEGATE])


def test_projects_stand_at_their_places_for_everybody(as_: Door, project: str) -> None:
    locate("V1")
    page = as_().get("/projects/", {"view": "map"})
    assert page.context["map"]["located"] == 1
    (feature,) = told(as_(), page.context["map"]["url"])["features"]
    assert feature["properties"]["u"] == f"/projects/{project}/"
    assert told(as_(), "/projects.geojson", q="没有这样的")["features"] == []


def test_a_site_with_a_point_of_its_own_goes_before_its_place(as_: Door, project: str) -> None:
    from xiaowei.stages.delivery.models import Site

    locate("V1")
    site = Site.objects.filter(works__filing__application__candidate__number=project).first()
    assert site
    site.longitude, site.latitude = 116.7, 39.8
    site.save()
    (feature,) = told(as_(), "/projects.geojson")["features"]
    assert feature["geometry"]["coordinates"] == [116.7, 39.8]


def test_six_thousand_points_are_one_small_answer() -> None:
    every = [
        Spotted(
            [(116 + n % 80 / 100, 39 + n // 80 / 100)], f"村{n}", "修路", f"/p/{n}/", DONE, "镇"
        )
        for n in range(6000)
    ]
    answer = points_answer(every)
    assert len(json.loads(answer.content)["features"]) == 6000
    assert len(answer.content) < 1_100_000


TILES = "https://tiles.example/{z}/{x}/{y}.png"


def settings_say(**named: str) -> subprocess.CompletedProcess[str]:
    """Start the settings with something in the environment; print what the policy lets in."""
    ask = "from xiaowei.config import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES'])"
    command = [sys.executable, "-c", ask]
    env = scratch.environment(os.environ["XIAOWEI_HOME"]) | named
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_tiles_come_from_the_one_host_that_is_set_and_name_their_approval() -> None:
    credited = settings_say(XIAOWEI_TILES=TILES, XIAOWEI_TILES_CREDIT="审图号 GS(2020)1号")
    assert credited.stdout.count("https://tiles.example'") == 2
    assert "XIAOWEI_TILES_CREDIT" in settings_say(XIAOWEI_TILES=TILES).stderr
    assert settings_say(XIAOWEI_TILES="https://tiles.example/").returncode == 1
    assert settings_say(XIAOWEI_COORDINATES="moon").returncode == 1


@pytest.mark.parametrize("where", ["/spots/", "/projects/"])
def test_a_list_asks_nothing_of_maps(as_: Door, where: str) -> None:
    locate("V1")
    assert "map.js" not in as_("officer").get(where).content.decode()
