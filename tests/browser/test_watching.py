"""Home of the test that the watch on a page hears what it must: policy, other hosts, scripts, answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.watching import watched

STYLE = "document.body.setAttribute('style', 'color: red')"
SCRIPT = "document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))"
PICTURE = "Object.assign(new Image(), {src: 'http://example.org/seen.png'}).alt"


@pytest.mark.parametrize(
    ("does", "heard"),
    [
        (STYLE, "Content Security Policy"),
        (SCRIPT, "Content Security Policy"),
        (PICTURE, "Content Security Policy"),
        (
            "fetch('http://example.org/', {mode: 'no-cors'}).catch(() => 0)",
            "Content Security Policy",
        ),
        ("setTimeout(() => { throw new Error('broken') })", "script: broken"),
    ],
)
def test_what_a_page_does_against_the_rules_is_heard(
    site: str, browser: Browser, does: str, heard: str
) -> None:
    watch = watched(browser)
    watch.page.goto(f"{site}/method/")
    assert watch.complaints == []
    watch.page.evaluate(does)
    watch.page.wait_for_timeout(200)
    watch.page.context.close()
    assert any(heard in said for said in watch.complaints), watch.complaints


def test_a_request_to_another_host_is_heard(browser: Browser) -> None:
    watch = watched(browser)
    watch.page.set_content("<img src='http://example.org/seen.png'>")
    watch.page.context.close()
    assert "went outside: http://example.org/seen.png" in watch.complaints
