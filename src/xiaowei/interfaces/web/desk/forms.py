"""Home of the filter of the project list, and of what it asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.guard import AT_PROJECTS, may_open
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import batch, words
from xiaowei.journey.projects import Wish
from xiaowei.stages.selection.queries import rounds_called

STATES = (
    "new", "reported", "town_review", "submitted", "in_review", "returned", "approved", "filed",
    "disbursed", "ordered", "under_way", "suspended", "finished", "accepted", "settled", "given_back",
    "stopped", "rejected", "withdrawn", "merged", "split",
)  # fmt: skip
SORTS = (
    ("number", _("编号")),
    ("-approved", _("金额从大到小")),
    ("approved", _("金额从小到大")),
    ("-collected", _("征集晚的在前")),
    ("-finished", _("完工晚的在前")),
    ("-sites", _("点位多的在前")),
)


class ProjectFilter(forms.Form):
    """What narrows and sorts the list of projects."""

    q = forms.CharField(label=_("编号、名称或地名"), required=False)
    town = forms.ChoiceField(label=_("镇街"), required=False)
    type = forms.ChoiceField(label=_("类型"), required=False)
    state = forms.ChoiceField(label=_("走到哪一步"), required=False)
    round = forms.ChoiceField(label=_("批次"), required=False)
    sort = forms.ChoiceField(label=_("排序"), required=False, choices=SORTS)

    def __init__(
        self,
        *args: Any,
        towns: list[tuple[str, str]],
        types: list[tuple[str, str]],
        rounds: list[str],
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        every = ("", _("全部"))
        offer(self, "town", [every, *towns])
        offer(self, "type", [every, *types])
        offer(self, "round", [every, *((name, batch(name)) for name in rounds)])
        offer(self, "state", [every, *((code, words(code, "state")) for code in STATES)])


def filtered(request: Request) -> ProjectFilter:
    """Return the filter as it was asked for, with the choices of the page's scope."""
    scope = scope_of(request)
    return ProjectFilter(
        request.GET or None,
        towns=choices.towns(scope.district, scope.as_of),
        types=choices.types(),
        rounds=[one.name for one in rounds_called(scope.district, scope.year or 0)],
    )


def wish_of(form: ProjectFilter, actor: Actor, limit: int | None = None, offset: int = 0) -> Wish:
    """Return what the filter asks the list for; a filter that can't be read asks for all that this person
    may know of: drafts are known inside only.
    """
    asked = form.cleaned_data if form.is_valid() else {}
    return Wish(
        search=asked.get("q") or "",
        town=asked.get("town") or "",
        type=asked.get("type") or "",
        state=asked.get("state") or "",
        stage=form.data.get("stage") or "",
        round=asked.get("round") or "",
        sort=asked.get("sort") or "number",
        is_public=not may_open(actor, AT_PROJECTS),
        limit=limit,
        offset=offset,
    )
