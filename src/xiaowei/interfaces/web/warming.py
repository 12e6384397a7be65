"""Home of a worker's first look: the public pages are read once before a visitor has to wait for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings

PAGES = ("/", "/projects/", "/waiting/")
log = logging.getLogger(__name__)


def warm(application: Callable[..., Iterable[bytes]]) -> Thread:
    """Ask an application for its public pages beside its work; what it reads for them it keeps."""
    visit = Thread(target=_visit, args=(application,), name="first look", daemon=True)
    visit.start()
    return visit


def _visit(application: Callable[..., Iterable[bytes]]) -> None:
    for page in PAGES:
        try:
            answer = application(_asked(page), lambda *_told: None)
            b"".join(answer)
            getattr(answer, "close", bool)()
        except Exception:  # a first look that fails is a visitor's to find out
            log.exception("no first look at %s", page)


def _asked(page: str) -> dict[str, Any]:
    """Return a request as the server would hand it on."""
    host = next((one.lstrip(".") for one in settings.ALLOWED_HOSTS if one != "*"), "localhost")
    asked: dict[str, Any] = {"PATH_INFO": page, "HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"}
    asked["wsgi.url_scheme"] = "https" if settings.SESSION_COOKIE_SECURE else "http"
    setup_testing_defaults(asked)
    return asked
