"""Home of the page 管家: the five places of today, the visit log, posts and who is idle."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.accounts.links import ISSUERS
from xiaowei.base.places.butlering import assign_butler
from xiaowei.base.places.butlers import butlers_in, places_of, posts
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import district_of, places_within
from xiaowei.domain.butlers import ASSIGNERS, VISITORS
from xiaowei.domain.errors import RuleBroken, XiaoweiError
from xiaowei.domain.months import first_of
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.butlers.forms import AssignForm, VisitForm
from xiaowei.interfaces.web.butlers.presenters import overview, stop_rows, visit_rows
from xiaowei.interfaces.web.guard import (
    BUTLER_READERS,
    OFFICE,
    TOWN,
    home_region,
    may_open,
    open_to,
    posted_from,
)
from xiaowei.interfaces.web.identification.hinting import hint_rows
from xiaowei.interfaces.web.identification.repeating import repeats_near
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.journey.ahead import hints_at
from xiaowei.journey.butlers import five, rounds, spots_at
from xiaowei.journey.looked import looked_since
from xiaowei.stages.identification.operations import log_visit
from xiaowei.stages.identification.queries import spot_id_of
from xiaowei.stages.identification.visits import visits

WATCHERS = (*TOWN, *OFFICE)
SHOWN_HINTS = 10


@open_to(*BUTLER_READERS)
def butlers(request: Request) -> HttpResponse:
    """Show a butler where to go today, a township and the district who looks after what."""
    actor, day = request.actor, today()
    mine = places_of(actor.person_id, day) if may_open(actor, ("butler",)) else []
    page: dict[str, Any] = {
        "may_link": may_open(actor, ISSUERS),
        "is_butler": may_open(actor, ("butler",)),
        "mine": [place.name for place in mine],
        "stops": stop_rows(five(tuple(mine), day)),
        "visit_form": VisitForm(places=_named(mine), abouts=_abouts(mine)) if mine else None,
        "hints": _hints(mine),
        "may_look": True,
        **repeats_near(actor, scope_of(request)),
    }
    if may_open(actor, WATCHERS):
        area = home_region(actor, WATCHERS) or scope_of(request).district
        page |= _watched(request, area) if area else {}
    elif mine:
        page["visits"] = visit_rows(visits("", day, [place.pk for place in mine]))
    return render(request, "butlers/butlers.html", page)


@open_to(*VISITORS)
@posted_from("butlers")
def visit(request: Request) -> HttpResponse:
    """Log a visit."""
    places = _visitable(request)
    form = VisitForm(request.POST, request.FILES, places=_named(places), abouts=_abouts(places))
    if not form.is_valid():
        refuse(request, RuleBroken("visit_said"))
        return redirect("butlers")
    try:
        log_visit(**form.facts(), by=request.actor, on=today(), at=now())
        messages.success(request, _("走访已记。"))
    except XiaoweiError as error:
        refuse(request, error)
    return redirect("butlers")


@open_to(*ASSIGNERS)
@posted_from("butlers")
def assign(request: Request) -> HttpResponse:
    """Give a place its butler."""
    code, username = request.POST.get("place_code", ""), request.POST.get("username", "")
    try:
        assign_butler(
            place_code=code[:40], username=username[:150], by=request.actor, on=today(), at=now()
        )
        messages.success(request, _("管家已派。"))
    except XiaoweiError as error:
        refuse(request, error)
    return redirect("butlers")


def _watched(request: Request, area: str) -> dict[str, Any]:
    day = today()
    held = posts(area, day)
    page: dict[str, Any] = {
        "overview": overview(held, rounds(held, area, day)),
        "visits": visit_rows(visits(area, day)),
    }
    if may_open(request.actor, ASSIGNERS):
        lacking_first = sorted(held, key=lambda post: post.person_id is not None)
        people = [(one.username, str(one)) for one in butlers_in(area, day)]
        choices = [
            (one.place_code, f"{one.place}({one.butler})" if one.butler else one.place)
            for one in lacking_first
        ]
        page["assign_form"] = AssignForm(places=choices, people=people) if people else None
        page["may_assign"] = True
    return page


def _hints(places: list[Place]) -> list[dict[str, Any]]:
    """Return where to look first among somebody's places, and who looked there already."""
    if not places:
        return []
    day, district = today(), district_of(places[0].town_code)
    found = hints_at({place.code for place in places}, district, day)[:SHOWN_HINTS]
    return hint_rows(found, looked_since(district, first_of(day), day))


def _visitable(request: Request) -> list[Place]:
    own = places_of(request.actor.person_id, today())
    area = home_region(request.actor, TOWN)
    return [*own, *places_within(area)] if area else own


def _named(places: list[Place]) -> list[tuple[Any, Any]]:
    return [(place.pk, place.name) for place in places]


def _abouts(places: list[Place]) -> list[tuple[str, str]]:
    """Return the open spots at the places, each called by its place and topic."""
    return [
        (str(spot_id_of(head.id)), f"{head.place} {head.topic}")
        for head in spots_at(places, today())
    ]
