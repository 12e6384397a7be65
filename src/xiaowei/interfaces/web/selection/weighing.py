"""Home of the page on which a sum is tried on the applications that wait: which ones it does most with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.selection import DISTRICT
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.grids import WanCell
from xiaowei.interfaces.web.guard import open_to, own_scope_yet
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import FEN_PER_WAN, language

MOST_FEN = 10**13
HALF = 2
"""Nobody said how much there is: half of what is asked for shows what has to be weighed."""


class SumForm(forms.Form):
    """How much money there is, and whether every township gets one at least."""

    amount = WanCell(label=gettext_lazy("有多少钱,万元"), required=True)
    each_town = forms.BooleanField(label=gettext_lazy("每个镇街至少办一个"), required=False)

    def clean_amount(self) -> int:
        """Refuse what is no sum of money."""
        amount: int = self.cleaned_data["amount"]
        if not 0 <= amount <= MOST_FEN:
            raise forms.ValidationError(_("写一个 0 到 1000 亿之间的数。"))
        return amount


@open_to(*DISTRICT)
def weigh(request: Request) -> HttpResponse:
    """Show what a sum does most with among the applications before the district; it decides nothing."""
    form, told = _asked(request)
    page = {
        "form": form,
        "told": told,
        "gap": f"{told.gap:.2%}" if told and told.gap is not None else "",
        "rows": [_row(one) for one in told.rows] if told else [],
    }
    return render(request, "selection/weigh.html", page)


@open_to(*DISTRICT)
def weigh_file(request: Request, form: str) -> HttpResponse:
    """Hand the same rows out as a sheet."""
    _form, told = _asked(request)
    headers = [_("编号"), _("镇街"), _("类型"), _("申报,万元"), _("一年来诉求"), _("户数分"),
               _("居民投票分"), _("险情"), _("从没办过"), _("价值"), _("选中"),
               _("没选中的缘由")]  # fmt: skip
    cells = [
        [row["number"], row["town"], row["type"], row["cost_fen"] / FEN_PER_WAN,
         *(row["parts"][name] for name in ("complaints", "households", "votes", "urgency", "never_served")),
         row["value"], _("是") if row["chosen"] else _("否"), row["reason"]]
        for row in map(_row, told.rows if told else ())
    ]  # fmt: skip
    return table_file(_("钱先花在哪"), form, headers, cells)


def _asked(request: Request) -> tuple[SumForm, Any]:
    """Return the form and what is told of its sum; nothing where no application waits."""
    # The solver is loaded when somebody asks.
    from xiaowei.journey.portfolio import before_district, portfolio

    scope = own_scope_yet(request, DISTRICT)
    waiting = before_district(scope.district, scope.as_of, scope.year) if scope else []
    asked = sum(cost for _line, cost in waiting)
    first = {"amount": Decimal(asked) / HALF / FEN_PER_WAN}
    form = SumForm(request.GET if "amount" in request.GET else None, initial=first)
    if not waiting or scope is None or (form.is_bound and not form.is_valid()):
        return form, None
    unsaid: dict[str, Any] = {"amount": asked // HALF, "each_town": False}
    said = form.cleaned_data if form.is_bound else unsaid
    told = portfolio(
        scope.district, scope.as_of, scope.year, said["amount"], each_town=said["each_town"]
    )
    return form, told


def _row(one: Any) -> dict[str, Any]:
    return {
        "number": one.line.number,
        "url": reverse("project", args=[one.line.number]),
        "name": one.line.name,
        "town": name_of(one.line.town_code),
        "type": type_name(one.line.type_code),
        "cost_fen": one.cost_fen,
        "parts": one.parts,
        "value": one.value,
        "chosen": one.reason is None,
        "reason": one.reason.text(language()) if one.reason else "",
    }
