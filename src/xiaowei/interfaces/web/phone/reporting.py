"""Home of 转为申报 on the phone: six fields, filled in from what was photographed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.identification import LEAD_SOURCES
from xiaowei.domain.sightings import SIGHTERS, cure_of, picture_named
from xiaowei.domain.wording import say
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.acting import acting, taken
from xiaowei.interfaces.web.guard import open_to
from xiaowei.interfaces.web.masked import Masked
from xiaowei.interfaces.web.phone.presenters import promised
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import language, quantity, words
from xiaowei.journey.phone import reported
from xiaowei.procedures.report_sightings import report_sightings
from xiaowei.stages.identification.sightings import Seen, batch_with, photos_of_sightings


class ReportForm(Masked):
    """What is asked beside place and spots, which the photos tell."""

    type_code = forms.ChoiceField(label=gettext_lazy("要做什么"))
    quantity = forms.DecimalField(
        label=gettext_lazy("一共多少"), min_value=Decimal("0.001"), max_digits=14,
        decimal_places=3, required=False,
    )  # fmt: skip
    lead_source = forms.ChoiceField(label=gettext_lazy("怎么发现的"))
    reason = forms.CharField(
        label=gettext_lazy("为什么现在办"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        choices.offer(self, "type_code", choices.measured_types())
        sources = [(code, words(code, "lead_source")) for code in LEAD_SOURCES]
        choices.offer(self, "lead_source", sources)


@open_to(*SIGHTERS)
def report(request: Request, batch: str) -> HttpResponse:
    """Show the report as the photos fill it in; send it to the township."""
    seen = batch_with(request.actor.person_id, batch)
    posted = request.method == "POST"
    form = ReportForm(request.POST if posted else None, initial=_filled(seen))
    sent: list[str] = []

    def send() -> None:
        told = acting(request)
        sent.append(report_sightings(batch=batch, **form.cleaned_data, **told))

    unit = _unit(request, seen)
    if posted and _is_measured(request, form, unit) and taken(form, send):
        messages.success(request, _done(request, sent[0], seen[0].town_code))
        return redirect("phone")
    photos = photos_of_sightings([one.pk for one in seen])
    page = {
        "form": form,
        "place": seen[0].place,
        "town": name_of(seen[0].town_code),
        "unit": unit,
        "count": len(seen),
        "rows": [
            {"n": n, "name": one.spot_name, "quantity": one.quantity, "photo": photos.get(one.pk)}
            for n, one in enumerate(seen, 1)
        ],
    }
    return render(request, "phone/report.html", page, status=409 if posted else 200)


def _unit(request: Request, seen: list[Seen]) -> str:
    """Return the unit of the type chosen; that of the photos' own where none is."""
    kind = catalogue().type(request.POST.get("type_code", ""))
    return kind.unit if kind else seen[0].unit


def _is_measured(request: Request, form: ReportForm, unit: str) -> bool:
    """Tell whether the quantity was given in the unit of the type chosen; one that was not is asked about."""
    given = request.POST.get("unit", unit)
    if request.POST.get("quantity") and given != unit:
        told = say("error.other_unit", language(), new=unit, old=given)
        form.add_error("quantity", told)
    return form.is_valid()


def _filled(seen: list[Seen]) -> dict[str, Any]:
    """Return the fields as the photos tell them."""
    known = catalogue()
    picture = picture_named(known, seen[0].picture)
    kind = cure_of(known, picture)
    total = sum((one.quantity for one in seen if one.quantity), Decimal(0))
    told = {"place": seen[0].place, "n": len(seen), "what": picture.name}
    danger = sum(one.danger for one in seen)
    said = _("%(place)s%(what)s %(n)s 处") % told
    return {
        "type_code": kind.code if kind else "",
        "quantity": quantity(total).replace(",", "") if total else None,
        "lead_source": "patrol",
        "reason": said + (_(",其中 %(n)s 处有危险") % {"n": danger} if danger else ""),
    }


def _done(request: Request, number: str, town_code: str) -> str:
    """Say that it was sent, and when the township answers."""
    rows = (row for row in reported(request.actor, today()) if row["number"] == number)
    due = next((promised(row) for row in rows), "")
    told = {"town": name_of(town_code), "number": number}
    return (_("已报%(town)s,编号 %(number)s。") % told) + due
