"""Home of the resident's run: 还没修好 on a phone within half a minute, two taps, a poster's way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic

from playwright.sync_api import expect

from tests.browser.persons import sign_in
from tests.browser.watching import Watch

PROJECT = "TZ2020-149"
PHONE = {"width": 390, "height": 844}
NUMBER = re.compile(r"HX-\d{4}-\d{2}-[A-Z]{4}")


def test_still_broken_takes_half_a_minute_and_is_answered_by_number(
    site: str, open_page: Callable[..., Watch]
) -> None:
    """From the story that the QR opens: a tap, a tap, send; no typing, no sign-in."""
    page = open_page(viewport=PHONE).page
    begun = monotonic()
    page.goto(f"{site}/projects/{PROJECT}/?face=public")
    page.get_by_role("link", name="还没修好").click()
    page.locator(".tap", has_text="又坏了").click()
    page.get_by_role("button", name="送出").click()
    number = page.locator(".vno").inner_text()
    assert monotonic() - begun <= 30
    assert NUMBER.fullmatch(number)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    desk = open_page().page
    sign_in(desk, site, "clerk")
    desk.goto(f"{site}/voices/#{number}")
    row = desk.locator(f"[id='{number}']")
    row.get_by_role("button", name="看过,情况属实").click()
    row.locator("textarea").fill("阀门垫圈已换")
    row.get_by_role("button", name="答复居民").click()
    expect(row).to_contain_text("阀门垫圈已换")
    page.goto(f"{site}/answers/")
    page.get_by_label("凭编号查答复").fill(number.lower())
    page.get_by_role("button", name="查").click()
    expect(page.locator("main")).to_contain_text("阀门垫圈已换")


def test_two_taps_say_whether_one_is_satisfied(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(viewport=PHONE).page
    page.goto(f"{site}/projects/{PROJECT}/?face=public")
    page.locator(".taps.three .tap").first.click()
    page.get_by_role("button", name="解决了", exact=True).click()
    expect(page.locator(".note[role=status]")).to_contain_text("收到了")
    for target in page.locator("#say .tap, #say .btn").all():
        box = target.bounding_box()
        assert box and box["height"] >= 44, target.inner_text()


def test_a_resident_finds_the_place_first_and_proposes_there(
    site: str, open_page: Callable[..., Watch]
) -> None:
    page = open_page(viewport=PHONE).page
    page.goto(site)
    page.locator(".bigq input").fill("东亚印象台湖")
    page.locator(".bigq button").click()
    page.locator(".meant a").first.click()
    page.get_by_role("link", name="建议修一处").click()
    page.locator(".tap").first.click()
    page.get_by_role("button", name="送出").click()
    assert page.locator(".vno").inner_text().startswith("JY-")
    page.goto(f"{site}/proposals/")
    page.get_by_role("button", name="支持").first.click()
    expect(page.locator(".note[role=status]")).to_contain_text("不是投票")
