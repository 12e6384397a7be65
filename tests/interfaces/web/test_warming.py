"""Home of the tests of a worker's first look: every public page that it asks for answers, and is kept."""

from __future__ import annotations

import pytest
from django.core.wsgi import get_wsgi_application

from xiaowei.interfaces.web import warming


@pytest.mark.usefixtures("people", "project")
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
