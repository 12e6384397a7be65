"""Home of the public pages of places: the list, one place with its projects, and who still waits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from xiaowei.base.places.queries import place_names
from xiaowei.domain.regions import within
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.desk.presenters import project_row
from xiaowei.interfaces.web.pages import SIZE, Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.residents.door import policy_here
from xiaowei.interfaces.web.residents.proposing import proposal_rows
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import as_day, words
from xiaowei.journey.line import Line
from xiaowei.journey.localities import (
    PHASES,
    Locality,
    Uncovered,
    locality,
    places_listed,
    turned_away,
    uncovered,
)
from xiaowei.journey.register import register


@require_safe
def places(request: Request) -> HttpResponse:
    """Show the places of the district, by township, with how many projects each has."""
    scope = scope_of(request)
    town = request.GET.get("town", "")
    towns = choices.towns(scope.district, scope.as_of)
    chosen = town if town in dict(towns) else ""
    listed = places_listed(scope.district, scope.as_of, chosen) if scope.district else []
    typed = request.GET.get("q", "").strip()[:40]
    listed = [row for row in listed if typed in row["name"]]
    number = page_number(request.GET.get("page"))
    page = {
        "towns": towns,
        "town": chosen,
        "typed": typed,
        "rows": [
            row | {"kind": words(row["kind"], "place_kind")}
            for row in listed[(number - 1) * SIZE : number * SIZE]
        ],
        "pages": Pages(number, len(listed)),
        "total": len(listed),
    }
    return render(request, "portal/places.html", page)


@require_safe
def place(request: Request, code: str) -> HttpResponse:
    """Show one place: what was built for how much, what goes on, what waits, how to follow."""
    found = locality(code, scope_of(request).as_of)
    waits = uncovered(found.place.town_code, scope_of(request).as_of)
    page = place_page(found) | {
        "waits": [_uncovered(one) for one in waits if one.place_code == code],
        "proposed": proposal_rows(request, found.place.town_code, found.place.pk),
        "questions": policy_here(request).public_questions,
        "letters": bool(settings.SMTP_URL),
    }
    return render(request, "portal/place.html", page)


@require_safe
def waiting(request: Request) -> HttpResponse:
    """Show who waits: places complained of without a project, applications refused or sent back."""
    scope = scope_of(request)
    town = request.GET.get("town", "")
    lines = register(scope.district, as_of=scope.as_of) if scope.district else []
    turned = [line for line in turned_away(lines) if not town or within(line.town_code, town)]
    known = uncovered(town or scope.district, scope.as_of) if scope.district else []
    number = page_number(request.GET.get("page"))
    page = {
        "towns": choices.towns(scope.district, scope.as_of),
        "town": town,
        "rows": [_uncovered(one) for one in known[(number - 1) * SIZE : number * SIZE]],
        "pages": Pages(number, len(known)),
        "total": len(known),
        "turned": turned_rows(turned[:SIZE]),
        "turned_total": len(turned),
    }
    return render(request, "portal/who_waits.html", page)


def place_page(found: Locality) -> dict[str, Any]:
    """Return a place in plain rows."""
    titles = {
        "done": _("修好了"), "under_way": _("正在办"), "waiting": _("排着队"), "over": _("没有办成"),
    }  # fmt: skip
    return {
        "place": {
            "code": found.place.code,
            "name": found.place.name,
            "kind": words(found.place.kind, "place_kind"),
            "households": found.place.households,
            "town": found.town,
        },
        "groups": [
            {"code": p, "title": titles[p], "rows": [project_row(r) for r in found.projects[p]]}
            for p in PHASES
            if found.projects[p]
        ],
        "built": len(found.projects["done"]),
        "spent_fen": found.spent_fen,
        "years": [{"year": year, "count": _count(n)} for year, n in found.years],
    }


def turned_rows(lines: list[Line]) -> list[dict[str, Any]]:
    """Return applications refused or sent back, with the reason as a kind, never in somebody's words."""
    names = place_names()
    return [
        {
            "number": line.number,
            "place": next((names[p] for p in line.place_ids if p in names), line.name),
            "type": choices.type_name(line.type_code),
            "state": words(line.state, "state"),
            "on": line.closed_on or line.returned_on,
            "reason": words(line.closing_code, "rejection")
            if line.closing_code
            else _("区里退回,镇街正在补正"),
            "town_code": line.town_code,
        }
        for line in lines
    ]


def _uncovered(one: Uncovered) -> dict[str, Any]:
    return {**vars_of(one), "count": _count(one.tickets), "since": as_day(one.since)}


def _count(n: int | None) -> str:
    return _("少于5件") if n is None else ngettext("%(n)s 件", "%(n)s 件", n) % {"n": n}


def vars_of(one: Uncovered) -> dict[str, Any]:
    """Return the named cells of a row."""
    return {"place": one.place, "code": one.place_code, "town": one.town, "topic": one.topic}
