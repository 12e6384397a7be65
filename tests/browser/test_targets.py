"""Home of what a finger has to hit: 48 px on the pages of the phone and on the forms of residents."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.persons import sign_in
from tests.browser.watching import PHONE, Watch, small_targets

FINGER = 48
PAGES = {
    "secretary": ("/phone/", "/phone/find/"),
    "butler": ("/phone/",),
    "builder": (
        "/phone/",
        *(f"/phone/works/TZ2021-018/{asked}" for asked in ("", "?do=measure", "?do=finish")),
    ),
}
FORMS = {
    "/projects/TZ2020-149/?face=public": "#say",
    "/projects/TZ2020-149/still-broken/": "main form",
    "/places/P124/propose/": "main form",
}


@pytest.mark.parametrize("username", PAGES)
def test_the_phone_is_pressed_with_a_thumb(
    site: str, open_page: Callable[..., Watch], username: str
) -> None:
    page = open_page(viewport=PHONE).page
    sign_in(page, site, username)
    small = []
    for path in PAGES[username]:
        page.goto(f"{site}{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        small += small_targets(page, "body", FINGER)
    assert not small, "\n".join(small)


def test_a_resident_presses_with_a_thumb(site: str, open_page: Callable[..., Watch]) -> None:
    page = open_page(viewport=PHONE).page
    small = []
    for path, form in FORMS.items():
        page.goto(f"{site}{path}")
        assert page.locator(form).locator("button, .btn").count()
        small += small_targets(page, form, FINGER)
    assert not small, "\n".join(small)
