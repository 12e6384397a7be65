"""Home of the walk through every page in both languages, light and dark, at the desk and on the phone.

Nothing may break a rule of accessibility, speak the other language, or complain of scripts, requests, policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.crawling import Way
from tests.browser.office_sheets import hotline, ledger
from tests.browser.persons import sign_in
from tests.browser.speaking import Ear
from tests.browser.watching import DESK, PHONE, Watch, magnified

PERSONS = (
    "",
    "clerk",
    "district",
    "butler",
    "finance",
    "audit",
    "system",
    "security",
    "city",
    "builder",
    "leader",
    "housing",
    "secretary",
)
FIRST = {"": ("/sign-in/", "/nothing-here/", "/search/?q=none", "/phone/in/none/")}
LOOKS = (("zh-hans", "light", DESK), ("en", "dark", PHONE))
BRINGER = "clerk"
REFUSED = {
    "": ("/sign-in/",),
    "clerk": ("/propose/", "/spots/S000148/apply/", "/projects/TZ2021-006/?do=submit"),
    "district": ("/rounds/", "/projects/TZ2021-012/?do=approve", "/money/envelopes/"),
    "finance": ("/projects/TZ2021-014/?do=disburse",),
    "system": ("/people/", "/boundaries/"),
}
"""Forms that are sent empty: what is refused is said to everybody too."""
SEND = """() => {
  const button = document.querySelector("main [data-save], main form[method=post] .btn.pri");
  document.querySelectorAll("main [name]:not([type=hidden])").forEach((field) => (field.value = ""));
  button.form.noValidate = true;
  button.click();
}"""


@pytest.fixture(scope="module")
def way() -> Way:
    """Return what the persons have seen so far."""
    return Way()


@pytest.mark.parametrize("username", PERSONS)
def test_everybody_can_use_every_page(
    site: str,
    open_page: Callable[..., Watch],
    served_home: Path,
    tmp_path: Path,
    way: Way,
    username: str,
) -> None:
    pages = {look[0]: _seated(open_page().page, site, username, look) for look in LOOKS}
    brought = _brought(pages["zh-hans"], site, tmp_path) if username == BRINGER else ()
    begin = ("/", *FIRST.get(username, ()), "/desk/", *brought)
    ear = Ear(served_home)
    wrong = [
        f"{username} {path} {one}"
        for path in way.walk(pages["zh-hans"], site, username, begin)
        for one in found_wrong(pages, f"{site}{path}", ear)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", REFUSED)
def test_what_is_refused_is_said_to_everybody(
    site: str, open_page: Callable[..., Watch], served_home: Path, username: str
) -> None:
    pages = {look[0]: _seated(open_page().page, site, username, look) for look in LOOKS}
    wrong = []
    for path in REFUSED[username]:
        for page in pages.values():
            page.goto(f"{site}{path}")
            with page.expect_navigation():
                page.evaluate(SEND)
            expect(page.locator(".err, .note.warn").first).to_be_visible()
        wrong += [f"{path} {one}" for one in found_wrong(pages, "", Ear(served_home))]
    assert not wrong, "\n".join(wrong)


def found_wrong(pages: dict[str, Page], address: str, ear: Ear) -> Iterator[str]:
    """Yield what is wrong with a page, or with what is open, in each look; axe looks at all at once."""
    for page in pages.values():
        if address and page.url != address:
            page.goto(address)
        axe.begin(page)
    for language, page in pages.items():
        for one in (*axe.broken(page), *ear.foreign(page, language), *magnified(page)):
            yield f"{language}: {one}"


def _brought(page: Page, site: str, folder: Path) -> Iterator[str]:
    """Bring two sheets, take one in and leave one in the tray; yield where both are."""
    for sheet in (hotline(folder / "0831-1.xlsx"), ledger(folder / "0831-2.xlsx")):
        page.goto(f"{site}/import/")
        with page.expect_navigation():
            page.locator("[data-drop] input[type=file]").set_input_files(sheet)
        if take := page.get_by_role("button", name=re.compile("^确认可收的")).all():
            with page.expect_navigation():
                take[0].click()
        yield urlsplit(page.url).path


def _seated(page: Page, site: str, username: str, look: tuple[str, str, dict[str, int]]) -> Page:
    if username:
        sign_in(page, site, username)
    asked = {"django_language": look[0], "theme": look[1]}
    page.set_viewport_size(look[2])
    page.context.add_cookies([{"name": key, "value": asked[key], "url": site} for key in asked])
    return page
