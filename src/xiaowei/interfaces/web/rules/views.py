"""Home of the pages of the rules in force, and of loading what the packs on the disk say by now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiaowei.base.calendars.queries import calendar
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.policies.operations import install
from xiaowei.base.policies.queries import DEFAULT, Difference, differences, document, in_force
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.errors import BadInput
from xiaowei.domain.policy import Policy
from xiaowei.domain.roles import SYSTEM
from xiaowei.interfaces.chosen_packs import documents_of, packs_here
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.guard import RULE_READERS, may_open, open_to, posted_from
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.rules import presenters
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import language

PACKS = "packs"
"""Asks the page to read the packs on the disk, which takes a moment, and to hold them against it."""


@open_to(*RULE_READERS)
def rules(request: Request) -> HttpResponse:
    """Show the documents in force and, to who looks after them, what the packs would change."""
    page: dict[str, Any] = {"rows": [presenters.document_row(one) for one in in_force()]}
    page["may_load"] = may_open(request.actor, SYSTEM)
    if page["may_load"] and request.GET.get("view") == PACKS:
        page |= _waiting()
    return render(request, "rules/rules.html", page)


@open_to(*SYSTEM)
@posted_from("rules")
def load_packs(request: Request) -> HttpResponse:
    """Install the packs as they were shown; what has changed on the disk since is shown again."""
    again = f"{reverse('rules')}?view={PACKS}"
    try:
        packs = packs_here()
    except BadInput as error:
        messages.warning(request, error.text(language()))
        return redirect(again)
    documents, regions = documents_of(packs), packs.regions.regions
    if request.POST.get("seen") != _digest_of(differences(documents)):
        messages.warning(request, _("规则包又变了,请再看一遍改动。"))
        return redirect(again)
    new = install(documents=documents, regions=regions, by=request.actor, on=today(), at=now())
    said = ngettext("已装入 %(n)s 份规则", "已装入 %(n)s 份规则", len(new)) % {"n": len(new)}
    messages.success(request, said)
    return redirect("rules")


@open_to(*RULE_READERS)
def policy(request: Request, name: str) -> HttpResponse:
    """Show a policy's values in words, beside those that hold where a district says nothing."""
    if not any(one.kind == "policy" and one.name == name for one in in_force()):
        raise BadInput("not_found", what=_("政策"), number=name)
    own, default = document("policy", name, Policy), document("policy", DEFAULT, Policy)
    page = {"title": presenters.policy_title(name), "own": name != DEFAULT}
    page["groups"] = presenters.policy_groups(own, default)
    return render(request, "rules/policy.html", page)


@open_to(*RULE_READERS)
def types(request: Request) -> HttpResponse:
    """Show the project types: what each measures, cures and usually costs."""
    return render(request, "rules/types.html", {"rows": presenters.type_rows(catalogue())})


@open_to(*RULE_READERS)
def calendar_year(request: Request) -> HttpResponse:
    """Show a year's working days month by month."""
    page = presenters.calendar_page(calendar(), request.GET.get("year", ""), today())
    return render(request, "rules/calendar.html", page)


@open_to(*RULE_READERS)
def calendar_file(request: Request, form: str) -> HttpResponse:
    """Hand out every day that differs from Monday to Friday."""
    heads = (_("日期"), _("安排"))
    return table_file(_("工作日历"), form, heads, presenters.calendar_cells(calendar()))


def _waiting() -> dict[str, Any]:
    """Return what installing the packs on the disk would change, or why they cannot be read."""
    try:
        packs = packs_here()
    except BadInput as error:
        return {"wrong": error.text(language())}
    found = differences(documents_of(packs))
    changes = presenters.change_rows(found)
    return {
        "packs": packs.infos,
        "seen": _digest_of(found),
        "changes": changes,
        "total": len(found),
    }


def _digest_of(found: Sequence[Difference]) -> str:
    """Return what tells one set of changes from another."""
    return digest_json([vars(one) for one in found])
