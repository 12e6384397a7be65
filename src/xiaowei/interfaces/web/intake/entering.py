"""Home of entering one ticket: by hand while somebody is on the line, or by a feed as JSON."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.domain.errors import BadInput, NotAllowed, XiaoweiError
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.interfaces.clock import now
from xiaowei.interfaces.json_body import fields_of
from xiaowei.interfaces.receiving_one import receive_one, told
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.intake.forms import EnterForm
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import language, words

JSON = "application/json"
STATUS = ((BadInput, 422), (NotAllowed, 403))


@open_to(*SHEET_BRINGERS)
def enter(request: Request) -> HttpResponse:
    """Show a form for one ticket; what became of it is said at once, a burst before all else."""
    scope = scope_of(request)
    towns = [(name, name) for _code, name in choices.towns(scope.district, scope.as_of)]
    form = EnterForm(
        request.POST if request.method == "POST" else None,
        towns=towns,
        topics=choices.topics(),
        initial={"received_at": now()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            found = _received(request, form.fields_told())
        except XiaoweiError as error:
            form.add_error(None, said(error, language()))
        else:
            _say(request, found)
            away = found["elsewhere"]
            return redirect("enter-ticket") if away else redirect("ticket", found["number"])
    status = 409 if form.is_bound else 200
    return render(request, "intake/enter.html", {"form": form}, status=status)


@open_to(*SHEET_BRINGERS)
@posted_from("enter-ticket")
def receive(request: Request) -> HttpResponse:
    """Take one ticket as a JSON object under a sheet's headers; answer what became of it."""
    fields = None
    with suppress(ValueError):
        fields = fields_of(request.body) if request.content_type == JSON else None
    try:
        return JsonResponse(_received(request, fields))
    except XiaoweiError as error:
        status = next((code for kind, code in STATUS if isinstance(error, kind)), 409)
        return JsonResponse({"error": said(error, language())}, status=status)


def _received(request: Request, fields: Any) -> dict[str, Any]:
    return told(receive_one(fields, by=request.actor), language(), request.actor)


def _say(request: Request, found: dict[str, Any]) -> None:
    if found["flags"]:
        loud = _("突发!%(place)s %(topic)s:已有 %(n)s 人来电,这一件触发了报警,镇街已收到通知。")
    elif found["burst"]:
        loud = _("这一件属于正在发生的突发:%(place)s %(topic)s,已有 %(n)s 人来电。")
    else:
        loud = ""
    if loud:
        facts = {**found["spot"], "place": found["place"], "n": found["spot"]["callers"]}
        messages.warning(request, loud % facts)
    if found["asked"]:
        asked = "、".join(words(one, "thing") for one in found["asked"])
        messages.info(request, _("还认不出%(asked)s,已放进待认的队列。") % {"asked": asked})
    for warning in found["warnings"]:
        messages.info(request, warning)
    outcome = {"new": _("已接入 %(n)s"), "changed": _("已更新 %(n)s"), "same": _("%(n)s 早已收过")}
    messages.success(request, outcome[found["outcome"]] % {"n": found["number"]})
