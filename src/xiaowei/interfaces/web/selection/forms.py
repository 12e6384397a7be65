"""Home of the forms of selection that a review takes: rounds, questions asked around, visits, endings."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.domain.selection import EMERGENCIES, OPINIONS, REJECTIONS, TAKEN_BACK
from xiaowei.domain.workdays import FIRST_YEAR, LAST_YEAR
from xiaowei.interfaces.web.acting import ActForm, DayField
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.grids import RowForm, WanCell
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.selection.hearing import departments_left, open_opinions

WORDS: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


def coded(codes: tuple[str, ...], group: str) -> list[tuple[Any, Any]]:
    """Return stored codes as choices in the visitor's words."""
    return [(code, words(code, group)) for code in codes]


class RoundForm(forms.Form):
    """A call for projects: of which year, its name, and from when to when it takes applications."""

    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    name = forms.CharField(label=_("批次"), max_length=80)
    opens_on = DayField(label=_("开放"))
    closes_on = DayField(label=_("截止"))


class LimitForm(RowForm):
    """What a township may ask for in a round: so many projects, so much money in 万元."""

    town_code = forms.CharField(widget=forms.HiddenInput, max_length=12)
    projects = forms.IntegerField(label=_("个数"), required=False, min_value=0, max_value=9999)
    amount = WanCell(label=_("金额 万元"))


class AskForm(ActForm):
    """Which departments are asked, and what."""

    departments = forms.MultipleChoiceField(
        label=_("征求哪些部门"), widget=forms.CheckboxSelectMultiple
    )
    question = forms.CharField(label=_("问什么"), required=False, max_length=200)

    about: ClassVar = dict.fromkeys(("department_known", "opinion_not_asked"), "departments")

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        offer(self, "departments", list(departments_left(number)))


class OpinionForm(ActForm):
    """What a department says: agree, agree with conditions, disagree."""

    department = forms.ChoiceField(label=_("部门"))
    answer = forms.ChoiceField(label=_("意见"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("条件或理由"), required=False, **WORDS)

    about: ClassVar = {
        "opinion_asked": "department", "opinion_open": "department", "opinion_listed": "text",
    }  # fmt: skip

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        offer(self, "department", list(open_opinions(number, self.by)))
        offer(self, "answer", coded(OPINIONS, "opinion"))


class NoteOpinionForm(OpinionForm):
    """What a department said on paper, or that it is not asked any more; noted by the district."""

    about: ClassVar = {**OpinionForm.about, "opinion_noted": "text"}

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        offer(self, "department", list(open_opinions(number)))
        offer(self, "answer", coded((*OPINIONS, TAKEN_BACK), "opinion"))
        self.fields["text"].label = _("来文文号或理由")
        self.fields["text"].required = True


class VisitForm(ActForm):
    """Who went to see the place, and what they found."""

    about: ClassVar = {"reason_said": "finding"}
    who = forms.CharField(label=_("谁去的"), max_length=120)
    finding = forms.CharField(label=_("看到什么"), **WORDS)


class RejectForm(ActForm):
    """Why an application goes no further: a listed reason, and words for who asked."""

    about: ClassVar = {"rejection_listed": "code", "reason_said": "reason"}
    sure = _("我确定不予支持:申报到此为止,理由告知镇街和诉求经办人")
    code = forms.ChoiceField(label=_("理由"))
    reason = forms.CharField(label=_("给镇街和群众的说明"), **WORDS)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "code", [("", _("请选")), *coded(REJECTIONS, "rejection")])


class WithdrawForm(ActForm):
    """Why an application is taken back."""

    about: ClassVar = {"reason_said": "reason"}
    sure = _("我确定撤回:申报收回,点位留给别的项目")
    reason = forms.CharField(label=_("为什么撤回"), **WORDS)


class DeclareForm(ActForm):
    """What cannot wait, and why."""

    about: ClassVar = {"emergency_listed": "kind", "reason_said": "reason"}
    kind = forms.ChoiceField(label=_("什么情况"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("为什么不能等"), **WORDS)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "kind", coded(EMERGENCIES, "emergency"))


class ConfirmForm(ActForm):
    """A second person's word that a project cannot wait."""

    sure = _("我确认情况属实:确认后可以先开工,手续5个工作日内补齐,事后由区里评议")


class JudgeForm(ActForm):
    """Whether the emergency lane was used rightly."""

    about: ClassVar = {"reason_said": "verdict"}
    justified = forms.TypedChoiceField(
        label=_("用得对不对"),
        coerce=lambda said: said == "yes",
        choices=(("yes", _("确属应急")), ("no", _("不该走应急"))),
        widget=forms.RadioSelect,
    )
    verdict = forms.CharField(label=_("评议意见"), **WORDS)
