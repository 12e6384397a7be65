"""Home of the page of where the money goes: source to township, and one township's to its projects."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.interfaces.web.atlas.charts import Chart, Flow, flow, streams
from xiaowei.interfaces.web.guard import MONEY_READERS, open_to, own_scope_yet
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope
from xiaowei.interfaces.web.shown import FEN_PER_WAN, words
from xiaowei.journey.flow import Stream, money_streams
from xiaowei.journey.reach import books_read
from xiaowei.journey.survey import Survey, survey_of


@open_to(*MONEY_READERS)
def money_flow(request: Request) -> HttpResponse:
    """Show where the filed money comes from and goes; a township chosen shows its projects."""
    scope = own_scope_yet(request, MONEY_READERS)
    page: dict[str, Any] = {"chart": None}
    if scope and scope.choices:
        only = books_read(request.actor, scope.district)
        survey = survey_of(scope.district, scope.as_of, scope.year, only)
        told = money_streams(survey)
        names = {code: survey.town_name(code) for code in dict.fromkeys(one[1] for one in told)}
        town = request.GET.get("town", "")
        page |= {
            "town": names.get(town, ""),
            "total_fen": sum(one[3] for one in told if town in ("", one[1])),
            "projects": len({one[2] for one in told if town in ("", one[1])}),
            "chart": _chart(survey, scope, told, names, town) if told else None,
        }
    return render(request, "funding/flow.html", page)


def _chart(
    survey: Survey, scope: Scope, told: list[Stream], names: dict[str, str], town: str
) -> Chart:
    to_towns = streams(
        (_source(kind), names[code], fen / FEN_PER_WAN)
        for kind, code, _number, fen in told
        if town in ("", code)
    )
    titles = {line.number: f"{line.number} {line.name}" for line in survey.booked}
    onwards = streams(
        (names[code], titles[number], fen / FEN_PER_WAN)
        for _kind, code, number, fen in told
        if town and code == town
    )
    carried = f"&{scope.carried}" if scope.carried else ""
    lead = {name: f"{reverse('money-flow')}?town={code}{carried}" for code, name in names.items()}
    by_title = {title: reverse("project", args=[number]) for number, title in titles.items()}
    nodes = [(source, 0, "") for source in dict.fromkeys(one[0] for one in to_towns)]
    nodes += [(name, 1, lead[name]) for name in dict.fromkeys(one[1] for one in to_towns)]
    nodes += [(title, 2, by_title[title]) for title in dict.fromkeys(one[1] for one in onwards)]
    heads = (_("从"), _("到"), _("备案,万元"))
    return flow(
        "flow", _("备案的钱从哪里来、到哪里去,万元"), Flow(nodes, [*to_towns, *onwards]), heads
    )


def _source(kind: str) -> str:
    return words(kind or "unsplit", "source_kind")
