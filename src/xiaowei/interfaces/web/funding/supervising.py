"""Home of the page of townships under supervision 治理类: who is on the list from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.regions.operations import DESIGNATORS, designate, undesignate
from xiaowei.base.regions.queries import designations, managed_towns, name_of
from xiaowei.domain.regions import full, significant
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.acting import acting, taken
from xiaowei.interfaces.web.funding.forms import DesignateForm, UndesignateForm
from xiaowei.interfaces.web.guard import (
    MONEY_READERS,
    home_region,
    not_yours,
    open_to,
    own_scope_yet,
)
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.months import last_whole_month
from xiaowei.journey.supervision import by_rule

ACTS: dict[str, Any] = {"designate": designate, "undesignate": undesignate}


@open_to(*MONEY_READERS)
def supervised(request: Request) -> HttpResponse:
    """Show a district's townships under supervision; the city puts them on the list and takes them off."""
    scope = own_scope_yet(request, MONEY_READERS)
    region = scope.district if scope else home_region(request.actor, MONEY_READERS)
    district, on = full(significant(region)[:6]), today()
    may, asked = request.actor.holds(DESIGNATORS, district), request.POST.get("act", "")
    if request.method == "POST" and not may:
        raise not_yours(request.actor, DESIGNATORS)
    held = [(code, name_of(code, on)) for code in managed_towns(district, on)]
    found = {
        "designate": DesignateForm(_bound(request, "designate"), towns=choices.towns(district, on)),
        "undesignate": UndesignateForm(_bound(request, "undesignate"), towns=held),
    }
    if asked in found and _taken(request, asked, found[asked]):
        messages.success(request, _("已办:%(act)s") % {"act": words(asked, "action")})
        return redirect(request.get_full_path())
    page = {
        "district": name_of(district),
        "ruled": _ruled(district, on) if may else None,
        "rows": [_row(row) for row in designations(district)],
        "forms": [(code, words(code, "action"), form) for code, form in found.items()]
        if may
        else [],
    }
    posted = request.method == "POST"
    return render(request, "funding/supervised.html", page, status=409 if posted else 200)


def _bound(request: Request, act: str) -> Any:
    return request.POST if request.POST.get("act") == act else None


def _taken(request: Request, act: str, form: forms.Form) -> bool:
    return taken(form, lambda: ACTS[act](**form.cleaned_data, **acting(request)))


def _ruled(district: str, on: date) -> dict[str, Any]:
    """Return where the rule ranks each township, who enters, stays or leaves, and whom it hangs on."""
    found = by_rule(district, last_whole_month(on), on)
    rows = [
        {
            "code": one.judged.code,
            "town": one.town,
            "tickets": one.judged.tickets,
            "mean": float(one.judged.mean),
            "rank": one.judged.rank,
            "solved": None if one.judged.solved is None else float(one.judged.solved * 100),
            "below": one.judged.below,
            "why": words(one.judged.why, "managed_why") if one.judged.why else "",
            "basis": words(one.basis, "designation_basis") if one.basis else "",
            "step": words(one.step, "managed_step") if one.step else "",
        }
        for one in found.towns
    ]
    hangs = [
        {"share": moved.rule.top_share * 100, "number": moved.rule.monthly_tickets,
         "more": "、".join(moved.more), "fewer": "、".join(moved.fewer)}
        for moved in found.moved
        if moved.more or moved.fewer
    ]  # fmt: skip
    return {
        "month": found.month,
        "share": found.rule.top_share * 100,
        "rule": found.rule,
        "solved": found.rule.leave_solved * 100,
        "months": found.months,
        "ranked": found.ranked,
        "rows": rows,
        "is_quiet": not any(one.judged.why or one.basis for one in found.towns),
        "hangs": hangs,
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    told = {"town": name_of(row["town_code"]), "basis": words(row["basis"], "designation_basis")}
    return row | told
