"""Home of the city's walk to a photo of a site, counted in clicks, and of charts with their tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.persons import sign_in

CLICKS = 3
CHARTS = (
    ("finance", "/money/flow/", "flow"),
    ("district", "/pace/", "rows"),
    ("city", "/coverage/", "rows"),
)


def test_from_the_city_to_a_photo_of_a_site_in_three_clicks(site: str, page: Page) -> None:
    sign_in(page, site, "city")
    page.goto(f"{site}/city/")
    way = ("#districts a:text('通州区')", "#townships a:text('台湖镇')", ".shot:has(img) a.pl")
    for wanted in way:
        page.locator(wanted).first.click()
    page.wait_for_url("**/projects/*/**")
    photo = page.locator(".pair img").first
    expect(photo).to_be_visible()
    photo.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.pair img').naturalWidth > 0")
    assert len(way) <= CLICKS


@pytest.mark.parametrize(("who", "where", "kind"), CHARTS)
def test_a_chart_is_drawn_and_its_table_can_be_kept(
    site: str, page: Page, tmp_path: Path, who: str, where: str, kind: str
) -> None:
    sign_in(page, site, who)
    page.goto(site + where)
    figure = page.locator(f".chart[data-drawn={kind}]").first
    expect(figure.locator("canvas")).to_be_visible()
    figure.locator("summary").click()
    rows = figure.locator("tbody tr").count()
    with page.expect_download() as kept:
        figure.locator("[data-keep]").click()
    kept.value.save_as(tmp_path / "table.csv")
    text = (tmp_path / "table.csv").read_text(encoding="utf-8-sig")
    assert rows > 1
    assert len(text.splitlines()) == rows + 1
