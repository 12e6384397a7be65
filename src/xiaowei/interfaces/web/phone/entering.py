"""Home of opening a personal link on a phone."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib.auth.signals import user_login_failed
from django.http import HttpResponse
from django.shortcuts import redirect, render

from xiaowei.base.accounts.links import open_link
from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.phone.session import DEVICE, let_in
from xiaowei.interfaces.web.request import Request

AS_LINK = {"username": "personal link"}
"""The name under which tries at links are counted."""


def enter(request: Request, token: str) -> HttpResponse:
    """Ask who opened a link to open it on this phone, and let them in; wrong ones are counted and end.

    Opening asks for a press, so that a messenger that looks at addresses binds no link to itself.
    """
    if not AxesProxyHandler.is_allowed(request, AS_LINK):
        locked: HttpResponse = get_lockout_response(request)
        return locked
    if request.method != "POST":
        return render(request, "phone/enter.html", {"token": token})
    try:
        told: dict[str, Any] = {"on": today(), "at": now()}
        link, device = open_link(token=token, device=request.COOKIES.get(DEVICE, ""), **told)
    except BadInput:
        user_login_failed.send(__name__, credentials=AS_LINK, request=request)
        raise
    return let_in(request, redirect("phone"), link, device)
