"""Home of the forms of administration."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.base.regions.queries import known_region
from xiaowei.base.trail.queries import Asked
from xiaowei.domain.errors import BadInput
from xiaowei.domain.roles import ADMINISTRATORS, APPOINTED
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.acting import DayField
from xiaowei.interfaces.web.administration.told import codes_said
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.shown import language, words

SHORTEST = 8


class AccountForm(forms.Form):
    """An account that may do nothing yet."""

    username = forms.CharField(label=_("登录名"), max_length=150)
    display_name = forms.CharField(label=_("姓名"), max_length=60)
    password = forms.CharField(
        label=_("初始密码"), min_length=SHORTEST, widget=forms.PasswordInput(render_value=False)
    )
    email = forms.EmailField(label=_("邮箱"), required=False)


class AppointmentForm(forms.Form):
    """Somebody's role over a region, or narrowed to a place."""

    username = forms.CharField(label=_("登录名"), max_length=150)
    role = forms.ChoiceField(label=_("岗位"))
    region_code = forms.CharField(label=_("地区代码(三员可不填)"), max_length=12, required=False)
    place_code = forms.CharField(
        label=_("只限点位(编号);会签部门填部门,施工单位填单位名称"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "role", [(role, words(role, "role")) for role in APPOINTED])

    def clean(self) -> dict[str, Any]:
        """Return the fields, the region by its full code; only an administrator's may be left out."""
        told: dict[str, Any] = super().clean() or {}
        code = told.get("region_code", "")
        if not code and told.get("role") not in ADMINISTRATORS:
            raise forms.ValidationError(_("请填地区代码。"))
        try:
            told["region_code"] = known_region(code) if code else ""
        except BadInput as error:
            raise forms.ValidationError(said(error, language())) from error
        return told


class EndForm(forms.Form):
    """The last day of what somebody holds; ending it takes more than one press."""

    username = forms.CharField(widget=forms.HiddenInput)
    role = forms.CharField(widget=forms.HiddenInput)
    region_code = forms.CharField(widget=forms.HiddenInput, required=False)
    place_code = forms.CharField(widget=forms.HiddenInput, required=False)
    last_on = DayField(label=_("任到哪天(含当天)"))
    sure = forms.BooleanField(
        label=_("我确定:过了这一天,此人不再有这个岗位"),
        error_messages={"required": _("请先勾选“我确定”。")},
    )


class BoundaryForm(forms.Form):
    """A township that another takes the place of, or some of its places; from which day, by what."""

    old_code = forms.CharField(label=_("原镇街代码(9 位)"), max_length=12)
    new_code = forms.CharField(label=_("接替的镇街代码(9 位)"), max_length=12)
    new_name = forms.CharField(
        label=_("新镇街名称(区划表里没有时填)"), max_length=60, required=False
    )
    places = forms.CharField(
        label=_("只划走这些点位(编号,空格隔开;不填是整个镇街)"), max_length=2000, required=False
    )
    document_no = forms.CharField(label=_("批准文号"), max_length=100)
    effective_on = DayField(label=_("生效日"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.initial.setdefault("effective_on", today())

    def clean_places(self) -> list[str]:
        """Return the codes, however they are set apart."""
        return (
            re.split(r"[\s,,、;;]+", told) if (told := self.cleaned_data["places"].strip()) else []
        )


class TrailForm(forms.Form):
    """Which entries of the trail: days of recording, and words that each entry holds."""

    q = forms.CharField(
        label=_("对象、人员或步骤"),
        max_length=80,
        required=False,
        help_text=_("可写项目编号、姓名、办理,空格隔开都要符合"),
    )
    first_on = DayField(label=_("从"), required=False)
    last_on = DayField(label=_("到"), required=False)

    def clean(self) -> dict[str, Any]:
        """Return the fields; days the wrong way round are refused."""
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first_on"), told.get("last_on")
        if first and last and last < first:
            raise forms.ValidationError(_("结束日早于开始日。请调换。"))
        return told

    def asked(self) -> Asked:
        """Return what is looked for, when the form is whole."""
        if not self.is_valid():
            return Asked()
        told = self.cleaned_data
        terms = tuple((term, codes_said(term)) for term in told["q"].split())
        return Asked(terms, told["first_on"], told["last_on"])
