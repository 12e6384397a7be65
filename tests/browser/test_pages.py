"""Home of what holds on every page for everybody: whole, calm, offline, at both widths, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from tests.browser.persons import sign_in
from tests.browser.watching import DESK, PHONE, Watch, sideways

PERSONAL = re.compile(r"(?<!\d)(?:1\d{10}|\d{17}[\dXx])(?!\d)")
CHINESE = re.compile(r"[㐀-鿿]")
UNITS = re.compile("平方米|公里|[米个盏套面处座]")
OPEN = (
    "/", "/method/", "/sign-in/", "/projects/", "/projects/?state=accepted", "/search/?q=TZ2020-149",
    "/projects/TZ2020-149/?face=public", "/figures/projects_started/", "/nothing-here/",
)  # fmt: skip
INSIDE = (
    "/", "/desk/", "/tickets/", "/tickets/GD2020000022/", "/spots/", "/spots/S000122/",
    "/spots/S000148/apply/", "/projects/", "/projects/TZ2020-149/", "/projects/TZ2021-008/",
    "/money/", "/import/", "/import/questions/", "/import/runs/I000001/", "/messages/", "/whistles/",
    "/butlers/",
)  # fmt: skip
PERSONS: dict[str, tuple[str, ...]] = {
    "": OPEN,
    "district": (
        *INSIDE, "/coverage/", "/months/", "/effect/", "/money/supervised/", "/pace/", "/money/flow/",
        "/spots/ahead/", "/rounds/weigh/", "/votes/",
        "/spots/?view=map", "/projects/?view=map",
        "/rounds/", "/projects/TZ2021-022/", "/projects/?programme=110112000000:2021",
        *(f"/projects/TZ2021-012/?do={step}"
          for step in ("send_back", "approve", "reject", "ask_opinion", "visit_site")),
    ),
    "clerk": (
        *INSIDE, "/votes/", "/votes/call/", "/votes/1/", "/votes/1/notice/", "/votes/1/papers/",
        "/spots/places/P030/",
        "/spots/?view=map",
        "/projects/TZ2021-006/draft/", "/projects/TZ2020-145/?do=accept", "/projects/TZ2021-023/",
        *(f"/projects/TZ2021-006/?do={step}"
          for step in ("submit", "split", "merge", "withdraw", "declare_emergency")),
    ),
    "clerk-zjw": ("/projects/TZ2021-010/draft/", "/projects/TZ2021-010/?do=submit"),
    "housing": ("/desk/", "/projects/TZ2021-011/?do=give_opinion", "/projects/TZ2021-012/"),
    "leader": ("/desk/", "/spots/"),
    "butler": ("/desk/", *INSIDE[2:7], "/projects/TZ2021-008/", "/import/", "/butlers/"),
    "secretary": ("/desk/", *INSIDE[2:7], "/projects/TZ2020-149/", "/money/"),
    "finance": (*INSIDE[:3], *INSIDE[7:11], "/projects/TZ2021-014/?do=disburse"),
    "audit": ("/", "/desk/", "/money/", "/trail/"),
    "system": ("/", "/desk/", "/people/", "/boundaries/"),
    "security": ("/", "/tickets/", "/people/"),
    "city": ("/", "/desk/", "/money/", "/money/envelopes/", "/projects/TZ2020-149/", "/pace/", "/coverage/",
             "/months/", "/effect/", "/money/supervised/",
             "/city/", "/city/?district=110112000000",
             "/city/?district=110112000000&town=110112114000"),
}  # fmt: skip
EXPORTS = (
    "/projects.csv", "/projects.xlsx", "/money.xlsx", "/ledger.xlsx", "/figures/projects_started/rows.csv",
    "/figures/sites_complained_before_silent/rows.xlsx",
)  # fmt: skip
SPOKEN = (
    "nav:not(.tiles) a, h2, th, label, summary, .btn:not([lang]), .tb span, .pf a, .empty b, .src"
)
"""What the program says itself; names of places, people and packs stand elsewhere."""


@pytest.mark.parametrize("username", PERSONS)
def test_every_page_is_whole(site: str, open_page: Callable[..., Watch], username: str) -> None:
    page = open_page().page
    if username:
        sign_in(page, site, username)
    wrong = [found for path in PERSONS[username] for found in _wrong(page, site, path, "zh-CN")]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", ["", "clerk"])
def test_english_is_english(site: str, open_page: Callable[..., Watch], username: str) -> None:
    page = open_page().page
    if username:
        sign_in(page, site, username)
    page.goto(site)
    page.get_by_role("button", name="EN", exact=True).click()
    wrong = []
    for path in PERSONS[username]:
        wrong += _wrong(page, site, path, "en")
        wrong += [f"{path}: {said}" for said in _chinese(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", EXPORTS)
def test_exports_tell_nobody(site: str, open_page: Callable[..., Watch], path: str) -> None:
    page = open_page().page
    sign_in(page, site, "district")
    answer = page.context.request.get(f"{site}{path}")
    assert answer.status == 200, path
    body = answer.body()
    text = body.decode("utf-8-sig") if path.endswith(".csv") else _cells(body)
    assert len(text) > 100
    assert not PERSONAL.search(text)


def _wrong(page: Page, site: str, path: str, language: str) -> list[str]:
    page.set_viewport_size(DESK)
    answer = page.goto(f"{site}{path}")
    assert answer is not None
    found = []
    if answer.status >= 500 or not page.locator("main").count():
        found.append(f"answered {answer.status}")
    if page.locator("h1").count() != 1 and not page.locator(".refused .big").count():
        found.append(f"{page.locator('h1').count()} h1")
    if page.locator("html").get_attribute("lang") != language:
        found.append("another language")
    if personal := PERSONAL.search(_without_addresses(page.content())):
        found.append(f"personal data {personal.group()[:3]}…")
    for viewport in (DESK, PHONE):
        page.set_viewport_size(viewport)
        if wider := sideways(page):
            found.append(f"{wider} px too wide at {viewport['width']}")
    return [f"{path}: {one}" for one in found]


def _without_addresses(html: str) -> str:
    """Return the page without the drawings: their coordinates are no numbers of anybody."""
    return re.sub(r"<(svg|path)\b.*?>", "", html, flags=re.S)


def _chinese(page: Page) -> list[str]:
    own = page.locator(SPOKEN).evaluate_all(
        "(all) => all.filter((e) => !e.closest('[lang]:not(html), .scope, .me, [data-joins] label'))"
        ".map((e) => e.innerText.trim())"
    )
    return [said for said in own if CHINESE.search(UNITS.sub("", said))]


def _cells(body: bytes) -> str:
    book = CalamineWorkbook.from_filelike(BytesIO(body))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return "\n".join(str(cell) for sheet in sheets for row in sheet for cell in row)
