"""Home of the walk through every page in both languages, light and dark, at the desk and on the phone.

Nothing may break a rule of accessibility, speak the other language, or complain of scripts, requests, policy.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe, serving
from tests.browser.crawling import Way
from tests.browser.persons import sign_in
from tests.browser.speaking import Ear
from tests.browser.staging import STAGED, pack_that_takes_questions
from tests.browser.watching import DESK, PHONE, Watch, magnified, watched
from tools import scratch

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
FIRST = {
    "": ("/sign-in/", "/nothing-here/", "/search/?q=none", "/phone/in/none/"),
    "finance": ("/money/queue/",),
}
LOOKS = (("zh-hans", "light", DESK), ("en", "dark", PHONE))
NO_PAGE = {
    "a file": (
        "figure-file", "place-feed", "geojson", "data-file", "qr", "poster", "projects-points",
        "projects-file", "photo", "import-run-rejects", "merge-file", "import-rejects", "spots-points",
        "money-queue-file", "money-file", "ledger-file", "form-file", "coverage-file", "city-file",
        "months-file", "ahead-file", "weigh-file", "effect-file", "vote-file",
        "trail-file", "rules-calendar-file", "phone-worker", "phone-photo", "alarms-points", "repeats-file",
        "spots-file", "tickets-file",
    ),
    "a press; who opens it is led to the page it belongs to": (
        "follow", "support", "rating", "sign-in-as", "sign-out", "language", "theme", "day", "act",
        "add-photo", "answer", "answer-new-place", "import-undo", "merge-say", "merge-confirm",
        "merge-sheet", "vote-count", "vote-end",
        "import-change", "import-confirm", "import-discard", "raw", "stop-gap", "dismiss",
        "reopen", "read-all", "open-notice", "question-act", "ask", "whistle", "whistle-act", "visit",
        "look", "assign-butler", "voice-act", "open-account", "appoint", "end-appointment", "rules-load",
        "phone-link-hand", "phone-link-end", "phone-visit", "phone-answer", "phone-sighting",
        "phone-works-photo", "phone-works-act", "receive-ticket", "see-alarm", "emergency-lane",
        "tell-topic", "weigh-keep",
    ),
}  # fmt: skip
"""Addresses at which no page stands; every other one is walked."""
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
def site(
    browser: Browser,
    demo_home: Path,
    served_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Serve a copy of the demo where residents may ask in public and letters are sent; return its address."""
    folder = tmp_path_factory.mktemp("asking")
    pack = pack_that_takes_questions(folder)
    settings = {
        "XIAOWEI_PACKS": f"demo,{pack}",
        "XIAOWEI_SMTP_URL": "smtp://127.0.0.1:9?from=desk@example.org",
    }
    kept = shutil.copytree(demo_home, folder / "home")
    environment = scratch.environment(str(kept)) | settings
    subprocess.run([serving.COMMAND, "setup"], env=environment, check=True, capture_output=True)
    with serving.served(served_home, kept, **settings) as address:
        yield address


@pytest.fixture(scope="module")
def staged(
    browser: Browser, site: str, served_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """Let some persons act first; return where that leads each of them."""
    found = {}
    for username, act in STAGED.items():
        watch = watched(browser, has_touch=True)
        if username:
            sign_in(watch.page, site, username)
        found[username] = act(watch.page, site, tmp_path_factory.mktemp("staged"), served_home)
        assert not watch.complaints
        watch.page.context.close()
    return found


@pytest.fixture(scope="module")
def way() -> Way:
    """Return what the persons have seen so far."""
    return Way()


@pytest.mark.parametrize("username", PERSONS)
def test_everybody_can_use_every_page(
    site: str,
    open_page: Callable[..., Watch],
    served_home: Path,
    staged: dict[str, list[str]],
    way: Way,
    username: str,
) -> None:
    pages = _looked(open_page, site, username)
    begin = ("/", *FIRST.get(username, ()), "/desk/", *staged.get(username, ()))
    ear = Ear(served_home)
    wrong = [
        f"{username} {path} {one}"
        for path in way.walk(pages["zh-hans"], site, username, begin)
        for one in found_wrong(pages, f"{site}{path}", ear)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_page_is_left_out(way: Way) -> None:
    """Every address of the house was walked above or is none of a page."""
    walked = {route for _, route, *_ in way.seen}
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    kept = {name for reason in NO_PAGE.values() for name in reason}
    assert names - walked == kept


@pytest.mark.parametrize("username", REFUSED)
def test_what_is_refused_is_said_to_everybody(
    site: str, open_page: Callable[..., Watch], served_home: Path, username: str
) -> None:
    pages = _looked(open_page, site, username)
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


def _looked(open_page: Callable[..., Watch], site: str, username: str) -> dict[str, Page]:
    """Return a page for each look, by its language."""
    return {look[0]: _seated(open_page().page, site, username, look) for look in LOOKS}


def _seated(page: Page, site: str, username: str, look: tuple[str, str, dict[str, int]]) -> Page:
    if username:
        sign_in(page, site, username)
    asked = {"django_language": look[0], "theme": look[1]}
    page.set_viewport_size(look[2])
    page.context.add_cookies([{"name": key, "value": asked[key], "url": site} for key in asked])
    page.goto("about:blank")  # where signing in led to was shown without what is asked for now
    return page


def test_the_raw_words_are_shown_to_everybody(
    site: str, open_page: Callable[..., Watch], served_home: Path
) -> None:
    pages = _looked(open_page, site, "clerk")
    for page in pages.values():
        page.goto(f"{site}/tickets/GD2020000022/")
        page.locator("[name=reason]").fill("GPS, QR")
        with page.expect_navigation():
            page.locator("form[action$='/raw/'] button").click()
        expect(page.locator(".said.raw")).to_be_visible()
    wrong = list(found_wrong(pages, "", Ear(served_home)))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", ["", "clerk"])
def test_the_menu_of_a_phone_can_be_read(
    site: str, open_page: Callable[..., Watch], served_home: Path, username: str
) -> None:
    pages = _looked(open_page, site, username)
    for page in pages.values():
        page.set_viewport_size(PHONE)
        page.goto(site)
        page.locator(".top .menub").click()
        expect(page.locator(".top nav a").first).to_be_visible()
    wrong = list(found_wrong(pages, "", Ear(served_home)))
    assert not wrong, "\n".join(wrong)
