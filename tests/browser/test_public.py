"""Home of the public face: the paragraph, the rows behind each figure, without scripts, on another day."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import serving
from tests.browser.persons import find, move_day, sign_in, take
from tests.browser.watching import TRIES, Watch
from tools import scratch

NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")
TEN_THOUSAND = Decimal(10_000)


def briefing(home: Path, as_of: str) -> dict[str, Any]:
    """Ask the command for the figures of a day."""
    command = [serving.COMMAND, "briefing", "--district", "110112", "--as-of", as_of, "--json"]
    done = subprocess.run(
        command, env=scratch.environment(str(home)), capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_home_says_what_the_command_says(site: str, page: Page, demo_home: Path) -> None:
    page.goto(site)
    expect(page.locator("#para")).to_have_text(briefing(demo_home, "2020-08-31")["text"])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_each_figure_opens_rows_that_make_it(
    site: str, open_page: Callable[..., Watch], scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts).page
    page.goto(site)
    figures = page.locator(".pp .bd .fig")
    addresses = [str(link.get_attribute("href")) for link in figures.all()]
    assert len(addresses) >= 12, "the paragraph and the line on silence"
    for address in addresses if scripts else addresses[:: len(addresses) // 4]:
        figure = page.locator(f".pp .bd .fig[href='{address}']").first
        said = figure.inner_text()
        figure.click()
        if scripts:
            expect(figure).to_have_class(re.compile(r"\bon\b"))
        else:
            assert page.url.endswith(address)
        drawer = page.locator(".drawer")
        expect(drawer.locator("a[href*='rows.xlsx']")).to_have_attribute(
            "href", re.compile(re.escape(address.split("?")[0]))
        )
        rows = [row.locator("td").all_inner_texts() for row in drawer.locator("tbody tr").all()]
        assert as_said(said, worth(drawer, rows)), f"{said} is not what {address} adds up to"


def worth(drawer: Locator, rows: list[list[str]]) -> Decimal:
    """Return what the rows add up to, or their number where the last column is no number."""
    if not drawer.locator("tfoot").count():
        return Decimal(len(rows))
    total = as_number(drawer.locator("tfoot td.n").inner_text())
    assert sum((as_number(row[-1]) for row in rows), Decimal(0)) == total
    return total


def as_number(text: str) -> Decimal:
    """Read a number as the pages write it; a dash is nothing."""
    found = NUMBER.search(text)
    return Decimal(found.group().replace(",", "")) if found else Decimal(0)


def as_said(said: str, value: Decimal) -> bool:
    """Tell whether the words round the value: 13.58万, 约11万, 42; words without a number need rows."""
    if not NUMBER.search(said):
        return value > 0
    number = as_number(said)
    if "万" in said:
        value /= TEN_THOUSAND
    step = Decimal(1).scaleb(min(int(number.as_tuple().exponent), 0))
    return value.quantize(step, ROUND_HALF_UP) == number


def test_another_day_has_other_figures(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page().page
    page.goto(site)
    before = page.locator("#para").inner_text()
    page.locator("input[name=as_of]").fill("2020-06-30")
    page.wait_for_url("**as_of=2020-06-30**")
    assert page.locator("#para").inner_text() != before
    page.goto(site)
    try:
        move_day(page, date(2020, 7, 15))
        assert page.locator("#para").inner_text() not in ("", before)
    finally:
        move_day(page, date(2020, 8, 31))
    assert page.locator("#para").inner_text() == before


def test_a_double_click_acts_once(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page().page
    sign_in(page, site, "clerk")
    page.goto(f"{site}/spots/S000148/")
    page.locator("[name=what]").fill("送水车两台")
    click_twice(page, page.get_by_role("button", name="记下"))
    expect(page.locator(".note[role=status]")).to_be_visible()
    expect(page.locator(".did p", has_text="送水车两台")).to_have_count(1)
    page.goto(f"{site}/spots/S000148/apply/")
    page.locator("[name='lines-0-quantity']").fill("0.1")
    click_twice(page, page.get_by_role("button", name="保存"))
    page.wait_for_url("**/draft/**")
    page.goto(f"{site}/spots/S000148/")
    expect(page.locator(".did > div").nth(1).locator("a")).to_have_count(1)


def click_twice(page: Page, button: Locator) -> None:
    """Click where the button is and once more, as a nervous hand does before the page answers."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    for _ in range(2):
        page.mouse.click(box["x"] + 4, box["y"] + 4)


def test_back_after_a_step_does_no_harm(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page().page
    sign_in(page, site, "district")
    page.goto(f"{site}/desk/?act=begin_review")
    number = page.locator("td.no").first.inner_text()
    find(page, number)
    take(page, "开始审核")
    page.go_back()
    expect(page.locator("#turn")).to_be_visible()
    expect(page.locator("#doing")).to_have_count(0)
    find(page, number)
    expect(page.locator(".trail b", has_text="开始审核")).to_have_count(1)
    page.reload()
    expect(page.locator("h1")).to_be_visible()


FIRST_PAINT = """() => new Promise(done => new PerformanceObserver(seen => {
  const [paint] = seen.getEntriesByName("first-contentful-paint");
  if (paint) done(paint.startTime);
}).observe({ type: "paint", buffered: true }))"""
SOON_MS = 1_500


@pytest.mark.parametrize(
    "address",
    ["/", "/search/?q=小区", "/projects/TZ2020-149/?face=public", "/places/P053/", "/waiting/"],
)
def test_a_residents_page_paints_soon_with_nothing_kept(
    site: str, open_page: Callable[..., Watch], address: str
) -> None:
    painted = []
    for _ in range(TRIES):
        page = open_page(viewport={"width": 390, "height": 844}).page
        page.goto(f"{site}{address}")
        painted.append(float(page.evaluate(FIRST_PAINT)))
    assert min(painted) <= SOON_MS, painted


def test_a_project_fits_one_sheet_of_paper(site: str, page: Page) -> None:
    page.goto(f"{site}/projects/TZ2020-149/print/")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
