"""Home of saying that two spots are one matter, or that one holds two, and of taking that back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.identification import DECIDERS
from xiaowei.domain.wording import Note
from xiaowei.interfaces.web.acting import acting
from xiaowei.interfaces.web.choices import topic_name
from xiaowei.interfaces.web.guard import open_to
from xiaowei.interfaces.web.identification.forms import ReasonForm
from xiaowei.interfaces.web.identification.views import require_near
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import language, words
from xiaowei.journey import spots as journey
from xiaowei.stages.identification import operations, queries
from xiaowei.stages.identification.decisions import decided_on, neighbours, spot_of
from xiaowei.stages.identification.joined import joined_by
from xiaowei.stages.identification.queries import SpotStory
from xiaowei.stages.intake.queries import ticket_with

MOST = 400


@open_to(*DECIDERS)
def sort_spot(request: Request, number: str) -> HttpResponse:
    """Show a spot's tickets to part, the spots to merge it with, and what was decided; do one of these."""
    told = journey.spot(number, scope_of(request).as_of, language())
    require_near(request.actor, told.row["town_code"], told.row["place_code"])
    if request.method == "POST":
        return _decide(request, number)
    return render(request, "identification/sorting.html", _page(told))


def _page(told: SpotStory) -> dict[str, Any]:
    numbers = [ticket.number for ticket, _why in told.tickets]
    return {
        "spot": told.row,
        "rows": [
            {"number": t.number, "at": t.received_at, "text": t.text or t.title, "why": why}
            for t, why in told.tickets[:MOST]
        ],
        "more": max(len(told.tickets) - MOST, 0),
        "others": [
            {"id": str(one), "place": one.place.name, "topic": topic_name(one.topic_code), "n": n}
            for one, n in neighbours(spot_of(told.pk))
        ],
        "decisions": [
            {
                "pk": one.pk, "name": str(one), "what": words(f"{one.kind}", "link_kind"),
                "reason": one.reason, "by": one.by_name, "on": one.decided_on,
            }
            for one in decided_on(numbers)
        ],
        "reason_form": ReasonForm(),
    }  # fmt: skip


def _decide(request: Request, number: str) -> HttpResponse:
    """Do what was asked; whatever is refused is said, and the page stands again."""
    acts: dict[str, Callable[[Request, str, str], HttpResponse]] = {
        "split": _split,
        "merge": _merge,
        "undo": _undo,
    }
    act = request.POST.get("act", "")
    form = ReasonForm(request.POST)
    if act not in acts or not (form.is_valid() or act == "undo"):
        messages.warning(request, _("没有写理由,没有办。请写两个字以上的理由。"))
        return redirect("sort-spot", number)
    try:
        return acts[act](request, number, form.cleaned_data.get("reason", ""))
    except XiaoweiError as error:
        refuse(request, error)
        return redirect("sort-spot", number)


def _split(request: Request, number: str, reason: str) -> HttpResponse:
    spot = queries.spot_id_of(number)
    tickets = request.POST.getlist("ticket")
    operations.split_spot(spot_id=spot, tickets=tickets, reason=reason, **acting(request))
    told = _("拆开了,拆出的在 %(spot)s;以后导入也照此归组。")
    messages.success(request, told % {"spot": _spot_with(tickets)})
    return redirect("sort-spot", number)


def _merge(request: Request, number: str, reason: str) -> HttpResponse:
    spot, other = queries.spot_id_of(number), queries.spot_id_of(request.POST.get("other", ""))
    made = operations.merge_spots(spot_id=spot, other_id=other, reason=reason, **acting(request))
    messages.success(request, _("归并了,以后导入也照此归组。"))
    whole = _spot_with(made.tickets.values_list("ticket_number", flat=True)[:1])
    return redirect("spot", whole) if whole else redirect("spots")


def _undo(request: Request, _number: str, _reason: str) -> HttpResponse:
    told = request.POST.get("decision", "")
    if not told.isdecimal():
        raise BadInput("not_found", what=Note("thing.decision"), number=told)
    operations.undo_decision(decision_id=int(told), **acting(request))
    messages.success(request, _("撤回了,工单按规则重新归组。"))
    return redirect("spots")  # this spot may be no more


def _spot_with(tickets: Iterable[str]) -> str:
    """Return the number of the spot in which tickets that were decided on together are now."""
    joined = (joined_by(one.pk) for one in map(ticket_with, tickets) if one)
    return next((one.id for one in joined if one), "")
