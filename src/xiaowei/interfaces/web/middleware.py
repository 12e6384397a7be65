"""Home of what every request passes: the actor, the language, and refusals turned into pages."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from xiaowei.base.accounts.actors import NOBODY, Actor, actor_of
from xiaowei.base.remembering import one_look
from xiaowei.base.steady import steady
from xiaowei.domain.errors import (
    BadInput,
    Busy,
    NotAllowed,
    RuleBroken,
    SourceDown,
    XiaoweiError,
)
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.saying import refusal_of, said
from xiaowei.interfaces.web.phone.session import keep_to_the_phone
from xiaowei.interfaces.web.shown import language

STATUS = {NotAllowed: 403, RuleBroken: 409, BadInput: 422, SourceDown: 503, Busy: 503}


class HouseMiddleware:
    """Attaches `request.actor`, speaks Chinese unless asked, maps the house's refusals to pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        self._speak(request)
        try:
            keep_to_the_phone(request)
        except XiaoweiError as error:
            return refusal(request, error)
        response = self._answer(request)
        response.setdefault(
            "Cache-Control", "no-store" if request.user.is_authenticated else "no-cache"
        )
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        # Who only reads looks the packs up once, and holds what is remembered against one tally.
        with steady(), one_look():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        found = refusal_of(error)
        return refusal(request, found) if found else None

    def _speak(self, request: HttpRequest) -> None:
        # The browser's own language does not decide: the programme speaks Chinese until asked.
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE


def no_such_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the house's own page for an address that leads nowhere."""
    return refusal(request, BadInput("no_such_page", path=request.path), 404)


def refusal(request: HttpRequest, error: XiaoweiError, status: int = 0) -> HttpResponse:
    """Return the page, or for a fragment the notice, that says what is wrong and what to do next."""
    status = status or next((s for kind, s in STATUS.items() if isinstance(error, kind)), 409)
    part = bool(getattr(request, "htmx", False))
    template = "components/notice.html" if part else "refused.html"
    page = {"text": said(error, language()), "status": status, "tone": "warn", "code": error.code}
    return render(request, template, page, status=status)


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    return actor_of(user, today()) if user.is_authenticated else NOBODY


def locked(request: HttpRequest, *_told: object) -> HttpResponse:
    """Return the page for who tried a name's passwords, or links, too often."""
    wait = int(settings.AXES_COOLOFF_TIME * 60)
    return refusal(
        request, RuleBroken("too_many_tries", minutes=wait), HTTPStatus.TOO_MANY_REQUESTS
    )
