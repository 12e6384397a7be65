"""Home of the keyboard: everything that matters is reached by Tab, seen where it is, and left by Esc."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.persons import PASSWORD, sign_in
from tests.browser.test_loop import picture
from tests.browser.watching import Watch

# The little calendar inside a date field is the browser's own and shows its focus itself.
SEEN = """() => {
  const at = document.activeElement;
  const ring = (e) => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = at.getBoundingClientRect();
  const inside = (least, most) => (Math.max(least, 0) + Math.min(most, innerHeight)) / 2;
  const over = document.elementFromPoint((box.left + box.right) / 2, inside(box.top, box.bottom)) || at;
  return {
    name: [at.tagName, at.getAttribute("aria-label") || at.name || at.innerText].join(" "),
    ring: at.type === "date" || ring(at) || (at.parentElement ? ring(at.parentElement) : false),
    shown: box.bottom > 0 && box.top < innerHeight && box.right > 0,
    free: at.contains(over) || over.contains(at),
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
        assert stop["free"], f"focus behind something on {stop['name']}"
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached within {most} steps")


def sign_in_by_keys(page: Page, site: str) -> None:
    """Sign in as the clerk by typing."""
    page.goto(f"{site}/sign-in/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("clerk")
    tab_to(page, "[name=password]", most=1)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("details.me")).to_be_visible()


def test_a_clerk_does_the_whole_job_without_a_mouse(
    site: str, open_page: Callable[..., Watch], tmp_path: Path
) -> None:
    page = open_page().page
    sign_in_by_keys(page, site)
    follow(page, "nav a[href^='/spots/']")
    follow(page, "main a[href^='/spots/S000148/']")
    follow(page, "a.btn.pri")
    expect(page.locator("#draft")).to_be_visible()
    write(page, {"households_claimed": "744", "root_cause": "管线老化", "maintainer": "定海园物业"})
    write(
        page,
        {"maintainer_trigger": "再漏水时", "sites-0-name": "大门口", "sites-0-quantity": "0.08"},
    )
    page.keyboard.press("Enter")
    assert at(page) == "sites-1-quantity"
    page.keyboard.type("0.06")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("3号楼前")
    page.keyboard.press("Escape")
    assert page.locator("[name=root_cause]").input_value() == "管线老化"
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator(".note[role=status]")).to_contain_text("已存为草稿")
    assert page.locator("[name=sites-1-name]").input_value() == "3号楼前"
    with page.expect_file_chooser() as asked:  # the way there gives it time to listen
        tab_to(page, "[name=sites-0-photo]")
        page.keyboard.press("Enter")
    asked.value.set_files(picture(tmp_path / "before.jpg", "before"))
    tab_to(page, "[name=held_on]")
    type_day(page, date(2020, 8, 30))
    write(page, {"parties": "居委会、物业、居民代表", "decision": "换0.14公里管线"})
    tab_to(page, "[name=looked]")
    page.keyboard.press("Space")
    follow(page, ".foot .btn.pri")
    expect(page.locator(".note[role=status]")).to_contain_text("已办:报送")


def follow(page: Page, selector: str) -> None:
    """Go by Tab to what leads on, and press Enter there."""
    tab_to(page, selector, most=200)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, fields: Mapping[str, str]) -> None:
    """Go from field to field by Tab and type."""
    for name, value in fields.items():
        tab_to(page, f"#draft [name='{name}']")
        page.keyboard.press("Control+a")
        page.keyboard.type(value)


def at(page: Page) -> str:
    """Return the name of the field one is in."""
    return str(page.evaluate("document.activeElement.name"))


def type_day(page: Page, day: date) -> None:
    """Type a day in the order in which this browser asks for it."""
    for order in ("%m%d%Y", "%Y%m%d", "%d%m%Y"):
        page.keyboard.type(f"{day:{order}}")
        if page.evaluate("document.activeElement.value") == day.isoformat():
            return
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
    raise AssertionError("no order of day, month and year is taken")


def test_signing_in_without_a_mouse(site: str, page: Page) -> None:
    sign_in_by_keys(page, site)


def test_a_figure_is_opened_and_closed(site: str, page: Page) -> None:
    page.goto(site)
    tab_to(page, "a.skip", most=1)
    page.keyboard.press("Enter")
    tab_to(page, ".para .fig", most=40)
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
