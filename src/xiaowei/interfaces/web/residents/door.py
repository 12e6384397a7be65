"""Home of the public door: nobody is asked for a name; a trap, a token and a limit guard it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpResponse

from xiaowei.base.attachments.pictures import redraw
from xiaowei.base.messages.operations import knock, require_knocks_left
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.keys import keyed_digest
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.policy import Policy
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.once import answer_once
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of

View = Callable[..., HttpResponse]
TRAP = "website"
"""A field that people do not see; whoever fills it is a machine."""
DEVICE = "device"
REFUSED = "refused"
YEAR = 365 * 24 * 3600


def heard(kind: str) -> Callable[[View], View]:
    """Let visitors send a form: once per token, so often a day per address, nothing in the trap.

    What was refused is counted too, and photos are drawn anew before anything is written.

    :raises BadInput: `filled_by_machine`
    :raises RuleBroken: `too_many_today`
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **named: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **named)
            if request.POST.get(TRAP):
                raise BadInput("filled_by_machine")

            def answer() -> HttpResponse:
                count(request, kind)
                return view(request, *args, **named)

            require_left(request, REFUSED)
            try:
                _lighten(request)
                response = answer_once(request, answer)
            except XiaoweiError:
                count(request, REFUSED)
                raise
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                count(request, REFUSED)
            return response

        return guarded

    return wrap


def _lighten(request: Request) -> None:
    """Draw the photos anew that were sent along, so that no write waits for it.

    :raises BadInput: `not_a_picture`, `picture_too_large`
    """
    for name in list(request.FILES):
        light = [redraw(sent.read()).content for sent in request.FILES.getlist(name)]
        drawn: list[UploadedFile[Any]] = [
            SimpleUploadedFile("photo.jpg", one, "image/jpeg") for one in light
        ]
        request.FILES.setlist(name, drawn)


def count(request: Request, kind: str) -> None:
    """Count one coming of the visitor's address.

    :raises RuleBroken: `too_many_today`
    """
    knock(kind=kind, **_comer(request))


def require_left(request: Request, kind: str) -> None:
    """Refuse a visitor whose address was counted as often as may be today.

    :raises RuleBroken: `too_many_today`
    """
    require_knocks_left(kind=kind, **_comer(request))


def _comer(request: Request) -> dict[str, Any]:
    """Return from where a visitor comes today, and how often one may."""
    limit = policy_here(request).voices_per_day
    return {"address": address_of(request), "limit": limit, "on": today()}


def policy_here(request: Request) -> Policy:
    """Return the policy of the programme that the page speaks of."""
    scope = scope_of(request)
    return policy_for(scope.district, scope.year)


def address_of(request: Request) -> str:
    """Return the address from which a visitor comes: behind a proxy the last one it forwards."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return str(forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))


def device_of(request: Request) -> str:
    """Return the keyed digest of the device's cookie; a new device gets one with `remember`."""
    if DEVICE not in request.COOKIES:
        request.COOKIES[DEVICE] = secrets.token_urlsafe(24)
    return keyed_digest("device", request.COOKIES[DEVICE][:80])


def remember(request: Request, response: HttpResponse) -> HttpResponse:
    """Leave the device's cookie: a random word that says nothing of whose it is."""
    response.set_cookie(
        DEVICE, request.COOKIES[DEVICE], max_age=YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response
