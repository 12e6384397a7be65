"""Home of the public pages on which residents propose a small work, support others', and ask the township."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiaowei.base.places.models import Place
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.voices import OPEN, PROPOSAL, QUESTION
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.guard import posted_from
from xiaowei.interfaces.web.icons import TYPE_SIGNS
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.residents.door import device_of, heard, policy_here, remember
from xiaowei.interfaces.web.residents.voices import (
    VoiceForm,
    projects_of,
    shown_again,
    sort_choices,
)
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.identification import operations
from xiaowei.stages.identification.voices import (
    Voice,
    proposals,
    public_questions,
    supported_by,
)

FIRST_SHOWN = 8


@require_safe
def proposed(request: Request) -> HttpResponse:
    """Show what residents proposed, the most supported first, and what became of each."""
    scope = scope_of(request)
    rows = proposal_rows(request, scope.district) if scope.district else []
    return render(request, "portal/proposals.html", {"rows": rows})


@heard(PROPOSAL)
def propose_here(request: Request, code: str) -> HttpResponse:
    """Let a resident propose a small work at a place; the answer is a number to follow."""
    place = place_with(code)
    page: dict[str, Any] = {
        "place": {"code": place.code, "name": place.name, "town": name_of(place.town_code)},
        "sorts": type_choices()[:FIRST_SHOWN],
        "others": type_choices()[FIRST_SHOWN:],
        "chosen": request.POST.get("sort", ""),
        "text": request.POST.get("text", ""),
        "open": [row for row in proposal_rows(request, place.town_code, place.pk) if row["open"]],
    }
    if request.method == "POST":
        try:
            facts = VoiceForm(request.POST, request.FILES).facts()
            voice = operations.propose_work(place_id=place.pk, **facts, on=today(), at=now())
            return redirect("voice", voice.number)
        except XiaoweiError as error:
            return shown_again(request, "portal/propose_here.html", page, error)
    return render(request, "portal/propose_here.html", page)


@posted_from("proposals")
@heard("support")
def support(request: Request, number: str) -> HttpResponse:
    """Support a proposal; a device counts once."""
    try:
        n = operations.support(number=number, device=device_of(request), on=today(), at=now())
        messages.success(request, _("收到,现在 %(n)s 人支持。支持不是投票,镇街会看。") % {"n": n})
    except XiaoweiError as error:
        refuse(request, error)
    return remember(request, redirect("proposals"))


@heard(QUESTION)
def ask_here(request: Request, code: str) -> HttpResponse:
    """Let a resident ask the township in public, where the policy opens questions."""
    place = place_with(code)
    scope = scope_of(request)
    page: dict[str, Any] = {
        "place": {"code": place.code, "name": place.name, "town": name_of(place.town_code)},
        "is_open": policy_here(request).public_questions,
        "sorts": sort_choices(QUESTION),
        "chosen": request.POST.get("sort", ""),
        "text": request.POST.get("text", ""),
        "answered": [_answered(one) for one in public_questions(scope.district, today())],
    }
    if request.method == "POST":
        try:
            facts = VoiceForm(request.POST).facts()
            del facts["photo"]
            voice = operations.ask_township(place_id=place.pk, **facts, on=today(), at=now())
            return redirect("voice", voice.number)
        except XiaoweiError as error:
            return shown_again(request, "portal/ask_here.html", page, error)
    return render(request, "portal/ask_here.html", page)


def place_with(code: str) -> Place:
    """Return the place of that code.

    :raises BadInput: `no_such_place`
    """
    found = Place.objects.filter(code=code).first()
    if found is None:
        raise BadInput("no_such_place", value=code)
    return found


def type_choices() -> list[dict[str, str]]:
    """Return the kinds of small works with their signs, those with a sign of their own first."""
    found = [
        {"code": code, "label": name, "icon": TYPE_SIGNS.get(code, "dots")}
        for code, name in choices.types()
    ]
    return sorted(found, key=lambda one: one["code"] not in TYPE_SIGNS)


def proposal_rows(
    request: Request, district: str, place_id: int | None = None
) -> list[dict[str, Any]]:
    """Return a district's or a place's proposals as everybody sees them, told which this device supports."""
    found = proposals(district, today(), place_id)
    voices = [voice for voice, _n in found]
    own, made = supported_by(device_of(request), voices), projects_of(voices)
    return [
        _row(voice, n) | {"mine": voice.pk in own, "project": made.get(voice.pk, "")}
        for voice, n in found
    ]


def _row(voice: Voice, supported: int) -> dict[str, Any]:
    """Return a proposal: where, what kind, how many support it; no words of anybody."""
    return {
        "number": voice.number,
        "place": voice.place.name,
        "code": voice.place.code,
        "town": name_of(voice.place.town_code),
        "type": choices.type_name(voice.sort),
        "said_on": voice.said_on,
        "supported": supported,
        "state": words(voice.state, "state"),
        "open": voice.state in OPEN,
        "due_on": voice.due_on,
        "answer": voice.answer,
    }


def _answered(voice: Voice) -> dict[str, Any]:
    return {
        "place": voice.place.name,
        "text": voice.text,
        "answer": voice.answer,
        "on": voice.answered_on,
        "town": name_of(voice.place.town_code),
    }
