"""Home of watching a page: what its scripts, its console and its requests complain of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SIZES = {"1440": DESK, "390": PHONE}
REFUSALS = (403, 404, 409, 422)
"""Answers with which the house says no in words; the page that shows them is whole."""
TRIES = 3
"""A machine that others use too may be late once; a page that is slow is slow each time."""


@dataclass
class Watch:
    """A page, and everything it complained of since it was opened."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def hear(self) -> None:
        """Listen to scripts, console and requests; nothing may go beyond this machine."""
        page = self.page
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, said: ConsoleMessage) -> None:
        # A refused form answers 409 or 422; Chromium notes that on the console as it notes a 500.
        refused = any(f"status of {code}" in said.text for code in REFUSALS)
        # A picture taken of a drawing that has no graphics card behind it reads it back slowly.
        slow = "GPU stall due to ReadPixels" in said.text
        if said.type in ("error", "warning") and not (refused or slow):
            self.complaints.append(f"console: {said.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.complaints.append(f"went outside: {request.url}")

    def _failed(self, request: Request) -> None:
        # Going on to another page stops what the last one still asked for.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in REFUSALS:
            self.complaints.append(f"answered {response.status}: {response.url}")


def watched(browser: Browser, **named: Any) -> Watch:
    """Open a page in a context of its own that speaks Chinese, and watch it."""
    settings = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESK} | named
    watch = Watch(browser.new_context(**settings).new_page())
    watch.hear()
    return watch


def shoot(page: Page, folder: Path, name: str) -> None:
    """Take a picture of the whole page as a desk and as a phone show it."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        page.screenshot(path=folder / f"{name}-{size}.png", full_page=True)
    page.set_viewport_size(DESK)


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(int(width), 0)


# What a reader gets who sets text to double its size: nothing is moved, every text grows where it stands.
DOUBLE = """() => {
  const all = [...document.querySelectorAll("body, body *:not(svg *)")];
  const sizes = all.map((one) => parseFloat(getComputedStyle(one).fontSize));
  all.forEach((one, i) => one.style.setProperty("font-size", `${2 * sizes[i]}px`, "important"));
}"""
CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  const speaks = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const shown = one.clientWidth > 1 && one.getClientRects().length;
  return speaks && shown && style.overflowX !== "visible" && style.overflowX !== "auto"
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map((one) => `${one.tagName}.${one.className} cut: ${one.textContent.trim().slice(0, 40)}`)"""


def magnified(page: Page) -> list[str]:
    """Return what goes sideways or is cut at 200 %: by zoom at the desk, by text alone on the phone."""
    size = page.viewport_size
    if size == DESK:
        page.set_viewport_size({"width": DESK["width"] // 2, "height": DESK["height"] // 2})
    else:
        page.evaluate(DOUBLE)
    wider = sideways(page)
    found = [*([f"{wider} px too wide"] if wider else []), *page.evaluate(CUT)]
    page.set_viewport_size(size or DESK)
    return [f"at 200 %: {one}" for one in found]


# A word in running text is no button; a box inside its label is pressed by the label; a trap is for machines.
SMALL = """([within, least]) => [...document.querySelectorAll(within)].flatMap((part) =>
  [...part.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")])
  .filter((one) => one.checkVisibility() && !one.closest(".vh"))
  .filter((one) => getComputedStyle(one).display !== "inline")
  .map((one) => (one.matches("[type=radio], [type=checkbox]") && one.closest("label")) || one)
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
  .map(([one, box]) => `${one.tagName} ${one.innerText || one.name}: ${box.width} × ${box.height}`)"""


def small_targets(page: Page, within: str, least: int) -> list[str]:
    """Return what is to be pressed in parts of a page and is smaller than a finger."""
    return [f"{page.url}: {one}" for one in page.evaluate(SMALL, [within, least])]
