"""Home of the frame on every page: its width, its contrast, its names, the phone's first screen, paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.persons import sign_in
from tests.browser.watching import DESK, PHONE, Watch, sideways

PUBLIC = (
    "/",
    "/method/",
    "/sign-in/",
    "/projects/",
    "/projects/TZ2020-149/",
    "/search/?q=拾景园小区",
)
INSIDE = (
    "/desk/", "/tickets/", "/spots/", "/spots/?kind=closed", "/spots/S000148/",
    "/spots/S000148/apply/", "/propose/", "/projects/TZ2020-149/", "/import/",
    "/import/questions/", "/search/?q=拾景圆", "/messages/", "/whistles/", "/butlers/",
)  # fmt: skip
PAGES = {"": PUBLIC, "clerk": ("/", *INSIDE), "secretary": ("/desk/", "/propose/", "/messages/"),
         "butler": ("/butlers/", "/messages/"), "system": ("/people/", "/boundaries/"),
         "security": ("/people/",), "audit": ("/trail/",)}  # fmt: skip

UNNAMED = """() => [...document.querySelectorAll("input, select, textarea, button, summary")]
  .filter((e) => e.type !== "hidden" && !(e.labels && [...e.labels].some((l) => l.textContent.trim()))
    && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")
    && (e.tagName === "TEXTAREA" || !e.textContent.trim()))
  .map((e) => e.outerHTML.slice(0, 90))"""

# WCAG 2.1, 1.4.3: 4.5 to 1, large text 3 to 1. What is disabled is exempt.
PALE = """() => {
  const read = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const over = ([r, g, b, a = 1], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a),
    b * a + z * (1 - a)];
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    if (!e) return [255, 255, 255];
    const own = read(getComputedStyle(e).backgroundColor);
    return own[3] === 0 ? ground(e.parentElement) : over(own, ground(e.parentElement));
  };
  const found = new Set();
  for (const e of document.querySelectorAll("body *")) {
    const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    if (!text || !e.getClientRects().length || e.closest("[disabled], option, .vh, .skip")) continue;
    const style = getComputedStyle(e);
    const behind = ground(e.closest("svg") ? e.closest("svg").parentElement : e);
    const ink = e.closest("svg") ? style.fill : style.color;
    const [a, b] = [light(over(read(ink), behind)), light(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.add(`${ratio.toFixed(2)} ${text.slice(0, 20)}`);
  }
  return [...found];
}"""


def speak(page: Page, site: str, language: str) -> None:
    """Let every page of this visitor speak the language."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("username", PAGES)
def test_no_page_scrolls_sideways(
    site: str, open_page: Callable[..., Watch], username: str, language: str
) -> None:
    page = open_page().page
    if username:
        sign_in(page, site, username)
    speak(page, site, language)
    wrong = []
    for path in PAGES[username]:
        for viewport in (DESK, PHONE):
            page.set_viewport_size(viewport)
            page.goto(f"{site}{path}")
            if wider := sideways(page):
                wrong.append(f"{path} is {wider} px wider than {viewport['width']}")
    assert not wrong, "\n".join(wrong)


BOXES = """() => [...document.querySelectorAll(".scroll")]
  .filter((box) => box.offsetParent && !box.closest("details:not([open])"))
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => `${box.scrollWidth - box.clientWidth} px: ${box.innerText.slice(0, 40)}`)"""


@pytest.mark.parametrize(
    ("username", "paths"),
    [("district", ("/money/", "/money/envelopes/", "/butlers/", "/pace/", "/rounds/", "/projects/")),
     ("finance", ("/money/queue/", "/money/")), ("clerk", ("/butlers/", "/money/"))],
)  # fmt: skip
def test_tables_are_cards_on_a_phone(
    site: str, open_page: Callable[..., Watch], username: str, paths: tuple[str, ...]
) -> None:
    page = open_page().page
    sign_in(page, site, username)
    page.set_viewport_size(PHONE)
    for path in paths:
        page.goto(f"{site}{path}")
        assert not sideways(page) and page.evaluate(BOXES) == [], path
    page.goto(f"{site}/money/" if username != "finance" else f"{site}/money/queue/")
    cell = page.locator("table.cards tbody td.n").first
    assert cell.get_attribute("data-label")
    assert cell.evaluate("(cell) => getComputedStyle(cell, '::before').content") != "none"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("username", ["", "clerk"])
def test_every_word_can_be_read_and_every_field_has_a_name(
    site: str, open_page: Callable[..., Watch], username: str, theme: str
) -> None:
    page = open_page().page
    if username:
        sign_in(page, site, username)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    wrong = []
    for path in PAGES[username]:
        page.goto(f"{site}{path}")
        wrong += [f"{path}: {said}" for said in page.evaluate(PALE)]
        wrong += [f"{path}: no name on {said}" for said in page.evaluate(UNNAMED)]
    assert not wrong, "\n".join(wrong)


def test_light_or_dark_is_a_choice(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_role("button", name="换成深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="换成浅色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize(
    ("path", "first"),
    [("/", ".bigq"), ("/projects/TZ2020-149/", "h1"), ("/projects/", ".ph1 h1")],
)
def test_a_phones_first_screen_shows_the_matter(
    site: str, open_page: Callable[..., Watch], path: str, first: str
) -> None:
    page = open_page(viewport=PHONE).page
    page.goto(f"{site}{path}")
    head = page.locator(".top").bounding_box()
    shown = page.locator(first).bounding_box()
    assert head and shown
    assert head["height"] <= 56
    assert shown["y"] < PHONE["height"] / 2


def test_a_phone_searches_and_opens_its_menu(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(viewport=PHONE).page
    page.goto(site)
    expect(page.locator("#nav")).to_be_hidden()
    page.get_by_role("button", name="菜单").click()
    expect(page.locator("#nav a").first).to_be_focused()
    expect(page.locator(".top .go")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).to_be_hidden()
    expect(page.get_by_role("button", name="菜单")).to_be_focused()
    page.locator(".srch input").fill("拾景园小区")
    page.locator(".srch input").press("Enter")
    expect(page.locator(".meant")).to_contain_text("按“拾景园小区”找到 拾景园")


def test_without_scripts_a_phone_has_its_menu_too(
    site: str, open_page: Callable[..., Watch]
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False).page
    page.goto(site)
    expect(page.locator("#nav a").first).to_be_visible()


def test_a_caption_leaves_the_photo_free_on_a_phone(
    site: str, open_page: Callable[..., Watch]
) -> None:
    page = open_page(viewport=PHONE).page
    page.goto(f"{site}/projects/TZ2020-149/")
    photo = page.locator(".ph img").first.bounding_box()
    caption = page.locator(".ph figcaption").first.bounding_box()
    assert photo and caption
    assert caption["y"] >= photo["y"] + photo["height"] - 1


@pytest.mark.parametrize("path", ["/", "/projects/TZ2020-149/"])
def test_paper_shows_the_matter_and_nothing_to_press(
    site: str, open_page: Callable[..., Watch], path: str
) -> None:
    page = open_page(viewport={"width": 720, "height": 1000}).page
    page.goto(f"{site}{path}")
    page.emulate_media(media="print")
    for hidden in (".top", ".demo form", ".btn"):
        assert not any(one.is_visible() for one in page.locator(hidden).all()), hidden
    expect(page.locator(".demo p")).to_be_visible()  # paper too says that it is invented
    expect(page.locator("main .sec").first).to_be_visible()
    assert not sideways(page)
