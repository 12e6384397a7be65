"""Home of signing in and out, of the language and theme, and of moving the demo's day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Person
from xiaowei.interfaces.clock import demo_day, move_demo_day, today
from xiaowei.interfaces.web.entrance.forms import DayForm
from xiaowei.interfaces.web.entrance.presenters import is_persona, personas, published_password
from xiaowei.interfaces.web.guard import front_page
from xiaowei.interfaces.web.phone.session import leave_link
from xiaowei.interfaces.web.request import Request

YEAR = 365 * 24 * 3600
BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(LoginView):
    """The door: a name and a password, and on a demo home a card per person, by role."""

    template_name = "entrance/sign_in.html"
    redirect_authenticated_user = False

    def get_default_redirect_url(self) -> str:
        return _front(self.request)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in with one write: while a sheet is taken in, SQLite's one writer is waited for once."""
        leave_link(self.request)
        with transaction.atomic():
            return super().form_valid(form)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        if not demo_day():
            return context
        return context | {"personas": personas(today()), "password": published_password()}


@require_POST
def sign_in_as(request: Request, username: str) -> HttpResponse:
    """Sign in as a demo's person; a home that is no demo has no such door."""
    if not demo_day() or not is_persona(username, today()):
        raise Http404
    leave_link(request)
    login(request, get_object_or_404(Person, username=username), backend=BACKEND)
    return redirect(_next(request, _front(request)))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("home")


@require_POST
def language(request: Request) -> HttpResponse:
    """Remember the language in a cookie."""
    response = redirect(_next(request, "home"))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", httponly=True
        )
    return response


@require_POST
def theme(request: Request) -> HttpResponse:
    """Remember light or dark in a cookie."""
    response = redirect(_next(request, "home"))
    chosen = "dark" if request.POST.get("theme") == "dark" else "light"
    response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
def day(request: Request) -> HttpResponse:
    """Move the demo to another day; a home that is no demo lives on the calendar's."""
    form = DayForm(request.POST)
    if not demo_day():
        raise Http404
    if form.is_valid():
        move_demo_day(form.cleaned_data["day"])
    return redirect(_next(request, "home"))


def _front(request: Any) -> str:
    """Return where whoever signed in just now begins."""
    on_phone = "Mobi" in request.headers.get("User-Agent", "")
    return resolve_url(front_page(actor_of(request.user, today()), on_phone=on_phone))


def _next(request: Request, otherwise: str) -> str:
    asked = request.POST.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return asked
    return resolve_url(otherwise)
