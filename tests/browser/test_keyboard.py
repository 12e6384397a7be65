"""Home of the keyboard: everything that matters is reached by Tab, seen where it is, and left by Esc."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.persons import PASSWORD, sign_in
from tests.browser.watching import Watch

# The little calendar inside a date field is the browser's own and shows its focus itself.
SEEN = """() => {
  const at = document.activeElement;
  const ring = (e) => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = at.getBoundingClientRect();
  return {
    name: [at.tagName, at.getAttribute("aria-label") || at.name || at.innerText].join(" "),
    ring: at.type === "date" || ring(at) || (at.parentElement ? ring(at.parentElement) : false),
    shown: box.bottom > 0 && box.top < innerHeight && box.right > 0,
  };
}"""
MOST = 120


def tab_to(page: Page, selector: str, most: int = MOST) -> None:
    """Press Tab until the element is reached; each stop on the way shows where one is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(SEEN)
        assert stop["ring"], f"no visible focus on {stop['name']}"
        assert stop["shown"], f"focus out of sight on {stop['name']}"
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached within {most} steps")


def test_signing_in_without_a_mouse(site: str, page: Page) -> None:
    page.goto(f"{site}/sign-in/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("clerk")
    tab_to(page, "[name=password]", most=1)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("details.me")).to_be_visible()


def test_a_figure_is_opened_and_closed(site: str, page: Page) -> None:
    page.goto(site)
    tab_to(page, "a.skip", most=1)
    page.keyboard.press("Enter")
    tab_to(page, ".para .fig", most=20)
    page.keyboard.press("Enter")
    expect(page.locator(".drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".drawer")).to_have_count(0)
    expect(page.locator(".para .fig").first).to_be_focused()


def test_the_main_acts_are_reached(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page().page
    sign_in(page, site, "clerk")
    for path, selector in (
        ("/import/", "input[type=file]"),
        ("/spots/S000122/", "a.btn.pri"),
        ("/spots/S000148/apply/", ".foot [data-save]"),
        ("/desk/", "td a.pl"),
    ):
        page.goto(f"{site}{path}")
        tab_to(page, selector)
    page.keyboard.press("Enter")
    expect(page.locator("#doing")).to_be_visible()
    tab_to(page, "#doing [data-save]")


def test_the_phones_menu_opens_by_key(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}).page
    page.goto(site)
    tab_to(page, ".menub")
    page.keyboard.press("Enter")
    expect(page.locator("#nav a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_visible()
