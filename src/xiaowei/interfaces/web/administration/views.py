"""Home of the pages of boundary changes and of the whole trail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import boundary_changes
from xiaowei.base.trail.queries import entries
from xiaowei.domain.roles import AUDIT, SYSTEM
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.acting import taken
from xiaowei.interfaces.web.administration.forms import BoundaryForm
from xiaowei.interfaces.web.guard import open_to
from xiaowei.interfaces.web.pages import SIZE, cut, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import words
from xiaowei.procedures.change_boundary import change_boundary


@open_to(*SYSTEM)
def boundaries(request: Request) -> HttpResponse:
    """Show the changes of boundaries noted here; take one more."""
    posted = request.method == "POST"
    form = BoundaryForm(request.POST if posted else None)
    if posted and _changed(request, form):
        messages.success(request, _("已办:%(act)s") % {"act": words("change_boundary", "action")})
        return redirect("boundaries")
    page = {"form": form, "rows": boundary_changes()}
    return render(request, "administration/boundaries.html", page, status=409 if posted else 200)


def _changed(request: Request, form: BoundaryForm) -> bool:
    acting: dict[str, Any] = {"by": request.actor, "on": today(), "at": now()}
    return taken(form, lambda: change_boundary(**form.cleaned_data, **acting))


def _label(code: str) -> str:
    """Say what was done: in the words of what came of it, or else of the action."""
    said = words(code, "event")
    return said if said != code else words(code.partition(".")[2], "action")


@open_to(*AUDIT)
def trail(request: Request) -> HttpResponse:
    """Show the whole trail to who audits it, the newest entry first."""
    asked = request.GET.get("q", "").strip()[:80]
    number = page_number(request.GET.get("page"))
    rows, pages = cut(entries(asked, SIZE + 1, (number - 1) * SIZE), number)
    told = [
        row
        | {
            "label": _label(row["action"]),
            "told": [f"{name}: {value}" for name, value in row["facts"].items() if value != ""],
        }
        for row in rows
    ]
    page = {"rows": told, "pages": pages, "asked": asked}
    return render(request, "administration/trail.html", page)
