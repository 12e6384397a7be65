"""Home of the ledger page, and of the forms that are handed on."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.connectors.ledger_sheet.form_book import write
from xiaowei.connectors.ledger_sheet.words import round_names
from xiaowei.domain.forms import FORMS
from xiaowei.interfaces.web.funding.presenters import ledger_cells, ledger_page
from xiaowei.interfaces.web.guard import MONEY_READERS, open_to, own_scope, own_scope_yet
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope
from xiaowei.interfaces.web.sheets import as_file, table_file
from xiaowei.interfaces.web.shown import listed
from xiaowei.journey.forms import filled_form
from xiaowei.journey.ledger import ledger
from xiaowei.journey.reach import books_read
from xiaowei.journey.sheet import ledger_sheet


@open_to(*MONEY_READERS)
def money(request: Request) -> HttpResponse:
    """Show the programme's money on a day, and what does not reconcile."""
    scope = own_scope_yet(request, MONEY_READERS)
    begun = scope if scope and scope.choices else None
    told = _ledger(request, begun) if begun else None
    page = {"ledger": ledger_page(told) if told else None, "of": _named(request, begun)}
    return render(request, "funding/money.html", page)


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
    names = round_names(request.GET.get("round"))
    filled = filled_form(form, scope.district, scope.as_of, scope.year, names, by=request.actor)
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
