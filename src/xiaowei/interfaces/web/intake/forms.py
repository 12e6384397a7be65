"""Home of the forms of intake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.base.places.reading import LONGEST_NAME
from xiaowei.interfaces.web.acting import DayField
from xiaowei.interfaces.web.choices import offer

MOST_HOUSEHOLDS = 1_000_000


class TicketFilter(forms.Form):
    """What narrows the list of tickets."""

    q = forms.CharField(label=_("编号、地址或内容"), required=False)
    town = forms.ChoiceField(label=_("镇街"), required=False)
    topic = forms.ChoiceField(label=_("分类"), required=False)
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到"), required=False)
    waiting = forms.BooleanField(label=_("只看待认的"), required=False)

    def __init__(
        self,
        *args: Any,
        towns: list[tuple[str, str]],
        topics: list[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        offer(self, "town", [("", _("全部")), *towns])
        offer(self, "topic", [("", _("全部")), *topics])


class RawForm(forms.Form):
    """Why somebody wants to read the raw words."""

    reason = forms.CharField(label=_("为什么要看原文"), max_length=200)


class NewPlaceForm(forms.Form):
    """A place that no list names yet."""

    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(
        label=_("是什么"),
        choices=(("estate", _("小区")), ("village", _("村")), ("community", _("社区"))),
    )
    town_code = forms.ChoiceField(label=_("镇街"))
    households = forms.IntegerField(
        label=_("户数"), required=False, min_value=0, max_value=MOST_HOUSEHOLDS
    )

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "town_code", towns)
