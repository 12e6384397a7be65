"""Home of the page on which a village or township proposes what nobody has complained about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import place_with, places_within
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import XiaoweiError
from xiaowei.domain.identification import DRAFT_ROLES
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.domain.selection import REPORT_ROLES
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.guard import (
    home_places,
    home_region,
    may_open,
    open_to,
)
from xiaowei.interfaces.web.identification.forms import ProposalForm
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import language
from xiaowei.procedures.propose import propose as send


@open_to(*DRAFT_ROLES)
def propose(request: Request) -> HttpResponse:
    """Propose a project from a place, a type and a reason; a village's goes to the township."""
    places = _places(request)
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        places=places,
        types=choices.measured_types(),
        initial=_known(request, places),
    )
    number, reported = _sent(request, form) if form.is_valid() else ("", False)
    if number:
        done = _("已报镇街,编号 %(n)s") if reported else _("已存为草稿 %(n)s")
        messages.success(request, done % {"n": number})
        return redirect("project" if reported else "draft", number)
    page = {
        "form": form,
        "places": places,
        "reports": may_open(request.actor, REPORT_ROLES),
        "may_import": may_open(request.actor, SHEET_BRINGERS),
    }
    status = 409 if form.is_bound else 200
    return render(request, "identification/propose.html", page, status=status)


def _known(request: Request, places: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Return what a lead tells of its project, where somebody comes from one."""
    place = place_with(request.GET.get("place", "")[:40])
    cures = catalogue().types_for(request.GET.get("topic", ""))
    known: dict[str, Any] = {"lead_source": request.GET.get("source", "")}
    if place and place.pk in {pk for pk, _name in places}:
        known["place_id"] = place.pk
    return known | ({"type_code": cures[0].code} if cures else {})


def _places(request: Request) -> list[tuple[Any, Any]]:
    """Return the places for which this person may propose, the township named where several."""
    region = home_region(request.actor, DRAFT_ROLES) or scope_of(request).district
    own = home_places(request.actor, DRAFT_ROLES)
    found = [place for place in places_within(region) if not own or place.code in own]
    several = len({place.town_code for place in found}) > 1
    return [
        (place.pk, f"{name_of(place.town_code)} {place.name}" if several else place.name)
        for place in found
    ]


def _sent(request: Request, form: ProposalForm) -> tuple[str, bool]:
    try:
        return send(**form.cleaned_data, by=request.actor, on=today(), at=now())
    except XiaoweiError as error:
        form.add_error(None, said(error, language()))
        return "", False
