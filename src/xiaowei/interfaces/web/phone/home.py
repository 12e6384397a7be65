"""Home of the phone's first page: where to go today, what I reported, what I am asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.messages import operations, queries
from xiaowei.base.places.butlers import places_held
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.butlers import VISITORS
from xiaowei.domain.errors import XiaoweiError
from xiaowei.domain.roles import CONTRACTOR, FIELD, PHONE
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.desk.building import works_rows
from xiaowei.interfaces.web.guard import may_open, open_to, posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.phone.presenters import asked_rows, reported_rows, stop_rows
from xiaowei.interfaces.web.request import Request, key_posted
from xiaowei.interfaces.web.shown import listed
from xiaowei.journey.butlers import five
from xiaowei.journey.desk import built_by
from xiaowei.journey.phone import reported
from xiaowei.stages.identification.operations import log_visit
from xiaowei.stages.identification.sightings import batches

NAMED = 3


@open_to(*PHONE)
def home(request: Request) -> HttpResponse:
    """Show the three cards and the one button."""
    actor, day = request.actor, today()
    field = may_open(actor, FIELD)
    places = places_held(actor, FIELD, day) if field else []
    page: dict[str, Any] = {
        "town": name_of(next(iter(actor.held)).region_code),
        "name": _big_name(request, [place.name for place in places]),
        "field": field,
        "may_visit": may_open(actor, VISITORS),
        "stops": stop_rows(five(tuple(places), day)),
        "reported": reported_rows(reported(actor, day)) if field else [],
        "batches": batches(actor.person_id) if field else [],
        "works": works_rows(_built(request)) if may_open(actor, CONTRACTOR) else None,
        "asked": asked_rows(queries.waiting_for(actor), day),
    }
    page["told"] = len(page["batches"]) + len(page["reported"])
    return render(request, "phone/home.html", page)


@open_to(*VISITORS)
@posted_from("phone")
def visited(request: Request) -> HttpResponse:
    """Log that somebody was there, with the words of the button that was pressed."""
    place_id, seen = key_posted(request, "place_id"), request.POST.get("seen", "")
    return _taken(request, log_visit, _("走访已记。"), place_id=place_id, seen=seen[:2000])


@open_to(*PHONE)
@posted_from("phone")
def answered(request: Request, pk: int) -> HttpResponse:
    """Answer a question."""
    text = request.POST.get("text", "")[:2000]
    return _taken(request, operations.reply, _("已答复。"), question_id=pk, text=text)


def _taken(request: Request, call: Any, done: str, **said: Any) -> HttpResponse:
    try:
        call(**said, by=request.actor, on=today(), at=now())
        messages.success(request, done)
    except XiaoweiError as error:
        refuse(request, error)
    return redirect("phone")


def _built(request: Request) -> list[dict[str, Any]]:
    """Return the works of one's firm in the regions where one stands for it."""
    regions = {held.region_code for held in request.actor.held if held.role in CONTRACTOR}
    return [row for code in sorted(regions) for row in built_by(request.actor, code, today())]


def _big_name(request: Request, places: list[str]) -> str:
    """Say whose phone it is: the village, a butler's own name, the contractor's firm."""
    firms = [held.place_code for held in request.actor.held if held.role in CONTRACTOR]
    if firms and not places:
        return firms[0]
    return listed(places) if 0 < len(places) < NAMED else request.actor.name
