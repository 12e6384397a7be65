"""Home of the phone in the browser: a link, a pothole without typing, 23 spots without a signal."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.persons import sign_in
from tests.browser.watching import PHONE, sideways
from tools import chromium

AGENT = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/90 Mobile Safari/537.36"
MANY, BEFORE_THE_KILL = 23, 12
SECONDS_ALLOWED = 30
KEPT = "caches.open('xiaowei-phone').then((kept) => kept.keys()).then((all) => all.length >= 3)"
"""The page, its style and its script."""
TYPED = """() => {
  window.typed = 0;
  document.addEventListener("keydown", () => (window.typed += 1), true);
}"""


@pytest.fixture
def address(browser: Browser, site: str) -> str:
    """Return the address of a link that the township hands the village secretary."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    sign_in(page, site, "clerk-zjw")
    page.goto(f"{site}/links/")
    row = page.locator("tr", has_text="里二泗村书记")
    row.get_by_role("button", name=re.compile("发链接|换一个")).click()
    expect(page.locator("svg.qr")).to_be_visible()
    told = page.locator("#address").inner_text()
    context.close()
    return told.strip()


@contextmanager
def phone(browser: Browser, folder: Path, **named: Any) -> Iterator[BrowserContext]:
    """Start a phone's browser that keeps what it has in a folder."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=chromium.executable(), args=[*chromium.SWITCHES],
        viewport=PHONE, has_touch=True, user_agent=AGENT, locale="zh-CN",
        timezone_id="Asia/Shanghai", **named,
    )  # fmt: skip
    try:
        yield context
    finally:
        with suppress(Error):  # it was killed
            context.close()


def kill(folder: Path) -> None:
    """End every process of the browser that keeps its things in a folder, as a phone out of power does."""
    own = [pid for pid in _processes() if str(folder) in _command(pid)]
    assert own
    for pid in own:
        os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while any(str(folder) in _command(pid) for pid in own) and time.monotonic() < until:
        time.sleep(0.05)
    for lock in folder.glob("Singleton*"):
        lock.unlink()


def _processes() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdecimal()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


def photo(folder: Path, n: int) -> Path:
    """Draw the photo of one hole, larger than the phone sends it."""
    drawn = Image.new("RGB", (2400, 1800), (120 + n, 118, 110))
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((600 + 20 * n, 700, 1500, 1300), fill=(70, 66, 60))
    pen.text((40, 40), f"{n}")
    path = folder / f"hole-{n}.jpg"
    drawn.save(path, quality=90)
    return path


def enter(page: Page, address: str) -> None:
    """Open a link on this phone."""
    page.goto(address)
    page.get_by_role("button", name="就用这部手机").click()
    expect(page.locator("h1")).to_have_text("里二泗村")


def shoot_one(page: Page, file: Path, seen: str = "") -> None:
    """Photograph one hole and save it, with two presses, three where what is seen is not the last one's."""
    page.locator("#camera").set_input_files(file)
    expect(page.locator("#save")).to_be_visible()
    if seen:
        page.locator("label", has_text=seen).tap()
    page.locator("#save").tap()
    expect(page.locator("#list")).to_be_visible()


def shoot_many(page: Page, folder: Path, first: int, last: int) -> None:
    for n in range(first, last + 1):
        shoot_one(page, photo(folder, n))
        expect(page.locator("#count")).to_have_text(str(n))


def until(page: Page, holds: str) -> None:
    """Wait until an expression holds; the page's policy forbids to wait inside it."""
    end = time.monotonic() + 20
    while not page.evaluate(holds):
        assert time.monotonic() < end, holds
        time.sleep(0.1)


def reported_sizes(page: Page) -> int:
    """Open the report that the house fills in from what arrived; return how many spots it has."""
    page.get_by_role("link", name="转为申报").tap()
    expect(page.locator("h1")).to_have_text("转为申报")
    said = page.locator("summary").first.inner_text()
    rows = page.locator("details .ml li").count()
    assert said.startswith(f"{rows} 处")
    return rows


def test_a_pothole_in_half_a_minute_without_typing(
    browser: Browser, site: str, address: str, tmp_path: Path, shots: Path
) -> None:
    file = photo(tmp_path, 1)
    with phone(browser, tmp_path / "phone") as context:
        page = context.pages[0]
        enter(page, address)
        page.screenshot(path=shots / "phone-home.png")
        began = time.monotonic()
        page.get_by_role("link", name="发现问题").tap()
        expect(page.locator("#list")).to_be_visible()
        page.evaluate(TYPED)
        page.locator("#camera").set_input_files(file)
        expect(page.locator("#save")).to_be_visible()
        page.locator("label", has_text="灯不亮").tap()
        page.get_by_role("button", name="加").tap()
        page.locator("#danger").check()
        page.screenshot(path=shots / "phone-form.png")
        page.locator("#save").tap()
        expect(page.locator("#rows .sent")).to_have_text("已送达")
        took = time.monotonic() - began
        assert page.evaluate("window.typed") == 0
        assert took <= SECONDS_ALLOWED, took
        assert sideways(page) == 0
        page.screenshot(path=shots / "phone-list.png")


@pytest.mark.parametrize(("workers", "seen"), [("allow", "路坏了"), ("block", "积水")])
def test_many_spots_without_a_connection_and_a_killed_browser(
    browser: Browser, site: str, address: str, tmp_path: Path, shots: Path, workers: str, seen: str
) -> None:
    kept, find = tmp_path / "phone", f"{site}/phone/find/"
    with phone(browser, kept, service_workers=workers) as context:
        enter(context.pages[0], address)  # a browser writes its cookies down when it is closed
    with phone(browser, kept, service_workers=workers) as context:
        page = context.pages[0]
        page.goto(f"{site}/phone/")
        if (
            workers == "allow"
        ):  # the signal is lost before anybody opened the page that is asked for
            until(page, KEPT)
            context.set_offline(True)
            page.get_by_role("link", name="发现问题").tap()
        else:
            page.goto(find)
            context.set_offline(True)
        expect(page.locator("#list")).to_be_visible()
        shoot_one(page, photo(tmp_path, 1), seen)
        shoot_many(page, tmp_path, 2, BEFORE_THE_KILL)
        expect(page.locator("#net")).to_contain_text(f"{BEFORE_THE_KILL} 处已存本机")
        page.locator("#camera").set_input_files(photo(tmp_path, BEFORE_THE_KILL + 1))
        expect(page.locator("#save")).to_be_visible()
        kill(kept)
    with phone(browser, kept, service_workers=workers) as context:
        page = context.pages[0]
        context.set_offline(workers == "allow")
        page.goto(find)
        expect(page.locator("#save")).to_be_visible()  # the photo taken last waits for its answer
        context.set_offline(True)
        page.locator("#save").tap()
        expect(page.locator("#count")).to_have_text(str(BEFORE_THE_KILL + 1))
        shoot_many(page, tmp_path, BEFORE_THE_KILL + 2, MANY)
        page.screenshot(path=shots / f"phone-many-{workers}.png", full_page=True)
        assert sideways(page) == 0
        context.set_offline(False)
        if workers == "block":
            page.reload()
        expect(page.locator("#rows .sent")).to_have_count(MANY, timeout=90_000)
        assert reported_sizes(page) == MANY
