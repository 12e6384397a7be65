"""Home of the page of early leads 未诉先办: where to look first next month, and how such leads did before."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.identification import DRAFT_ROLES
from xiaowei.domain.months import first_of
from xiaowei.domain.regions import within
from xiaowei.interfaces.web.guard import (
    TICKET_READERS,
    home_places,
    home_region,
    may_open,
    open_to,
    own_scope_yet,
)
from xiaowei.interfaces.web.pages import Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import language
from xiaowei.journey.leads import LIKELY, Lead, Leads, leads_of


@open_to(*TICKET_READERS)
def ahead(request: Request) -> HttpResponse:
    """Show the leads of the coming month in one's own area or places, and how such leads did before."""
    told, rows = _asked(request)
    pages = Pages(page_number(request.GET.get("page")), len(rows))
    page: dict[str, Any] = {
        "told": told,
        "score": _score(told) if told else None,
        "least": round(LIKELY * 100),
        "rows": [_row(one) for one in rows[pages.offset : pages.last]],
        "total": len(rows),
        "pages": pages,
        "may_propose": may_open(request.actor, DRAFT_ROLES),
    }
    return render(request, "identification/ahead.html", page)


@open_to(*TICKET_READERS)
def ahead_file(request: Request, form: str) -> HttpResponse:
    """Hand the same leads out as a sheet."""
    told, rows = _asked(request)
    headers = [_("镇街"), _("地点"), _("会来电的事"), _("可能性,%"), _("可能几件"), _("依据"),
               _("地点编号")]  # fmt: skip
    cells = [
        [one["town"], one["place"], one["topic"], one["percent"], one["range"],
         ";".join(one["reasons"]), one["place_code"]]
        for one in map(_row, rows)
    ]  # fmt: skip
    month = f"-{told.month:%Y-%m}" if told else ""
    return table_file(_("先看哪里") + month, form, headers, cells)


def _asked(request: Request) -> tuple[Leads | None, list[Lead]]:
    """Return the coming month's leads of a district, and those of them that are this person's."""
    scope, own = own_scope_yet(request, TICKET_READERS), home_region(request.actor, TICKET_READERS)
    told = leads_of(scope.district, first_of(scope.as_of, 1), scope.as_of) if scope else None
    places = home_places(request.actor, TICKET_READERS)
    rows = [
        one
        for one in (told.rows if told else ())
        if (not own or within(one.town_code, own)) and (not places or one.place_code in places)
    ]
    return told, rows


def _score(told: Leads) -> dict[str, Any]:
    """Return how leads did before, in percent."""
    return {
        "months": told.tested,
        "named": told.named,
        "followed": told.followed,
        "share": round(100 * told.followed / told.named) if told.named else None,
        "hit": round(100 * told.hit),
        "hit_last": round(100 * told.hit_last),
    }


def _row(one: Lead) -> dict[str, Any]:
    return {
        "place_code": one.place_code,
        "place": one.place,
        "town": name_of(one.town_code),
        "topic": one.topic,
        "percent": round(100 * one.chance),
        "range": f"{one.low}–{one.high}" if one.low < one.high else str(one.low),
        "reasons": [note.text(language()) for note in one.reasons],
    }
