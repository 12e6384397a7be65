"""Home of what the page tests take for granted: a browser that is offline and can draw Chinese."""

import pytest
from playwright.sync_api import Browser, Error, Page


def test_the_browser_is_offline(browser: Browser) -> None:
    page = browser.new_page()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
    page.close()


def test_the_browser_draws_chinese(page: Page) -> None:
    pictures = []
    for character in "微诉":
        page.set_content(f"<p id='c' style='width:2em'>{character}</p>")
        pictures.append(page.locator("#c").screenshot())
    assert pictures[0] != pictures[1], "both are the box of a missing glyph: install fonts-noto-cjk"
