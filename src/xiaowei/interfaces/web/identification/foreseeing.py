"""Home of the page of early leads 未诉先办: where to look first next month, and how such leads did before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.butlers import VISITORS
from xiaowei.domain.identification import DRAFT_ROLES
from xiaowei.domain.months import first_of, shifted
from xiaowei.interfaces.web.guard import (
    TICKET_READERS,
    may_open,
    open_to,
    own_scope_yet,
)
from xiaowei.interfaces.web.identification.hinting import hint_row, hint_rows
from xiaowei.interfaces.web.pages import Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import language
from xiaowei.journey.hints import Hint
from xiaowei.journey.leads import LIKELY, Lead, Leads, leads_of
from xiaowei.journey.looked import Kept, Looks, kept, looked_since
from xiaowei.journey.neighbours import (
    NEAR_METRES,
    PROBLEM,
    RECENT_MONTHS,
    neighbours_ahead,
)
from xiaowei.journey.seasons import MONTHS_AHEAD, seasons_ahead

SHOWN = 30
Near = Callable[[str, str], bool]
"""Tells whether a township and a place are this person's."""


@open_to(*TICKET_READERS)
def ahead(request: Request) -> HttpResponse:
    """Show the leads of the coming month in one's own area or places, and how such leads did before."""
    scope, told, rows = _asked(request)
    pages = Pages(page_number(request.GET.get("page")), len(rows))
    page: dict[str, Any] = {
        "told": told,
        "score": _score(told) if told else None,
        "least": round(LIKELY * 100),
        "rows": [],
        "total": len(rows),
        "pages": pages,
        "may_propose": may_open(request.actor, DRAFT_ROLES),
        "may_look": may_open(request.actor, VISITORS),
    }
    if scope and scope.district:
        looked = looked_since(scope.district, first_of(scope.as_of), scope.as_of)
        page["rows"] = [_marked(one, looked) for one in rows[pages.offset : pages.last]]
        page |= _beside(scope, _near(request))
        page["kept"] = _kept(kept(scope.district, first_of(scope.as_of, 1), scope.as_of))
    return render(request, "identification/ahead.html", page)


@open_to(*TICKET_READERS)
def ahead_file(request: Request, form: str) -> HttpResponse:
    """Hand the same leads out as a sheet."""
    _scope, told, rows = _asked(request)
    headers = [_("镇街"), _("地点"), _("会来电的事"), _("可能性,%"), _("可能几件"), _("依据"),
               _("地点编号")]  # fmt: skip
    cells = [
        [one["town"], one["place"], one["topic"], one["percent"], one["range"],
         ";".join(one["reasons"]), one["place_code"]]
        for one in map(_row, rows)
    ]  # fmt: skip
    month = f"-{told.month:%Y-%m}" if told else ""
    return table_file(_("先看哪里") + month, form, headers, cells)


def _asked(request: Request) -> tuple[Scope | None, Leads | None, list[Lead]]:
    """Return the coming month's leads of a district, and those of them that are this person's."""
    scope, near = own_scope_yet(request, TICKET_READERS), _near(request)
    told = leads_of(scope.district, first_of(scope.as_of, 1), scope.as_of) if scope else None
    rows = [one for one in (told.rows if told else ()) if near(one.town_code, one.place_code)]
    return scope, told, rows


def _near(request: Request) -> Near:
    def near(town_code: str, place_code: str) -> bool:
        return request.actor.is_near(TICKET_READERS, town_code, (place_code,))

    return near


def _beside(scope: Scope, near: Near) -> dict[str, Any]:
    """Return what seasons and neighbours tell, in one's own area."""
    looked = looked_since(scope.district, shifted(scope.as_of, -MONTHS_AHEAD), scope.as_of)
    coming = seasons_ahead(scope.district, scope.as_of)
    return {
        "seasons": [
            {
                "name": one.season.name,
                "begins_on": one.begins_on,
                "advice": one.season.advice,
                **_some(one.rows, near, looked),
            }
            for one in coming
        ],
        "neighbours": _some(neighbours_ahead(scope.district, scope.as_of), near, looked),
        "problem": PROBLEM,
        "recent": RECENT_MONTHS,
        "metres": round(NEAR_METRES),
    }


def _some(hints: Iterable[Hint], near: Near, looked: Looks) -> dict[str, Any]:
    own = [one for one in hints if near(one.place.town_code, one.place.code)]
    return {"rows": hint_rows(own[:SHOWN], looked), "more": max(len(own) - SHOWN, 0)}


def _kept(rows: Iterable[Kept]) -> dict[str, Any]:
    """Return what became of the leads of the months before, month by month and together."""
    found = list(rows)
    named, looked = sum(one.named for one in found), sum(one.looked for one in found)
    return {
        "rows": found,
        "named": named,
        "looked": looked,
        "taken": sum(one.taken for one in found),
        "share": round(100 * looked / named) if named else None,
    }


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


def _marked(one: Lead, looked: Looks) -> dict[str, Any]:
    return _row(one) | hint_row(one.place_id, one.place_code, one.topic_code, "patrol", looked)


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
