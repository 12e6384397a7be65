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
from xiaowei.interfaces.web.acting import acting, taken
from xiaowei.interfaces.web.administration.forms import BoundaryForm, TrailForm
from xiaowei.interfaces.web.administration.told import entry_row
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.pages import SIZE, cut, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import moment, words
from xiaowei.procedures.change_boundary import change_boundary
from xiaowei.procedures.export_trail import export_trail


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
    return taken(form, lambda: change_boundary(**form.cleaned_data, **acting(request)))


@open_to(*AUDIT)
def trail(request: Request) -> HttpResponse:
    """Show the trail to who audits it, the newest entry first."""
    number = page_number(request.GET.get("page"))
    form = TrailForm(request.GET)
    found = entries(form.asked(), SIZE + 1, (number - 1) * SIZE) if form.is_valid() else []
    rows, pages = cut(found, number)
    page = {"rows": [entry_row(row) for row in rows], "pages": pages, "form": form}
    return render(request, "administration/trail.html", page)


@open_to(*AUDIT)
@posted_from("trail")
def trail_file(request: Request) -> HttpResponse:
    """Hand out what is asked for of the trail as a file; handing it out is an entry itself."""
    form = TrailForm(request.POST)
    if not form.is_valid():
        return redirect("trail")
    rows = export_trail(asked=form.asked(), by=request.actor, on=today(), at=now())
    headers = (
        _("时间"),
        _("对象"),
        _("序号"),
        _("办理"),
        _("人员"),
        _("办理日"),
        _("内容"),
        _("摘要值"),
    )
    return table_file(_("留痕") + f"-{today()}", "csv", headers, map(_cells, rows))


def _cells(entry: dict[str, Any]) -> tuple[Any, ...]:
    row = entry_row(entry)
    told = "\n".join(row["told"])
    return (
        moment(row["at"]), row["about"], row["sequence"], row["label"], row["by_name"],
        row["on"], told, row["digest"],
    )  # fmt: skip
