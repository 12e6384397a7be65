"""Home of the map in a browser: 6,000 points pan smoothly, the keyboard opens them, nothing goes outside."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import gold
from tests.browser import serving
from tests.browser.watching import TRIES
from tools import scratch

MANY = 6000
MEDIAN, LONGEST = 100.0, 1000.0
"""Milliseconds a frame may take on two shared cores that draw without a graphics card."""
FRAMES = """() => new Promise((tell) => {
  const map = document.querySelector(".map").map;
  const frames = [];
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    map.panBy([frames.length % 120 < 60 ? 6 : -6, 2], { animate: false });
    if (frames.length < 180) requestAnimationFrame(step);
    else tell(frames.slice(5));
  };
  requestAnimationFrame(step);
})"""


def somewhere(chance: random.Random) -> list[float]:
    """Return a point within a square of half a degree."""
    return [116.5 + chance.random() / 2, 39.6 + chance.random() / 2]


@pytest.fixture(scope="module")
def located(
    browser: Browser, demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the demo with its places located by a sheet, as an operator does it."""
    folder = tmp_path_factory.mktemp("located")
    chance, sheet, home = random.Random(7), folder / "places.csv", folder / "home"
    known = ("place_id", "kind", "town_code", "name")
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow((*known, "经度", "纬度", "坐标系"))
        for row in gold.cells("places"):
            rows.writerow((*(row[name] for name in known), *somewhere(chance), "高德"))
    shutil.copytree(demo_home, home)
    command = [serving.COMMAND, "import", "places", str(sheet)]
    env = scratch.environment(str(home))
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with serving.served(folder / "served", home) as address:
        yield address


def open_map(page: Page, site: str) -> int:
    """Open the map of projects; return how many points are drawn."""
    page.goto(f"{site}/projects/?view=map")
    figure = page.locator(".map")
    expect(figure).to_have_attribute("data-drawn", re.compile(r"[1-9]\d*"))
    return int(figure.get_attribute("data-drawn") or 0)


def answer_many(route: Route) -> None:
    """Answer 6,000 sites in the form that the house gives."""
    chance = random.Random(3)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": somewhere(chance)},
            "properties": {"t": f"点位{n}", "s": "道路修补", "u": "/projects/", "k": n % 3},
        }
        for n in range(MANY)
    ]
    told = {"type": "FeatureCollection", "features": features, "bbox": [116.5, 39.6, 117.0, 40.1]}
    towns = {"type": "FeatureCollection", "features": features[:20]}
    body = json.dumps(told | {"towns": towns}, ensure_ascii=False)
    route.fulfill(body=body, content_type="application/geo+json")


def test_projects_are_drawn_and_the_keyboard_opens_one(located: str, page: Page) -> None:
    assert open_map(page, located) >= 162
    page.locator(".map canvas").focus()
    link = page.locator(".maplibregl-popup a").first
    for _ in range(12):
        # Each time the cluster nearest to the middle opens into smaller ones, then into a single one.
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)
        if link.count():
            break
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/projects/[^/?]+/$"))


def test_six_thousand_sites_pan_without_stutter(located: str, page: Page) -> None:
    page.route("**/projects.geojson*", answer_many)
    assert open_map(page, located) == MANY
    frames = min((page.evaluate(FRAMES) for _ in range(TRIES)), key=max)
    slow = sorted(frames)[int(len(frames) * 0.95)]
    print(f"{MANY} sites: median {statistics.median(frames):.0f}, p95 {slow:.0f} ms a frame")
    assert statistics.median(frames) < MEDIAN
    assert max(frames) < LONGEST


def test_without_coordinates_the_townships_stand_there(site: str, page: Page) -> None:
    page.goto(f"{site}/projects/?view=map")
    expect(page.locator(".map")).to_have_count(0)
    tile = page.locator(".tile", has_text="台湖镇")
    expected = tile.locator("b").inner_text()
    tile.click()
    expect(page.locator("table.t tbody tr")).to_have_count(int(expected))
