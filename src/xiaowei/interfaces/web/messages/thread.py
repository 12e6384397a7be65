"""Home of the thread on a project: asking, answering, calling a department."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages import operations, queries
from xiaowei.base.regions.queries import standing
from xiaowei.domain.errors import BadInput, RuleBroken, XiaoweiError
from xiaowei.domain.messages import ASKERS, CALLED, CALLERS, DESKS
from xiaowei.domain.wording import Note
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.messages.forms import AskForm, ResultForm, TextForm, WhistleForm
from xiaowei.interfaces.web.messages.presenters import days_said, thread_rows, whistle_rows
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import words
from xiaowei.procedures.channel import ask_about, blow_whistle, matter_with

QUESTION_ACTS: dict[str, Callable[..., object]] = {
    "read": operations.mark_read,
    "remark": operations.remark,
    "reply": operations.reply,
    "withdraw": operations.withdraw,
}
WHISTLE_ACTS: dict[str, Callable[..., object]] = {
    "arrive": operations.arrive,
    "conclude": operations.conclude,
    "call_off": operations.call_off,
}


def thread_page(actor: Actor, number: str, as_of: date) -> dict[str, Any]:
    """Return the thread of a project as far as this person may read it, and what they may do."""
    matter = matter_with(number)
    desks = queries.desks_to_ask(actor, matter)
    town = standing(matter.town_code, as_of)
    called = queries.whistles(town, as_of, number)
    return {
        "thread": thread_rows(queries.thread(number, actor, as_of), matter.town_code),
        "median": days_said(queries.median_answer(town, as_of)),
        "ask_form": AskForm(desks=desks) if desks else None,
        "whistles": whistle_rows(called) if actor.holds(ASKERS, matter.town_code) else [],
        "whistle_form": WhistleForm() if actor.holds(CALLERS, matter.town_code) else None,
        "may_arrive": actor.holds((*CALLED, *CALLERS), matter.town_code),
        "may_call_off": actor.holds(CALLERS, matter.town_code),
    }


@open_to(*ASKERS)
@posted_from("project", "number")
def ask(request: Request, number: str) -> HttpResponse:
    """Ask a desk in a project's thread."""
    form = AskForm(request.POST, desks=tuple(DESKS))
    if not form.is_valid():
        refuse(request, RuleBroken("words_given"))
    else:
        _take(request, "ask", ask_about, number=number, **form.cleaned_data)
    return _back(number)


@open_to(*ASKERS)
@posted_from("inbox")
def question_act(request: Request, pk: int, code: str) -> HttpResponse:
    """Give a receipt, remark, answer or withdraw."""
    if code not in QUESTION_ACTS:
        raise Http404
    question = queries.question_with(pk)
    if question is None:
        raise BadInput("not_found", what=Note("thing.message"), number=pk)
    said: dict[str, Any] = {}
    if code in ("remark", "reply"):
        form = TextForm(request.POST)
        said = {"text": form.cleaned_data["text"] if form.is_valid() else ""}
    _take(request, code, QUESTION_ACTS[code], question_id=pk, **said)
    return _back(question.number)


@open_to(*CALLERS)
@posted_from("project", "number")
def whistle(request: Request, number: str) -> HttpResponse:
    """Call a department to a project."""
    form = WhistleForm(request.POST)
    if not form.is_valid():
        refuse(request, RuleBroken("words_given"))
    else:
        _take(request, "whistle", blow_whistle, number=number, **form.cleaned_data)
    return _back(number)


@open_to(*CALLERS, *CALLED)
@posted_from("whistles")
def whistle_act(request: Request, pk: int, code: str) -> HttpResponse:
    """Note an arrival, write the result, or take a call back."""
    if code not in WHISTLE_ACTS:
        raise Http404
    row = queries.whistle_with(pk)
    if row is None:
        raise BadInput("not_found", what=Note("thing.whistle"), number=pk)
    said: dict[str, Any] = {}
    if code == "conclude":
        form = ResultForm(request.POST)
        said = {"result": form.cleaned_data["result"] if form.is_valid() else ""}
    _take(request, code, WHISTLE_ACTS[code], whistle_id=pk, **said)
    return _back(row.number)


def _take(request: Request, code: str, call: Callable[..., object], **said: Any) -> None:
    """Call the house; a refusal is said on the page that follows."""
    try:
        call(**said, by=request.actor, on=today(), at=now())
    except XiaoweiError as error:
        refuse(request, error)
        return
    messages.success(request, _("已办:%(act)s") % {"act": words(code, "action")})


def _back(number: str) -> HttpResponse:
    return redirect(resolve_url("project", number) + "#thread")
