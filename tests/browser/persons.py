"""Home of a person at the browser: signing in, finding a project, taking a step, being told why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from playwright.sync_api import Page, expect

PASSWORD = "demo-2020"


def sign_in(page: Page, site: str, username: str) -> None:
    """Sign in with name and password, leaving whoever sat here before."""
    sign_out(page, site)
    page.goto(f"{site}/sign-in/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form.fields .btn.pri").click()
    expect(page).not_to_have_url(re.compile("/sign-in/"))


def sign_out(page: Page, site: str) -> None:
    """Leave through the menu under one's own name."""
    page.goto(site)
    if page.locator("details.me").count():
        page.locator("details.me summary").click()
        page.get_by_role("button", name="退出登录").click()
        expect(page.locator("details.me")).to_have_count(0)


def find(page: Page, number: str) -> None:
    """Go to a project by typing its number into the search of the top bar."""
    page.locator(".srch input").fill(number)
    page.locator(".srch input").press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert number in page.url


def press(page: Page, act: str) -> None:
    """Press a step among what one may do; its form opens."""
    page.locator(".btns").get_by_role("link", name=act, exact=True).click()
    expect(page.locator("#doing")).to_be_visible()


def take(page: Page, act: str, fields: Mapping[str, str] | None = None) -> None:
    """Take a step: press it, fill its form, send it, and read that it is done."""
    at_once = page.locator(".btns").get_by_role("button", name=act, exact=True)
    if at_once.count():
        at_once.click()
        expect(page.locator(".note[role=status]")).to_contain_text(f"已办:{act}")
        return
    press(page, act)
    for name, value in (fields or {}).items():
        field = page.locator(f"#doing [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("#doing [data-save]").click()
    expect(page.locator(".note[role=status]")).to_contain_text(f"已办:{act}")


def not_offered(page: Page, act: str) -> str:
    """Check that a step is not offered to this person; return what is said of whose turn it is."""
    expect(page.locator("#turn")).to_be_visible()
    for kind in ("link", "button"):
        expect(page.locator(".btns").get_by_role(kind, name=act, exact=True)).to_have_count(0)
    return page.locator("#turn .turn > p").first.inner_text()


def move_day(page: Page, day: date) -> None:
    """Let the demo live on another day, from the banner."""
    page.locator(".demo [name=day]").fill(day.isoformat())
    page.locator(".demo .btn").click()
    expect(page.locator(".demo p")).to_contain_text(f"{day.month}月{day.day}日")
