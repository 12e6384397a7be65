"""Home of the page of a programme's effect and its sheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaowei.interfaces.web.evaluation import presenters
from xiaowei.interfaces.web.guard import (
    EFFECT_READERS,
    open_to,
    own_scope,
    own_scope_yet,
    reach,
)
from xiaowei.interfaces.web.pages import Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.journey.effect import Effect, effect_of
from xiaowei.journey.proof import LENGTHS, WEEKS


@open_to(*EFFECT_READERS)
def effect(request: Request) -> HttpResponse:
    """Show whether a programme's works made complaints fall, in five sentences, a picture and a list."""
    scope = own_scope_yet(request, EFFECT_READERS)
    told = _told(request, scope) if scope and scope.district else None
    if scope is None or told is None or not told.rows:
        return render(request, "evaluation/effect.html", {"whole": None})
    asked = request.GET
    own = presenters.near(told, reach(request.actor, EFFECT_READERS))
    rows = presenters.chosen(own, asked)
    pages = Pages(page_number(asked.get("page")), len(rows))
    page = presenters.page(told, own, asked) | {
        "rows": [presenters.row(one, scope.carried) for one in rows[pages.offset : pages.last]],
        "pages": pages,
        "total": len(rows),
    }
    return render(request, "evaluation/effect.html", page)


@open_to(*EFFECT_READERS)
def effect_file(request: Request, form: str) -> HttpResponse:
    """Hand out the finished projects with their verdicts as a sheet."""
    scope = own_scope(request, EFFECT_READERS)
    told = _told(request, scope)
    own = presenters.near(told, reach(request.actor, EFFECT_READERS))
    headers, cells = presenters.cells(presenters.chosen(own, request.GET))
    name = f"{scope.name}-{_('成效')}-{told.weeks}{_('周')}-{scope.as_of}"
    return table_file(name, form, headers, cells)


def _told(request: Request, scope: Scope) -> Effect:
    weeks = request.GET.get("weeks", "")
    length = int(weeks) if weeks.isdecimal() and int(weeks) in LENGTHS else WEEKS
    return effect_of(scope.district, scope.year, scope.as_of, length)
