"""Home of a contractor's works on the phone: what to build, three slots for photos, finishing, payment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.base.attachments.queries import photos_of
from xiaowei.base.places.queries import place_names
from xiaowei.domain.errors import BadInput
from xiaowei.domain.roles import CONTRACTOR
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.acting import ActForm, take
from xiaowei.interfaces.web.delivery.acts import ACTS
from xiaowei.interfaces.web.desk.building import works_page
from xiaowei.interfaces.web.desk.buttons import act_named, buttons, starts
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.photos import KINDS, put_photo
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.line import Line
from xiaowei.journey.reach import builds
from xiaowei.journey.register import line as line_of
from xiaowei.stages.delivery.queries import sites

BUILDING = frozenset(act.code for act in ACTS)


@open_to(*CONTRACTOR)
def works(request: Request, number: str) -> HttpResponse:
    """Show one's works."""
    return _page(request, _own(request, number), code=request.GET.get("do", ""))


@open_to(*CONTRACTOR)
@posted_from("phone-works", "number")
def act(request: Request, number: str, code: str) -> HttpResponse:
    """Take a step of building."""
    if code not in BUILDING:
        raise Http404
    line = _own(request, number)
    form = act_named(code).form(request.POST, number=number, by=request.actor)
    if take(act_named(code), form, request.actor):
        messages.success(request, _("已办:%(act)s") % {"act": words(code, "action")})
        return redirect("phone-works", number)
    return _page(request, line, code=code, form=form, status=409)


@open_to(*CONTRACTOR)
@posted_from("phone-works", "number")
def add_photo(request: Request, number: str) -> HttpResponse:
    """Put a photo into its slot."""
    _own(request, number)
    put_photo(request, number)
    return redirect("phone-works", number)


def _own(request: Request, number: str) -> Line:
    """Return the project where its works are the contractor's.

    :raises BadInput: `not_found`
    """
    line = line_of(number, today())
    if line is None or not builds(request.actor, line):
        raise BadInput("not_found", what=_("项目"), number=number)
    return line


def _page(
    request: Request, line: Line, *, code: str, form: ActForm | None = None, status: int = 200
) -> HttpResponse:
    offered = [one for one in buttons(request.actor, line, today()) if one["code"] in BUILDING]
    if form is None and code in {one["code"] for one in offered}:
        known: dict[str, Any] = {"number": line.number, "by": request.actor}
        form = act_named(code).form(**known, initial=starts(line, code))
    names = place_names()
    page = {
        "number": line.number,
        "name": line.name,
        "place": next((names[pk] for pk in line.place_ids if pk in names), line.name),
        "works": works_page(line),
        "sites": sites(line.number),
        "slots": _slots(line.number),
        "buttons": offered,
        "form": form,
        "code": code,
        "label": words(code, "action"),
    }
    return render(request, "phone/works.html", page, status=status)


def _slots(number: str) -> list[dict[str, Any]]:
    """Return the three moments, each with its newest photo on the phone's own address."""
    newest: dict[str, str] = {}
    for photo in photos_of(number):
        newest.setdefault(photo.kind, reverse("phone-photo", args=[photo.pk]))
    return [{"kind": kind, "label": label, "url": newest.get(kind, "")} for kind, label in KINDS]
