"""Home of the forms of intake."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.reading import LONGEST_NAME
from xiaowei.domain.catalogue import TICKET_KINDS
from xiaowei.domain.zone import ZONE, day_of
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.acting import DayField
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.shown import words

MOST_HOUSEHOLDS = 1_000_000


class TicketFilter(forms.Form):
    """What narrows the list of tickets."""

    q = forms.CharField(label=_("编号、地址或内容"), required=False)
    town = forms.ChoiceField(label=_("镇街"), required=False)
    topic = forms.ChoiceField(label=_("分类"), required=False)
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到"), required=False)
    lacking = forms.ChoiceField(
        label=_("没认出的"),
        required=False,
        choices=(
            ("", _("全部")),
            ("topic", _("分类没认出")),
            ("place", _("点位没认出")),
            ("either", _("有一样没认出")),
        ),
    )

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


class EnterForm(forms.Form):
    """One ticket as somebody tells it on the phone; each field goes by a sheet's header."""

    number = forms.CharField(label=_("工单编号"), required=False, max_length=60)
    received_at = forms.DateTimeField(
        label=_("来电时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    caller = forms.CharField(label=_("来电号码"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("类型"))
    topic = forms.ChoiceField(label=_("分类"), required=False)
    town = forms.ChoiceField(label=_("镇街"), required=False)
    address = forms.CharField(label=_("地址、小区或村"), required=False, max_length=200)
    content = forms.CharField(
        label=_("说了什么"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    plain: ClassVar = ("number", "caller", "town", "address", "content")
    """What goes on as it was typed."""

    def __init__(
        self,
        *args: Any,
        towns: list[tuple[str, str]],
        topics: list[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        offer(self, "town", [("", _("听不出")), *towns])
        offer(self, "topic", [("", _("看内容判断")), *topics])
        offer(self, "kind", [(code, words(code, "kind")) for code in TICKET_KINDS])
        self.topics = dict(topics)

    def clean_received_at(self) -> datetime:
        """Refuse a call of a day to come."""
        at: datetime = self.cleaned_data["received_at"]
        if day_of(at) > today():
            raise forms.ValidationError(_("来电时间不能晚于今天。"))
        return at

    def fields_told(self) -> dict[str, str]:
        """Return what was told under a sheet's headers."""
        said = self.cleaned_data
        return {
            **{name: said[name] or "" for name in self.plain},
            "received_at": said["received_at"].astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
            "kind": next(iter(catalogue().kinds.get(said["kind"], ())), ""),
            "topic": self.topics.get(said["topic"], ""),
        }


class RawForm(forms.Form):
    """Why somebody wants to read the raw words."""

    reason = forms.CharField(label=_("为什么要看原文"), max_length=200)


class TopicForm(forms.Form):
    """What a ticket is about whose category nobody named."""

    topic = forms.ChoiceField(label=_("是什么事"))

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "topic", [("", _("选一类")), *topics])


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
