"""Home of the page 来声: what residents said, by when it is answered, and the steps that answer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _

from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.voices import HEARERS
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.acting import DayField
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import words
from xiaowei.interfaces.web.voices.presenters import voice_rows
from xiaowei.stages.identification import operations
from xiaowei.stages.identification.voices import voices_heard

ACTS: dict[str, Callable[..., object]] = {
    "see_on_site": operations.see_on_site,
    "answer_voice": operations.answer_voice,
    "accept_voice": operations.accept_voice,
    "decline_voice": operations.decline_voice,
}


class LookForm(forms.Form):
    """When somebody looked, and whether the trouble was there."""

    on = DayField()
    found = forms.ChoiceField(choices=(("yes", "yes"), ("no", "no")))


@open_to(*HEARERS)
def voices(request: Request) -> HttpResponse:
    """Show the voices of one's area, open ones first."""
    rows = voice_rows(voices_heard(request.actor, today()), request.actor)
    page = {"rows": rows, "open": sum(row["open"] for row in rows), "today": today()}
    return render(request, "voices/voices.html", page)


@open_to(*HEARERS)
@posted_from("voices")
def voice_act(request: Request, number: str, code: str) -> HttpResponse:
    """Take a step that answers a voice."""
    try:
        if code not in ACTS:
            raise BadInput("no_such_page", path=request.path)
        ACTS[code](number=number, **_said(request, code), by=request.actor, at=now())
        messages.success(request, _("已办:%(act)s") % {"act": words(code, "action")})
    except XiaoweiError as error:
        refuse(request, error)
    return redirect(resolve_url("voices") + f"#{number}")


def _said(request: Request, code: str) -> dict[str, Any]:
    """Return what the form says; a look has its own day, the rest is done today.

    :raises BadInput: `no_day_given`
    """
    if code != "see_on_site":
        return {"text": request.POST.get("text", "")[:2000], "on": today()}
    form = LookForm(request.POST)
    if not form.is_valid():
        raise BadInput("look_not_said")
    return {"on": form.cleaned_data["on"], "found": form.cleaned_data["found"] == "yes"}
