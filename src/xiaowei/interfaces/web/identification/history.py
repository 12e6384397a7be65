"""Home of the page of a place's history over years, for the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.identification import DRAFT_ROLES
from xiaowei.interfaces.web.guard import TICKET_READERS, open_to
from xiaowei.interfaces.web.identification.presenters import history, spot_list_row
from xiaowei.interfaces.web.identification.views import require_near
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import language, words
from xiaowei.journey.line import Line
from xiaowei.journey.places import PlaceStory, place_story


@open_to(*TICKET_READERS)
def place_page(request: Request, code: str) -> HttpResponse:
    """Show a place over the years: when it called, what was built, what helped meanwhile, who came."""
    scope = scope_of(request)
    told = place_story(code, scope.as_of, language())
    require_near(request.actor, told.town_code, told.place.code)
    page = {
        "place": _place(told),
        "history": history(told.months, scope.as_of),
        "total": sum(n for _month, n in told.months),
        "topics": told.topics,
        "spots": [spot_list_row(row) for row in told.spots],
        "projects": [_project(line) for line in told.lines],
        "gaps": told.gaps,
        "visits": told.visits,
        "may_apply": request.actor.holds(DRAFT_ROLES, told.town_code),
    }
    return render(request, "identification/place.html", page)


def _place(told: PlaceStory) -> dict[str, Any]:
    place = told.place
    return {
        "code": place.code,
        "name": place.name,
        "kind": words(place.kind, "place_kind"),
        "town": name_of(told.town_code),
        "households": place.households,
        "longitude": place.longitude,
        "latitude": place.latitude,
        "system": words(place.coordinate_system, "coordinate_system"),
    }


def _project(line: Line) -> dict[str, Any]:
    kind = catalogue().type(line.type_code)
    return {
        "number": line.number,
        "year": line.year,
        "name": line.name,
        "type": kind.name if kind else line.type_code,
        "approved_fen": line.approved_fen,
        "started_on": line.started_on,
        "used_on": line.used_on if line.is_finished else None,
        "state": words(line.state, "state"),
    }
