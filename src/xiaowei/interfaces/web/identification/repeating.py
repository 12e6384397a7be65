"""Home of the list of repeated spots: for butlers to walk by, for townships to read, as a sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.queries import district_of
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.identification import DRAFT_ROLES, REPEAT
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.guard import TICKET_READERS, may_open, open_to
from xiaowei.interfaces.web.identification.listing import near_spots
from xiaowei.interfaces.web.identification.repeat_rows import cells, repeat_row, rule_said
from xiaowei.interfaces.web.pages import SIZE, Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import language
from xiaowei.journey.repeats import PRESSING, Repeats, repeats
from xiaowei.stages.identification.queries import Head

SORTS = (
    ("pressing", gettext_lazy("最急的在前")),
    ("tickets", gettext_lazy("件数多的在前")),
    ("callers", gettext_lazy("人多的在前")),
    ("rising", gettext_lazy("比上一段多得多的在前")),
    ("latest", gettext_lazy("最近来电的在前")),
    ("unvisited", gettext_lazy("最久没人到场的在前")),
)
SHOWN = 5


class RepeatFilter(forms.Form):
    """What narrows and sorts the list."""

    q = forms.CharField(label=gettext_lazy("地点或问题"), required=False, max_length=60)
    town = forms.ChoiceField(label=gettext_lazy("镇街"), required=False)
    unlisted = forms.BooleanField(label=gettext_lazy("只看未列项的"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("排序"), required=False, choices=SORTS)

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "town", [("", _("全部")), *towns])


@open_to(*TICKET_READERS)
def repeat_list(request: Request) -> HttpResponse:
    """Show the repeated spots of one's own area or places."""
    form, found = _asked(request)
    pages = Pages(page_number(request.GET.get("page")), len(found))
    scope = scope_of(request)
    page = {
        "form": form,
        "asked": any(request.GET.get(name) for name in ("q", "town", "unlisted")),
        "rows": [repeat_row(one) for one in found.rows(language(), SIZE, pages.offset)],
        "total": len(found),
        "pages": pages,
        "rule": rule_said(policy_for(district_of(scope.district), scope.as_of.year)),
        "may_propose": may_open(request.actor, DRAFT_ROLES),
    }
    return render(request, "identification/repeats.html", page)


@open_to(*TICKET_READERS)
def repeat_file(request: Request, form: str) -> HttpResponse:
    """Hand the same list out as a sheet."""
    _form, found = _asked(request)
    headers, rows = cells(found.rows(language()))
    return table_file(_("重复反映") + f"-{scope_of(request).as_of}", form, headers, rows)


def repeats_near(actor: Actor, scope: Scope) -> dict[str, Any]:
    """Return the most pressing repeated spots near somebody, and how many there are."""
    found = repeats(near_spots(actor, scope, REPEAT))
    return {
        "repeats": [repeat_row(one) for one in found.rows(language(), SHOWN)],
        "repeats_total": len(found),
        "may_propose": may_open(actor, DRAFT_ROLES),
    }


def _asked(request: Request) -> tuple[RepeatFilter, Repeats]:
    scope = scope_of(request)
    form = RepeatFilter(request.GET or None, towns=choices.towns(scope.district, scope.as_of))
    asked = form.cleaned_data if form.is_valid() else {}
    words, town = (asked.get("q") or "").strip(), asked.get("town") or ""

    def fits(head: Head) -> bool:
        return (
            words in head.place + " " + head.topic
            and town in ("", head.town_code)
            and not (asked.get("unlisted") and head.is_listed)
        )

    near = near_spots(request.actor, scope, REPEAT).only(fits)
    return form, repeats(near, asked.get("sort") or PRESSING)
