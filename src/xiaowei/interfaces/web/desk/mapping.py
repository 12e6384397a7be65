"""Home of the map of projects: the list's own rows as points, and its townships as tiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import name_of
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.atlas.frames import map_frame, tile_grid
from xiaowei.interfaces.web.atlas.points import DONE, PLAIN, Spotted, points_answer
from xiaowei.interfaces.web.desk.forms import filtered, wish_of
from xiaowei.interfaces.web.guard import TICKET_READERS, may_open
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.finding import at_town, lines_found
from xiaowei.journey.line import Line
from xiaowei.journey.projects import Wish, fitting_lines
from xiaowei.journey.where import points_of

FOUND = "found"
"""Names the words of a search whose projects a map shows, instead of the list's filters."""


def projects_map(request: Request, scope: Scope, wish: Wish) -> dict[str, Any]:
    """Return the place of the map on the page of projects, and the tiles of all its townships."""
    lines, _names = fitting_lines(scope.district, scope.as_of, replace(wish, town=""), scope.year)
    near = [line for line in lines if not wish.town or line.town_code == wish.town]
    towns = dict(choices.towns(scope.district, scope.as_of))
    counts = [(line.town_code, not (line.is_completed or line.is_over)) for line in lines]
    return {
        "map": projects_frame(near, request.GET.dict()),
        "tiles": tile_grid(request.GET, "town", towns, counts),
    }


def projects_frame(lines: list[Line], asked: dict[str, str]) -> dict[str, Any]:
    """Return the place of the map of some projects; their points are `asked` for."""
    keys = ((DONE, words("accepted", "state")), (PLAIN, _("未完成")))
    url = f"{reverse('projects-points')}?{urlencode(asked)}"
    return map_frame(url, len(points_of(lines)), len(lines), keys)


def found_map(request: Request, words_sought: str, lines: list[Line], town: str) -> dict[str, Any]:
    """Return the place of the map of what a search found, and the tiles of the townships it lies in."""
    scope = scope_of(request)
    counts = [(line.town_code, not (line.is_completed or line.is_over)) for line in lines]
    here = {code for code, _ in counts}
    towns = {k: name for k, name in choices.towns(scope.district, scope.as_of) if k in here}
    asked = {k: str(v) for k, v in request.GET.items() if k != "q"} | {FOUND: words_sought}
    return {
        "map": projects_frame(at_town(lines, town), asked),
        "tiles": tile_grid(request.GET, "town", towns, counts) if len(here) > 1 else None,
    }


@require_safe
def projects_points(request: Request) -> HttpResponse:
    """Return the projects of the list as points, one for each site that has one."""
    scope = scope_of(request)
    lines, names = _asked(request, scope)
    known, types = points_of(lines), {kind.code: kind.name for kind in catalogue().types}
    return points_answer(
        Spotted(
            points=known[line.number],
            title=_title(line, names),
            beside=f"{types.get(line.type_code, line.type_code)} · {words(line.state, 'state')}",
            url=reverse("project", args=[line.number]),
            kind=DONE if line.is_completed else PLAIN,
            town=name_of(line.town_code, scope.as_of),
        )
        for line in lines
        if line.number in known
    )


def _asked(request: Request, scope: Scope) -> tuple[list[Line], Mapping[int, str]]:
    """Return the lines of the list as it is narrowed, or what searched words found."""
    if words_sought := request.GET.get(FOUND, ""):
        is_public = not may_open(request.actor, TICKET_READERS)
        found, names = lines_found(words_sought, scope.district, scope.as_of, is_public=is_public)
        return at_town(found, request.GET.get("town", "")), names
    wish = wish_of(filtered(request), request.actor)
    return fitting_lines(scope.district, scope.as_of, wish, scope.year)


def _title(line: Line, names: Mapping[int, str]) -> str:
    return "、".join(names.get(place, "") for place in line.place_ids) or line.name
