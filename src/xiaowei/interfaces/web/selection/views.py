"""Home of the page of rounds: what the district has called for, and calling once more."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.regions import full
from xiaowei.domain.selection import DISTRICT, is_open
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.acting import acting, taken
from xiaowei.interfaces.web.grids import grid
from xiaowei.interfaces.web.guard import home_region, open_to
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.selection.forms import LimitForm, RoundForm
from xiaowei.interfaces.web.selection.vote_rows import list_rows
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.pots import beside_pots
from xiaowei.procedures.call_for_projects import Reach, call_for_projects, reach_of
from xiaowei.stages.selection import queries
from xiaowei.stages.selection.forming import limits_left


@open_to(*DISTRICT)
def rounds(request: Request) -> HttpResponse:
    """Show the rounds of the officer's district; take a call for projects."""
    district = full(home_region(request.actor, DISTRICT))
    posted = request.method == "POST"
    first = {"year": today().year, "opens_on": today()}
    bound = request.POST if posted else None
    form = RoundForm(bound, initial=first)
    towns = choices.towns(district, today())
    limits = grid(LimitForm, bound, "limits", [{"town_code": code} for code, _name in towns])
    if posted and _opened(request, district, form, limits):
        messages.success(request, _("已办:%(act)s") % {"act": words("open_round", "action")})
        return redirect("rounds")

    def reach(row: dict[str, Any]) -> Reach:
        days = (row["opens_on"], row["closes_on"])
        return reach_of(district, row["year"], row["name"], *days)

    called = queries.rounds(district)
    votes = list_rows(district)
    pots = {year: beside_pots(district, year) for year in {row["year"] for row in called}}
    rows = [
        row
        | {
            "open": is_open(row["opens_on"], row["closes_on"], today()),
            "reach": reach(row),
            "pots": pots[row["year"]].get(row["name"]),
            "votes": [one for one in votes if one["round_id"] == row["id"]],
            "carried": urlencode({"programme": f"{district}:{row['year']}", "round": row["name"]}),
        }
        for row in called
    ]
    page = {
        "rows": rows,
        "form": form,
        "grid": limits,
        "towns": list(zip((name for _code, name in towns), limits, strict=False)),
        "limits": _limits(district, {row["year"] for row in rows}),
        "district": name_of(district),
    }
    return render(request, "selection/rounds.html", page, status=409 if posted else 200)


def _limits(district: str, years: set[int]) -> list[dict[str, Any]]:
    """Return the limits of the rounds, newest year first, each with its township's name."""
    return [
        row | {"year": year, "town": name_of(row["town_code"])}
        for year in sorted(years, reverse=True)
        for row in limits_left(district, year)
    ]


def _opened(request: Request, district: str, form: RoundForm, asked: Any) -> bool:
    if not form.is_valid() or not asked.is_valid():
        return False
    rows = [row.cleaned_data for row in asked]
    limits = [
        (row["town_code"], row.get("projects"), row.get("amount"))
        for row in rows
        if row.get("projects") is not None or row.get("amount") is not None
    ]
    called: dict[str, Any] = {"district_code": district, "limits": limits, **form.cleaned_data}
    return taken(form, lambda: call_for_projects(**called, **acting(request)))
