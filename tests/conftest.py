"""Home of what every test stands on: a home of its own, a closed network, Chinese, one time zone.

Tests of domain, analysis and connectors run without Django when they are run alone.
"""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tools import scratch

TESTS = Path(__file__).parent
WITHOUT_DJANGO = ("domain", "analysis", "connectors", "house")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
HERE = ("localhost", "127.0.0.1", "::1", "")

_home = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give the run its own home, and settings unless only pure tests are asked for."""
    config.addinivalue_line("markers", "browser: drives a real browser; run by `make test`")
    config.addinivalue_line("markers", "spark: starts a Spark cluster; run by `make test`")
    config.addinivalue_line("markers", "database: touches the database (set by itself)")
    config.addinivalue_line("markers", "long: takes a minute; begun first, so that nobody waits")
    config.addinivalue_line(
        "markers", "once: asks a database nothing that others do not; run on one"
    )
    config.stash[_home] = tempfile.TemporaryDirectory(prefix="xiaowei-tests-")
    database = os.environ.get("XIAOWEI_DATABASE_URL")
    os.environ.update(scratch.environment(config.stash[_home].name))
    time.tzset()
    if database:
        os.environ["XIAOWEI_DATABASE_URL"] = database
    if all(_is_pure(argument) for argument in config.args):
        del os.environ["DJANGO_SETTINGS_MODULE"]
        return
    from django.conf import settings

    from xiaowei.config.home import ensure_home

    # A worker of a parallel run has read its settings already, with the home of the run's master.
    settings.HOME = ensure_home()
    settings.FILE_UPLOAD_TEMP_DIR = str(settings.HOME / "uploads")
    own = settings.DATABASES["default"]
    if own["ENGINE"].endswith("sqlite3"):
        # What a worker would find out by itself, were the engine Django's own.
        own.setdefault("TEST", {})["NAME"] = ":memory:"
    # Every test client starts the middleware anew, which would list all static files each time.
    settings.WHITENOISE_AUTOREFRESH = True
    # Hashing passwords well is slow on purpose; tests log in hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the home away."""
    config.stash[_home].cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database and what drives the browser; what takes long comes first."""
    for item in items:
        if "browser" in item.path.relative_to(TESTS).parts:
            item.add_marker("browser")
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True, scope="session")
def closed_network() -> Iterator[None]:
    """Refuse every connection and every look-up that leaves this machine."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))
    look_up = socket.getaddrinfo

    def only_local(host: Any, *rest: Any, **named: Any) -> Any:
        _refuse(host)
        return look_up(host, *rest, **named)

    patch.setattr(socket, "getaddrinfo", only_local)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """Speak the first language of the house, whatever an earlier test activated."""
    with _chinese():
        yield


@contextmanager
def _chinese() -> Iterator[None]:
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        yield
        return
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


def _is_pure(argument: str) -> bool:
    path = Path(argument.split("::", 1)[0]).resolve()
    return any(path.is_relative_to(TESTS / folder) for folder in WITHOUT_DJANGO)


def _only_here(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            _refuse(address[0])
        return connect(self, address)

    return guarded


def _refuse(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in HERE and not name.startswith("127."):
        raise RuntimeError(f"the network is closed in tests: {name}")
