"""Home of the browser the tests drive: `browser` for the run, `page` for one test, `site` for a module."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import serving
from tests.browser.watching import Watch, watched
from tools import chromium

# Two cores shared with other checks answer late, not wrongly.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the installed Chromium, or skip loudly."""
    path = chromium.executable()
    if path is None:
        pytest.skip("no Chromium on this machine; `make system` installs it")
    # Playwright keeps an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*chromium.SWITCHES])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Watch]]:
    """Open pages in contexts of their own; at the end none may have complained."""
    opened: list[Watch] = []

    def open_one(**named: object) -> Watch:
        opened.append(watched(browser, **named))
        return opened[-1]

    yield open_one
    for watch in opened:
        watch.page.context.close()
    assert not [said for watch in opened for said in watch.complaints]


@pytest.fixture
def page(open_page: Callable[..., Watch]) -> Page:
    """Open a page in a fresh context that speaks Chinese and fails on errors of its scripts."""
    return open_page().page


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill a home with the demo once for all workers; nobody serves or changes this one."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = base / "demo-home"
    with (base / "demo-home.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not home.exists():
            filling = base / "demo-filling"
            filling.mkdir()
            serving.fill_demo(filling)
            filling.rename(home)
    return home


@pytest.fixture(scope="module")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the home stands that is served to the tests of one module."""
    return tmp_path_factory.mktemp("served") / "home"


@pytest.fixture(scope="module")
def site(browser: Browser, demo_home: Path, served_home: Path) -> Iterator[str]:
    """Serve a copy of the demo for the tests of one module; return its address."""
    with serving.served(served_home, demo_home) as address:
        yield address


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder for pictures of pages: `BROWSER_SHOTS`, else a passing one."""
    named = os.environ.get("BROWSER_SHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
