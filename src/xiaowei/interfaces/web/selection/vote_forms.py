"""Home of the forms of residents' votes: calling one, handing in its ballots, calling it off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.domain.voting import APPROVAL, BALLOTS, METHODS, MOST_POINTS
from xiaowei.interfaces.web.acting import DayField, YuanField
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.selection.forms import coded
from xiaowei.interfaces.web.shown import wan, yuan

MOST_INVITED = 99_999


class VoteForm(forms.Form):
    """Which projects stand, how ballots are marked, for what sum, when and where they are cast."""

    numbers = forms.MultipleChoiceField(
        label=_("哪些项目交给居民选"), widget=forms.CheckboxSelectMultiple
    )
    budget = YuanField(label=_("这次有多少钱(元)"))
    kind = forms.ChoiceField(label=_("选票怎么填"), widget=forms.RadioSelect, initial=APPROVAL)
    most = forms.IntegerField(
        label=_("每张票最多几项(分配点数时写几点)"),
        required=False,
        min_value=1,
        max_value=MOST_POINTS,
    )
    method = forms.ChoiceField(label=_("怎么计票"), widget=forms.RadioSelect, initial=METHODS[0])
    held_on = DayField(label=_("哪天开会"))
    place = forms.CharField(label=_("在哪开"), max_length=120)
    invited = forms.IntegerField(
        label=_("请了多少户(不知道可不填)"), required=False, min_value=1, max_value=MOST_INVITED
    )

    def __init__(
        self,
        *args: Any,
        ready: Sequence[dict[str, Any]] = (),
        limit: int | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        asked = sum(row["cost_fen"] for row in ready)
        told = _("这里能投的 %(n)s 个项目一共要 %(yuan)s 元;钱比这少,才有得选。") % {
            "n": len(ready), "yuan": yuan(asked),
        }  # fmt: skip
        if limit is not None:
            told += _("本批给本镇街的限额是 %(yuan)s 元。") % {"yuan": yuan(limit)}
        self.fields["budget"].help_text = f"{told}{self.fields['budget'].help_text}"
        said = _("%(name)s · %(wan)s 万元")
        offer(self, "numbers", [
            (row["number"], said % {"name": row["name"], "wan": wan(row["cost_fen"])})
            for row in ready
        ])  # fmt: skip
        offer(self, "kind", coded(BALLOTS, "ballot"))
        offer(self, "method", coded(METHODS, "vote_method"))

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the sum in fen."""
        told = dict(self.cleaned_data)
        return told | {"budget_fen": told.pop("budget")}


class SheetForm(forms.Form):
    """The filled sheet of ballots."""

    file = forms.FileField(
        label=_("填好的录票表"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xls,.xlsx,.et"}),
    )


class EndForm(forms.Form):
    """Why a vote is called off."""

    reason = forms.CharField(label=_("为什么取消"), max_length=500)


class PapersForm(forms.Form):
    """How many numbered ballots are printed, and how many a page."""

    MOST, FEWEST = 2000, 2
    n = forms.IntegerField(
        label=_("编号印到几号(不填就印一页空号的)"), required=False, min_value=1, max_value=MOST
    )
    each = forms.ChoiceField(
        label=_("每页几张"), required=False, choices=(("2", "2"), ("4", "4")), initial="2"
    )
