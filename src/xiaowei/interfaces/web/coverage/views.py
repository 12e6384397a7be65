"""Home of the page of coverage and its sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaowei.interfaces.web.coverage import presenters
from xiaowei.interfaces.web.guard import (
    COVERAGE_READERS,
    TICKET_READERS,
    home_places,
    home_region,
    may_open,
    open_to,
    own_scope_yet,
)
from xiaowei.interfaces.web.pages import Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import language
from xiaowei.journey.coverage import Share, Unserved, shares, unserved
from xiaowei.journey.survey import survey_of

TOWNSHIPS, PLACES = "townships", "places"


@dataclass(frozen=True)
class Told:
    """What the page rests on: who waits, and what each township got."""

    waiting: list[Unserved]
    towns: list[Share]


@open_to(*COVERAGE_READERS)
def coverage(request: Request) -> HttpResponse:
    """Show who is not served, by township and place, and what money and projects each township got."""
    scope = own_scope_yet(request, COVERAGE_READERS)
    page: dict[str, Any] = {"towns": None}
    if scope and scope.district:
        told = _told(request, scope)
        town = request.GET.get("town", "")
        rows = _narrowed(told.waiting, town)
        pages = Pages(page_number(request.GET.get("page")), len(rows))
        sort = request.GET.get("sort", "")
        page = {
            "summary": presenters.summary(told.waiting),
            "towns": presenters.town_rows(told.towns, sort, town),
            "columns": presenters.columns(sort),
            "chart": presenters.chart(told.towns),
            "rows": [presenters.row(one) for one in rows[pages.offset : pages.last]],
            "total": len(rows),
            "town": next((one.town for one in told.towns if one.town_code == town), ""),
            "pages": pages,
            "may_spots": may_open(request.actor, TICKET_READERS),
        }
    return render(request, "coverage/coverage.html", page)


@open_to(*COVERAGE_READERS)
def coverage_file(request: Request, part: str, form: str) -> HttpResponse:
    """Hand out the townships' shares, or the places that wait, as a sheet."""
    scope = own_scope_yet(request, COVERAGE_READERS) or scope_of(request)
    told = _told(request, scope)
    if part == TOWNSHIPS:
        headers, cells = presenters.town_cells(told.towns)
        return table_file(_("各镇街覆盖") + f"-{scope.as_of}", form, headers, cells)
    if part == PLACES:
        headers, cells = presenters.cells(_narrowed(told.waiting, request.GET.get("town", "")))
        return table_file(_("没有列项的点位") + f"-{scope.as_of}", form, headers, cells)
    raise Http404


def _told(request: Request, scope: Scope) -> Told:
    """Return what somebody may read of a district: a township its own, a butler their places."""
    own = home_region(request.actor, TICKET_READERS)
    region = (
        own if own and len(own.rstrip("0")) > len(scope.district.rstrip("0")) else scope.district
    )
    places = home_places(request.actor, TICKET_READERS)
    waiting = unserved(region, scope.as_of, language(), places)
    return Told(waiting, shares(survey_of(region, scope.as_of, scope.year), waiting))


def _narrowed(waiting: list[Unserved], town: str) -> list[Unserved]:
    return [one for one in waiting if town in ("", one.spot["town_code"])]
