"""Home of the city's page: three levels on one address, and the same rows as a sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.regions import within
from xiaowei.interfaces.web.city import presenters
from xiaowei.interfaces.web.desk.mapping import projects_frame
from xiaowei.interfaces.web.guard import (
    CITY_READERS,
    MONEY_READERS,
    home_region,
    may_open,
    not_yours,
    open_to,
)
from xiaowei.interfaces.web.pages import Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.journey.city import District, districts, pictured
from xiaowei.journey.line import Line
from xiaowei.journey.survey import survey_of
from xiaowei.journey.townships import township_rows

CARDS = 60


@open_to(*CITY_READERS)
def city(request: Request) -> HttpResponse:
    """Show the districts beside each other; a click leads to townships, the next to sites' photos."""
    scope = scope_of(request)
    district, town = _asked(request)
    own = home_region(request.actor, CITY_READERS)
    page: dict[str, Any] = {
        "region": name_of(own) if own else _("全部"),
        "district": name_of(district, scope.as_of) if district else "",
        "district_code": district,
        "may_list": may_open(request.actor, MONEY_READERS),
        "town": name_of(town, scope.as_of) if town else "",
    }
    if town:
        lines = _lines(scope, town)
        pages = Pages(page_number(request.GET.get("page")), len(lines), CARDS)
        cards = pictured(lines[pages.offset : pages.last])
        page |= {
            "cards": [presenters.project_row(row, scope.carried) for row in cards],
            "total": len(lines),
            "pages": pages,
            "map": projects_frame(lines, _points_of(district, town, scope)),
        }
    elif district:
        rows = township_rows(survey_of(district, scope.as_of, scope.year))
        page["towns"] = [presenters.town_row(row, scope.carried, district) for row in rows]
    else:
        every = _districts(request, scope)
        page["districts"] = [presenters.district_row(one, scope.carried) for one in every]
        page["chart"] = presenters.chart(every)
    return render(request, "city/city.html", page)


@open_to(*CITY_READERS)
def city_file(request: Request, form: str) -> HttpResponse:
    """Hand out the rows of the level that is shown."""
    scope = scope_of(request)
    district, town = _asked(request)
    if town:
        headers, cells = presenters.project_cells(pictured(_lines(scope, town)))
    elif district:
        survey = survey_of(district, scope.as_of, scope.year)
        headers, cells = presenters.town_cells(township_rows(survey))
    else:
        headers, cells = presenters.district_cells(_districts(request, scope))
    name = name_of(town or district, scope.as_of) if district else _("各区")
    return table_file(f"{name}-{scope.as_of}", form, headers, cells)


def _districts(request: Request, scope: Scope) -> list[District]:
    return districts(home_region(request.actor, CITY_READERS), scope.year, scope.as_of)


def _lines(scope: Scope, town: str) -> list[Line]:
    return survey_of(town, scope.as_of, scope.year).lines


def _asked(request: Request) -> tuple[str, str]:
    """Return the district and township asked for, both within what this person looks at.

    :raises NotAllowed: `page_not_yours`
    """
    own = home_region(request.actor, CITY_READERS)
    district, town = request.GET.get("district", ""), request.GET.get("town", "")
    for code in filter(None, (district, town)):
        if own and not within(code, own):
            raise not_yours(request.actor, CITY_READERS)
    return district, town


def _points_of(district: str, town: str, scope: Scope) -> dict[str, str]:
    """Return what the points of a township's projects are asked for with."""
    asked = {"programme": f"{district}:{scope.year}", "town": town}
    return asked | {"as_of": scope.as_of.isoformat()}
