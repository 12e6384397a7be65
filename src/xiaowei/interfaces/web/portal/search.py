"""Home of the search box: straight to a number, else what the words mean."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.queries import Meant
from xiaowei.base.regions.queries import name_of
from xiaowei.interfaces.web.desk.mapping import found_map
from xiaowei.interfaces.web.desk.presenters import project_row
from xiaowei.interfaces.web.guard import TICKET_READERS, home_places, home_region, may_open
from xiaowei.interfaces.web.identification.presenters import spot_list_row
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.finding import Area, Findings, find, numbered
from xiaowei.stages.intake.permissions import reads
from xiaowei.stages.intake.queries import ticket_with

LONGEST = 100


@require_safe
def search(request: Request) -> HttpResponse:
    """Go to the number that was typed, else show what the words mean and how they were read."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    scope, inside = scope_of(request), may_open(request.actor, TICKET_READERS)
    known = numbered(typed, scope.as_of, inside=inside) if typed else None
    if known and _is_near(request.actor, *known):
        return redirect(*known)
    page: dict[str, Any] = {"searched": typed, "inside": inside}
    if typed:
        town = request.GET.get("town", "")
        area = _area(request.actor, inside)
        found = find(typed, scope.district, scope.as_of, area, town)
        page |= _found(found, typed) | found_map(request, typed, found.lines, town)
    return render(request, "portal/search.html", page)


def _is_near(actor: Actor, kind: str, number: str) -> bool:
    """Tell whether to lead to what bears the number: nobody learns of a ticket that is not theirs."""
    found = ticket_with(number) if kind == "ticket" else None
    return found is None or reads(actor, TICKET_READERS, found)


def _area(actor: Actor, inside: bool) -> Area | None:
    if not inside:
        return None
    return Area(home_region(actor, TICKET_READERS), home_places(actor, TICKET_READERS))


def _found(found: Findings, typed: str) -> dict[str, Any]:
    return {
        "places": [_place(meant, typed) for meant in found.places],
        "projects": [project_row(row) for row in found.projects],
        "more": found.total - len(found.projects),
        "spots": [spot_list_row(row) for row in found.spots],
        "tickets": found.tickets,
    }


def _place(meant: Meant, typed: str) -> dict[str, str]:
    return {
        "name": meant.place.name,
        "code": meant.place.code,
        "town": name_of(meant.place.town_code),
        "how": "" if typed == meant.place.name else words(meant.how, "place_how"),
    }
