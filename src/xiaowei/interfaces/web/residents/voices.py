"""Home of the public pages on which residents speak up, and follow by number what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiaowei.base.places.queries import every_place, place_names
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.voices import BROKEN, KINDS, LONGEST_WORDS
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.residents.door import count, heard, require_left
from xiaowei.interfaces.web.shown import language, words
from xiaowei.journey.line import Line
from xiaowei.journey.reach import known_to_all, public_line
from xiaowei.stages.identification.operations import say_still_broken
from xiaowei.stages.identification.voices import Voice, voice_with

ENDED = {"answered", "taken_up", "declined"}
SIGNS = {
    "broken_again": "refresh", "not_finished": "clock", "done_badly": "tools", "danger": "alert",
    "otherwise": "dots",
}  # fmt: skip


class VoiceForm(forms.Form):
    """What a resident taps and adds; a photo and words are as one likes."""

    sort = forms.CharField(max_length=40, required=False)
    text = forms.CharField(required=False)
    photo = forms.FileField(required=False)

    def facts(self) -> dict[str, Any]:
        """Return what was tapped, written and photographed.

        :raises BadInput: `not_a_picture`
        """
        if "photo" in self.errors:
            raise BadInput("not_a_picture", known="JPEG, PNG, WEBP")
        if not self.is_valid():
            raise BadInput("form_not_whole", wrong="、".join(self.errors))
        told = self.cleaned_data
        told["text"] = told["text"].replace("\r\n", "\n")
        if len(told["text"]) > LONGEST_WORDS:
            raise BadInput("words_too_long", most=LONGEST_WORDS, n=len(told["text"]))
        photo = told["photo"].read() if told["photo"] else None
        return {"sort": told["sort"], "text": told["text"], "photo": photo}


class BrokenForm(VoiceForm):
    """What is still broken, and at which of a project's places."""

    place_code = forms.CharField(max_length=40, required=False)

    def facts(self) -> dict[str, Any]:
        """Return what was tapped, with the place; blank where it was left open.

        :raises BadInput: `not_a_picture`
        """
        return super().facts() | {"place_code": self.cleaned_data["place_code"]}


@heard(BROKEN)
def still_broken(request: Request, number: str) -> HttpResponse:
    """Let a resident say that a project is still broken; the answer is a number to follow."""
    line = public_line(number, today())
    known = every_place()
    page: dict[str, Any] = {
        "number": line.number,
        "place": place_said(line),
        "finished": line.is_finished,
        "sorts": sort_choices(BROKEN),
        "chosen": request.POST.get("sort", ""),
        "text": request.POST.get("text", ""),
        "places": [(known[pk].code, known[pk].name) for pk in line.place_ids if pk in known],
        "place_code": request.POST.get("place_code", ""),
    }
    if request.method == "POST":
        try:
            facts = BrokenForm(request.POST, request.FILES).facts()
            voice = say_still_broken(number=line.number, **facts, on=today(), at=now())
            return redirect("voice", voice.number)
        except XiaoweiError as error:
            return shown_again(request, "portal/still_broken.html", page, error)
    return render(request, "portal/still_broken.html", page)


@require_safe
def answers(request: Request) -> HttpResponse:
    """Lead from a typed number to its page, or ask for one."""
    typed = request.GET.get("q", "").strip()[:30]
    if not typed:
        return render(request, "portal/answers.html")
    try:
        return redirect("voice", _known(request, typed).number)
    except XiaoweiError as error:
        return shown_again(request, "portal/answers.html", {"typed": typed}, error)


@require_safe
def voice(request: Request, number: str) -> HttpResponse:
    """Show what came of a voice: its state and its answer, nothing of what was said."""
    return render(request, "portal/voice.html", {"voice": voice_page(_known(request, number))})


def shown_again(
    request: Request, template: str, page: dict[str, Any], error: XiaoweiError
) -> HttpResponse:
    """Show a form again with what was typed, and why it was not taken."""
    status = 422 if isinstance(error, BadInput) else 409
    return render(request, template, page | {"refused": said(error, language())}, status=status)


def sort_choices(kind: str) -> list[dict[str, str]]:
    """Return what may be tapped, with its sign."""
    return [
        {"code": code, "label": words(code, "voice_sort"), "icon": SIGNS.get(code, "dots")}
        for code in KINDS[kind].sorts
    ]


def voice_page(found: Voice) -> dict[str, Any]:
    """Return a voice's way in plain rows: what is behind it and what comes, by when."""
    looks = any(arrow.action == "see_on_site" for arrow in KINDS[found.kind].flow.arrows)
    ended = found.state in ENDED
    steps = [{"label": _("已收到"), "on": found.said_on, "done": True}]
    if looks:
        steps.append({"label": _("到现场看过"), "on": found.seen_on, "done": bool(found.seen_on)})
    end = words(found.state, "state") if ended else _("答复")
    steps.append({"label": end, "on": found.answered_on, "done": ended})
    return {
        "number": found.number,
        "kind": words(found.kind, "voice"),
        "place": found.place.name,
        "place_code": found.place.code,
        "about": found.project.number if found.project else "",
        "state": words(found.state, "state"),
        "steps": steps,
        "found": found.found,
        "due_on": None if ended else found.due_on,
        "late": not ended and found.due_on < today(),
        "answer": found.answer,
        "project": projects_of([found]).get(found.pk, ""),
    }


def place_said(line: Line) -> str:
    """Return the name of a project's first place, else its own."""
    return place_names().get(next(iter(line.place_ids), 0), line.name)


def projects_of(voices: Sequence[Voice]) -> dict[int, str]:
    """Return by voice's key the number of the project that came of it, once everybody may know of it."""
    keys = [voice.candidate_id for voice in voices if voice.candidate_id]
    known = known_to_all(keys, today()) if keys else frozenset()
    made = ((voice.pk, voice.candidate) for voice in voices)
    return {pk: project.number for pk, project in made if project and project.number in known}


def _known(request: Request, number: str) -> Voice:
    """Return the voice of that number; who tried numbers out too often today finds none, right or wrong."""
    require_left(request, "number")
    try:
        return voice_with(number)
    except BadInput:
        count(request, "number")
        raise
