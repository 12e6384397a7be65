"""Home of a session that a personal link opened: it holds for the phone's pages, and while the link does."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from xiaowei.base.accounts.actors import NOBODY
from xiaowei.base.accounts.links import KEPT, through_link
from xiaowei.base.accounts.models import PersonalLink
from xiaowei.interfaces.clock import today

PAGES = "/phone/"
LINK, DEVICE = "link", "phone"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def let_in(
    request: HttpRequest, response: HttpResponse, link: PersonalLink, device: str
) -> HttpResponse:
    """Sign in the person of a link until it runs out, and leave the phone its secret."""
    login(request, link.person, backend=BACKEND)
    request.session[LINK] = link.pk
    request.session.set_expiry(KEPT)
    response.set_cookie(
        DEVICE, device, max_age=KEPT, path=PAGES, samesite="Lax", httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
    return response


def leave_link(request: HttpRequest) -> None:
    """Forget the link, for who signs in with a password works everywhere."""
    request.session.pop(LINK, None)


def keep_to_the_phone(request: HttpRequest) -> None:
    """Let who came through a link act on the phone's pages only; everywhere else they are a visitor.

    :raises RuleBroken: `link_over`
    """
    link = request.session.get(LINK)
    if link is None or request.path.startswith(f"{PAGES}in/"):
        return
    person, request.user = request.user, AnonymousUser()
    request.actor = NOBODY  # type: ignore[attr-defined]
    if request.path.startswith(PAGES):
        request.actor = through_link(link, request.COOKIES.get(DEVICE, ""), today())  # type: ignore[attr-defined]
        request.user = person
