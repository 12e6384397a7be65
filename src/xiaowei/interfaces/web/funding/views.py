"""Home of the pages of money: the ledger, its forms to hand on, finance's queue, the envelopes."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import managed_towns, name_of
from xiaowei.connectors.ledger_sheet.form_book import write
from xiaowei.domain.envelopes import ALLOTTERS
from xiaowei.domain.forms import FORMS
from xiaowei.domain.funding import DISTRICT, FINANCE
from xiaowei.domain.money import yuan
from xiaowei.domain.regions import full, significant
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.acting import Act, take, taken
from xiaowei.interfaces.web.funding.forms import AllotForm, DisburseForm
from xiaowei.interfaces.web.funding.presenters import (
    envelope_row,
    ledger_cells,
    ledger_page,
    move_row,
    queue_cells,
    queue_rows,
    waiting_towns,
)
from xiaowei.interfaces.web.guard import (
    MONEY_READERS,
    home_region,
    may_open,
    not_yours,
    open_to,
    own_scope,
    own_scope_yet,
)
from xiaowei.interfaces.web.pages import Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope
from xiaowei.interfaces.web.sheets import as_file, table_file
from xiaowei.interfaces.web.shown import listed, words
from xiaowei.journey.forms import filled_form
from xiaowei.journey.ledger import ledger
from xiaowei.journey.queue import waiting_for_envelopes, waiting_for_money
from xiaowei.journey.reach import books_read, reads_project
from xiaowei.journey.sheet import ledger_sheet
from xiaowei.stages.funding import queries
from xiaowei.stages.funding.operations import allot, disburse

SHOWN = 50
DISBURSE = Act("disburse", DisburseForm, disburse)


@open_to(*MONEY_READERS)
def money(request: Request) -> HttpResponse:
    """Show the programme's money on a day, and what does not reconcile."""
    scope = own_scope_yet(request, MONEY_READERS)
    begun = scope if scope and scope.choices else None
    told = _ledger(request, begun) if begun else None
    page = {
        "ledger": ledger_page(told) if told else None,
        "of": _named(request, begun),
        "may_disburse": may_open(request.actor, FINANCE),
    }
    return render(request, "funding/money.html", page)


@open_to(*FINANCE)
def queue(request: Request) -> HttpResponse:
    """Show finance what waits to be disbursed; take one disbursement, confirmed by a second click."""
    scope = own_scope_yet(request, FINANCE)
    number, form = request.POST.get("number", ""), None
    if request.method == "POST":
        form = DisburseForm(request.POST, number=number)
        if take(DISBURSE, form, request.actor):
            messages.success(request, _("已拨付:%(number)s") % {"number": number})
            return redirect(request.get_full_path())
    lines = waiting_for_money(scope.district, scope.as_of) if scope else []
    rows = queue_rows(lines, number, form)
    page = {
        "rows": rows,
        "total": yuan(sum(line.undisbursed_fen for line in lines)),
        "lost": None if number in {row["number"] for row in rows} else form,
    }
    return render(request, "funding/queue.html", page, status=409 if form else 200)


@open_to(*FINANCE)
def queue_file(request: Request, form: str) -> HttpResponse:
    """Hand out what waits to be disbursed as a payment sheet with its sum."""
    scope = own_scope(request, FINANCE)
    headers, cells = queue_cells(waiting_for_money(scope.district, scope.as_of))
    return table_file(_("待拨付") + f"-{scope.as_of}", form, headers, cells)


@open_to(*MONEY_READERS)
def envelopes(request: Request) -> HttpResponse:
    """Show the envelopes of one's own area and how their money moves; the district allots."""
    scope = own_scope_yet(request, MONEY_READERS)
    as_of = scope.as_of if scope else today()
    region = scope.district if scope else home_region(request.actor, MONEY_READERS)
    district, year = full(significant(region)[:6]), (scope and scope.year) or as_of.year
    own = books_read(request.actor, district)
    may, posted = request.actor.holds(ALLOTTERS, district), request.method == "POST"
    if posted and not may:
        raise not_yours(request.actor, ALLOTTERS)
    form = AllotForm(request.POST if posted else None, towns=choices.towns(district, as_of))
    if posted and _allotted(request, district, year, form):
        messages.success(request, _("已办:%(act)s") % {"act": words("allot", "action")})
        return redirect(request.get_full_path())
    moves = queries.envelope_lines(district, year, as_of, own)
    pages = Pages(page_number(request.GET.get("page")), len(moves))
    page = {
        "form": form if may else None,
        "year": year,
        "rows": [envelope_row(row) for row in queries.envelopes(district, year, as_of, own)],
        "moves": [move_row(row) for row in moves[pages.offset : pages.last]],
        "pages": pages,
        "of": listed(name_of(code) for code in own),
        **_uncharged(request, district, year, as_of),
        "managed": listed(name_of(code, as_of) for code in managed_towns(district, as_of)),
    }
    return render(request, "funding/envelopes.html", page, status=409 if posted else 200)


def _uncharged(request: Request, district: str, year: int, as_of: date) -> dict[str, Any]:
    """Return what no envelope carries yet: how much in all, and the projects this person may read."""
    lines = waiting_for_envelopes(district, year, as_of)
    own = [line for line in lines if reads_project(request.actor, line)]
    return {
        "uncharged": len(lines),
        "uncharged_fen": sum(line.filed_fen or 0 for line in lines),
        "waiting": waiting_towns(own, SHOWN),
        "may_charge": request.actor.holds(DISTRICT, district),
    }


def _allotted(request: Request, district: str, year: int, form: AllotForm) -> bool:
    where: dict[str, Any] = {"district_code": district, "year": year}
    return taken(form, lambda: allot(**where, by=request.actor, at=now(), **form.facts()))


@open_to(*MONEY_READERS)
def money_file(request: Request, form: str) -> HttpResponse:
    """Hand the ledger out by project as a sheet, amounts in yuan."""
    scope = own_scope(request, MONEY_READERS)
    headers, cells = ledger_cells(_ledger(request, scope))
    return table_file(_("资金台账") + f"-{scope.as_of}", form, headers, cells)


@open_to(*MONEY_READERS)
def exchange_file(request: Request, form: str) -> HttpResponse:
    """Hand the full ledger sheet out, which imports back without a change."""
    scope = own_scope(request, MONEY_READERS)
    headers, cells = ledger_sheet(scope.district, scope.as_of, scope.year, by=request.actor)
    return table_file(_("项目台账") + f"-{scope.as_of}", form, headers, cells)


@open_to(*MONEY_READERS)
def form_file(request: Request, form: str) -> HttpResponse:
    """Hand one of the three forms out, of a round or the whole year, ready to print."""
    if form not in FORMS:
        raise Http404
    scope = own_scope(request, MONEY_READERS)
    named = request.GET.get("round", "")
    filled = filled_form(form, scope.district, scope.as_of, scope.year, named, by=request.actor)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write(path, filled)
        return as_file(path.read_bytes(), f"{filled.title}-{scope.as_of}.xlsx")


def _ledger(request: Request, scope: Scope) -> dict[str, Any]:
    return ledger(scope.district, scope.as_of, scope.year, by=request.actor)


def _named(request: Request, scope: Scope | None) -> str:
    """Name the regions whose books the page shows."""
    own = books_read(request.actor, scope.district) if scope else ()
    return listed(name_of(code) for code in own)
