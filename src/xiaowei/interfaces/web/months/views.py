"""Home of the page of the month's report and its sheets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.months import first_of
from xiaowei.domain.regions import within
from xiaowei.domain.workdays import FIRST_YEAR, LAST_YEAR
from xiaowei.interfaces.web.guard import (
    MONEY_READERS,
    MONTH_READERS,
    home_region,
    may_open,
    not_yours,
    open_to,
)
from xiaowei.interfaces.web.months import presenters
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.journey.months import Report, last_whole_month, report

REGIONS, TOPICS = "regions", "topics"


@open_to(*MONTH_READERS)
def months(request: Request) -> HttpResponse:
    """Show a month's tickets and rates by region and topic; a click on a region goes one level down."""
    own = home_region(request.actor, MONTH_READERS)
    found = _report(request)
    page: dict[str, Any] = presenters.page(found) | {
        "region": name_of(found.region, found.days[1]) if found.region else _("全部"),
        "up": found.region != own,
        "may_list": may_open(request.actor, MONEY_READERS),
        "before": first_of(found.month, -1),
        "after": first_of(found.month, 1),
        "newest": scope_of(request).as_of.replace(day=1),
    }
    return render(request, "months/months.html", page)


@open_to(*MONTH_READERS)
def months_file(request: Request, part: str, form: str) -> HttpResponse:
    """Hand out the regions or the topics of a month as a sheet."""
    found = _report(request)
    name = name_of(found.region) if found.region else _("全部")
    if part == REGIONS:
        headers, cells = presenters.region_cells(found)
        return table_file(f"{name}-{_('月报')}-{found.month:%Y-%m}", form, headers, cells)
    if part == TOPICS:
        headers, cells = presenters.topic_cells(found)
        return table_file(f"{name}-{_('月报分类')}-{found.month:%Y-%m}", form, headers, cells)
    raise Http404


def _report(request: Request) -> Report:
    """Return the report asked for: a month up to today's, a region within one's own.

    :raises NotAllowed: `page_not_yours`
    """
    own, as_of = home_region(request.actor, MONTH_READERS), scope_of(request).as_of
    region = request.GET.get("region", "") or own
    if own and not within(region, own):
        raise not_yours(request.actor, MONTH_READERS)
    month = _month(request.GET.get("month", ""))
    if month is None or month > as_of:
        month = last_whole_month(as_of)
    return report(region, month, as_of)


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if FIRST_YEAR < month.year <= LAST_YEAR else None
