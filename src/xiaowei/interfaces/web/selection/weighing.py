"""Home of the pages on which a sum is tried on the applications that wait, and of those that were kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaowei.domain.portfolio import MOST_BATCHES, Terms
from xiaowei.domain.selection import DISTRICT
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.grids import WanCell
from xiaowei.interfaces.web.guard import (
    not_yours,
    open_to,
    own_scope_yet,
    posted_from,
    stands_in,
)
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope
from xiaowei.interfaces.web.selection.weighed import weighed_cells, weighed_page
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import FEN_PER_WAN
from xiaowei.journey.weighings import fingerprint, kept, states_since, told_as
from xiaowei.stages.selection.operations import keep_weighing
from xiaowei.stages.selection.queries import weighings

MOST_FEN = 10**13
HALF = 2
"""Nobody said how much there is: half of what is asked for shows what has to be weighed."""
PERCENT = 100


class TermsForm(forms.Form):
    """How much money there is, what of it is kept back, and what it has to keep to."""

    amount = WanCell(label=gettext_lazy("有多少钱,万元"), required=True)
    reserve = forms.IntegerField(
        label=gettext_lazy("留作备用,%"), required=False, min_value=0, max_value=90
    )
    most_share = forms.IntegerField(
        label=gettext_lazy("一个镇街最多占,%"), required=False, min_value=1, max_value=PERCENT
    )
    batches = forms.IntegerField(
        label=gettext_lazy("分几批"), required=False, min_value=1, max_value=MOST_BATCHES
    )
    each_town = forms.BooleanField(label=gettext_lazy("每个镇街至少办一个"), required=False)
    missed_costs = forms.DecimalField(
        label=gettext_lazy("缺一个镇街扣几分"), required=False, min_value=0, max_value=1000,
        max_digits=6, decimal_places=2,
    )  # fmt: skip

    def clean_amount(self) -> int:
        """Refuse what is no sum of money."""
        amount: int = self.cleaned_data["amount"]
        if not 0 <= amount <= MOST_FEN:
            raise forms.ValidationError(_("写一个 0 到 1000 亿之间的数。"))
        return amount

    def clean(self) -> dict[str, Any]:
        """Refuse a price of what nobody asked for."""
        said = super().clean() or {}
        if said.get("missed_costs") is not None and not said.get("each_town"):
            self.add_error("missed_costs", _("先勾上“每个镇街至少办一个”,再写缺一个扣几分。"))
        return said

    @property
    def terms(self) -> Terms:
        """What was asked, as terms."""
        said = self.cleaned_data
        most = said["most_share"]
        return Terms(
            budget_fen=said["amount"],
            reserve=Decimal(said["reserve"] or 0) / PERCENT,
            each_town=said["each_town"],
            missed_costs=said["missed_costs"],
            most_share=None if most is None else Decimal(most) / PERCENT,
            batches=said["batches"] or 1,
        )


@open_to(*DISTRICT)
def weigh(request: Request) -> HttpResponse:
    """Show what a sum does most with among the applications before the district; it decides nothing."""
    return _page(request, request.GET)


@open_to(*DISTRICT)
@posted_from("weigh")
def keep(request: Request) -> HttpResponse:
    """Keep the weighing that was seen; where it would be told otherwise by now, show it anew."""
    scope, _form, told = _asked(request, request.POST)
    if scope is None or told is None or fingerprint(told) != request.POST.get("seen"):
        messages.warning(request, _("等审的申报变了,请再看一遍结果,再留下。"))
        return _page(request, request.POST, status=409)
    asked = {"district_code": scope.district, "year": scope.year, **told_as(told)}
    one = keep_weighing(**asked, by=request.actor, on=today(), at=now())
    messages.success(request, _("这次掂量留下了。"))
    return redirect("weighed", one.pk)


@open_to(*DISTRICT)
def weighed(request: Request, key: int) -> HttpResponse:
    """Show a weighing that was kept, whether it still stands, and what became of each application."""
    from xiaowei.journey.portfolio import still_stands

    one = kept(key)
    if not stands_in(request.actor, DISTRICT, one.district):
        raise not_yours(request.actor, DISTRICT)
    states = states_since(one, today())
    page = weighed_page(one.told, states) | {"kept": one, "stands": still_stands(one, today())}
    return render(request, "selection/weighed.html", page)


@open_to(*DISTRICT)
def weigh_file(request: Request, form: str) -> HttpResponse:
    """Hand the same rows out as a sheet."""
    _scope, _form, told = _asked(request, request.GET)
    headers, cells = weighed_cells(told)
    return table_file(_("钱先花在哪"), form, headers, cells)


def _page(request: Request, said: QueryDict, status: int = 200) -> HttpResponse:
    scope, form, told = _asked(request, said)
    before = weighings(scope.district, scope.year) if scope else []
    page: dict[str, Any] = {"form": form, "before": before, "told": None}
    page["elsewhere"] = _elsewhere(scope) if scope and told is None else []
    if told:
        page |= weighed_page(told)
        page["said"] = [(name, form[name].value() or "") for name in form.fields]
        page["seen"] = fingerprint(told)
        page["carried"] = scope.carried if scope else ""
    return render(request, "selection/weigh.html", page, status=status)


def _elsewhere(scope: Scope) -> list[dict[str, Any]]:
    """Return the other programme-years of the district in which applications wait."""
    from xiaowei.journey.portfolio import before_district

    years = [year for code, year in scope.choices if code == scope.district and year != scope.year]
    found = {year: len(before_district(scope.district, scope.as_of, year)) for year in years}
    return [
        {"year": year, "n": n, "programme": f"{scope.district}:{year}"}
        for year, n in found.items()
        if n
    ]


def _asked(request: Request, said: QueryDict) -> tuple[Scope | None, TermsForm, Any]:
    """Return the form and what is told of its sum; nothing where no application waits."""
    # The solver is loaded when somebody asks.
    from xiaowei.journey.portfolio import before_district, portfolio

    scope = own_scope_yet(request, DISTRICT)
    waiting = before_district(scope.district, scope.as_of, scope.year) if scope else []
    asked = sum(cost for _line, cost in waiting)
    first = {"amount": Decimal(asked) / HALF / FEN_PER_WAN}
    form = TermsForm(said if "amount" in said else None, initial=first)
    if not waiting or scope is None or (form.is_bound and not form.is_valid()):
        return scope, form, None
    terms = form.terms if form.is_bound else Terms(asked // HALF)
    return scope, form, portfolio(scope.district, scope.as_of, scope.year, terms)
