"""Home of following a place by e-mail: asked for on its page, confirmed and ended from the letters."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.messages.operations.followers import ask_to_follow, confirm_follow, end_follow
from xiaowei.domain.errors import XiaoweiError
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.guard import posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.residents.door import heard
from xiaowei.interfaces.web.residents.proposing import place_with
from xiaowei.interfaces.web.shown import language


@posted_from("place", "code")
@heard("follow")
def follow(request: Request, code: str) -> HttpResponse:
    """Note that an address asks to follow a place; a letter asks to confirm it."""
    place = place_with(code)
    try:
        ask_to_follow(
            place_id=place.pk,
            address=request.POST.get("address", "")[:254],
            site=request.build_absolute_uri("/"),
            language=language(),
            on=today(),
            at=now(),
        )
        messages.success(request, _("请到信箱里点一下确认;不确认就不发,七天后忘掉这个地址。"))
    except XiaoweiError as error:
        refuse(request, error)
    return redirect("place", code)


def confirm(request: Request, token: str) -> HttpResponse:
    """Ask whoever comes from the letter to confirm, and confirm."""
    return _by_token(request, token, ending=False)


def end(request: Request, token: str) -> HttpResponse:
    """Ask whoever comes from a letter whether to end, and end."""
    return _by_token(request, token, ending=True)


def _by_token(request: Request, token: str, *, ending: bool) -> HttpResponse:
    """Act on a press only: programs that open the links of letters confirm and end nothing."""
    page: dict[str, object] = {"ending": ending, "done": False}
    if request.method == "POST":
        act = end_follow if ending else confirm_follow
        page |= {"done": True, "place": act(token=token, on=today(), at=now()).place.name}
    return render(request, "portal/follow.html", page)
