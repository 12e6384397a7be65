"""Home of the way through the house: every page somebody can reach by its links, one of each kind."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

TOLD = ("do", "kind", "face", "view")
"""What is asked with another value of these is another page; whatever else is asked is the same one."""
OWN = ("home", "desk", "project", "phone")
"""Pages that differ for each person."""
LINKS = """() => [...document.querySelectorAll("a[href], [hx-get]")]
  .map((link) => link.getAttribute("hx-get") || link.getAttribute("href"))"""


class Way:
    """What has been seen so far; each kind of page is seen once, by the first who comes to it."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, ...]] = set()

    def walk(self, page: Page, site: str, who: str, begin: tuple[str, ...]) -> Iterator[str]:
        """Open page after page for a person; each is handed out open, its links are followed next."""
        ahead = deque(begin)
        while ahead:
            path = ahead.popleft()
            kind = _kind(who, path)
            if kind in self.seen or not _is_page(page, f"{site}{path}"):
                continue
            self.seen.add(kind)
            page.goto(f"{site}{path}")
            found = (urljoin(page.url, link) for link in page.evaluate(LINKS))
            ahead.extend(link[len(site) :].split("#")[0] for link in found if link.startswith(site))
            yield path


def _kind(who: str, path: str) -> tuple[str, ...]:
    parts = urlsplit(path)
    try:
        route = str(resolve(parts.path).url_name)
    except Resolver404:
        return ("", "nowhere")
    asked = sorted((key, value) for key, value in parse_qsl(parts.query) if key in TOLD)
    return (who if route in OWN and not asked else "", route, *("=".join(one) for one in asked))


def _is_page(page: Page, address: str) -> bool:
    """Tell a page from a file; a page that leads on to another is seen there."""
    answer = page.context.request.get(address, max_redirects=0)
    return not 300 <= answer.status < 400 and answer.headers["content-type"].startswith("text/html")
