"""Home of the queue of words nobody could place: candidates, a search, a new place, an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.places.queries import district_of, finder
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.acting import acting
from xiaowei.interfaces.web.guard import home_region, open_to, posted_from
from xiaowei.interfaces.web.intake.forms import NewPlaceForm
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import language, words
from xiaowei.procedures.answer_question import answer_question, answer_with_new_place
from xiaowei.stages.intake.permissions import ANSWER_ROLES, may_answer
from xiaowei.stages.intake.queries import questions, without_topic

SHOWN = 30


@open_to(*ANSWER_ROLES)
def open_questions(request: Request) -> HttpResponse:
    """Show the places and topics nobody could name for sure; one key answers."""
    rows = [_shown(row) for row in _own(request)[:SHOWN]]
    untold = without_topic(home_region(request.actor, ANSWER_ROLES))
    page = {"rows": rows, "topics": choices.topics(), "untold": untold}
    return render(request, "intake/questions.html", page)


@open_to(*ANSWER_ROLES)
def question_places(request: Request, pk: int) -> HttpResponse:
    """Show the known places that typed words may mean, and the form for a place not yet known."""
    asked = _asked(request, pk)
    typed = request.GET.get("q", asked["words"]).strip()
    district = district_of(asked["town_code"]) or scope_of(request).district
    form = _form(request, pk, initial=_start(typed, asked))
    return _places_page(request, asked, typed, finder().meant(typed, district), form)


@open_to(*ANSWER_ROLES)
@posted_from("questions")
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a question; the answer is remembered as another name."""
    given = request.POST.get("answer", "")
    _tried(request, lambda: answer_question(question_id=pk, answer=given, **acting(request)))
    return redirect("questions")


@open_to(*SHEET_BRINGERS)
@posted_from("question-places", "pk")
def answer_new_place(request: Request, pk: int) -> HttpResponse:
    """Answer with a place that was not known yet."""
    asked = _asked(request, pk)
    form = _form(request, pk, data=request.POST)
    if form.is_valid():
        told = form.cleaned_data
        if _tried(
            request,
            lambda: answer_with_new_place(question_id=pk, **told, **acting(request)),
        ):
            return redirect("questions")
    return _places_page(request, asked, asked["words"], [], form, status=409)


def _places_page(
    request: Request,
    asked: dict[str, Any],
    typed: str,
    found: list[Any],
    form: NewPlaceForm,
    status: int = 200,
) -> HttpResponse:
    page = {
        "row": _shown(asked),
        "typed": typed,
        "found": [
            {
                "code": meant.place.code,
                "name": meant.place.name,
                "why": f"{name_of(meant.place.town_code)} · {words(meant.how, 'place_how')}",
            }
            for meant in found
        ],
        "form": form if _towns(request) else None,
    }
    part = "intake/question_places.html" if request.htmx else "intake/question.html"
    return render(request, part, page, status=status)


def _own(request: Request) -> list[dict[str, Any]]:
    waiting = questions(home_region(request.actor, ANSWER_ROLES))
    return [q for q in waiting if may_answer(request.actor, q["kind"], q["region_code"])]


def _asked(request: Request, pk: int) -> dict[str, Any]:
    """Return a question that waits for this person.

    :raises BadInput: `not_found`
    """
    for row in _own(request):
        if row["pk"] == pk and row["kind"] == "place":
            return row
    raise BadInput("not_found", what=_("待认的地名"), number=pk)


def _towns(request: Request) -> list[tuple[str, str]]:
    """Return the townships in which this person may make a place."""
    scope = scope_of(request)
    district = district_of(home_region(request.actor, SHEET_BRINGERS)) or scope.district
    known = choices.towns(district, scope.as_of)
    return [(code, name) for code, name in known if request.actor.holds(SHEET_BRINGERS, code)]


def _form(request: Request, pk: int, **named: Any) -> NewPlaceForm:
    return NewPlaceForm(**named, towns=_towns(request), auto_id=f"id_{pk}_%s")


def _start(typed: str, asked: dict[str, Any]) -> dict[str, Any]:
    return {"name": typed or asked["words"], "town_code": asked["town_code"]}


def _tried(request: Request, act: Callable[[], None]) -> bool:
    """Call the house; say what came of it."""
    try:
        act()
    except XiaoweiError as error:
        messages.warning(request, said(error, language()))
        return False
    messages.success(request, _("记住了,以后不再问。"))
    return True


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "asks": words(row["kind"], "question"),
        "town": name_of(row["town_code"]) if row["town_code"] else "",
        "candidates": [
            {**c, "key": i, "why": words(c.get("why", ""), "why")}
            for i, c in enumerate(row["candidates"][:3], start=1)
        ],
    }
