"""Home of the tests of a worker's first look: every public page that it asks for answers, and is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from xiaowei.interfaces.web import warming


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Let a request leave the test's own connection open, as the test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("people", "project", "one_connection")
def test_the_pages_of_the_first_look_answer() -> None:
    application, answers = get_wsgi_application(), []
    for page in warming.PAGES:
        body = application(warming._asked(page), lambda status, _heads: answers.append(status))
        b"".join(body)
    assert answers == ["200 OK"] * len(warming.PAGES)


def test_a_look_that_fails_is_told_and_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_asked: object) -> list[bytes]:
        raise RuntimeError("no database yet")

    told: list[str] = []
    monkeypatch.setattr(warming.log, "exception", lambda _said, page: told.append(page))
    warming.warm(broken).join()
    assert told == list(warming.PAGES)
