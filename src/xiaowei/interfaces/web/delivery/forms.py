"""Home of the forms of delivery."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.interfaces.web.acting import ActForm, DayField


class OrderForm(ActForm):
    """Who builds."""

    contractor = forms.CharField(label=_("施工单位"), max_length=120)


class MeasureForm(ActForm):
    """The quantity finished so far, of one site or of the whole project."""

    quantity = forms.DecimalField(
        label=_("累计完成数量"), min_value=0, max_digits=14, decimal_places=3
    )
    site_sequence = forms.IntegerField(
        label=_("第几个点位(不填为整个项目)"), required=False, min_value=1
    )
    parking_spaces = forms.IntegerField(label=_("停车位(有才填)"), required=False, min_value=0)

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts; it was measured on the day given."""
        return super().facts() | {"measured_on": self.cleaned_data["on"]}


class FinishSiteForm(ActForm):
    """Which site is finished."""

    site_sequence = forms.IntegerField(label=_("第几个点位"), min_value=1)


class FinishForm(ActForm):
    """The day it came into use, where that is another day."""

    in_use_on = DayField(label=_("投入使用日期(同日不填)"), required=False)


class AcceptForm(ActForm):
    """What the village or the residents say."""

    opinion = forms.CharField(
        label=_("村(居)民意见"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class FailForm(ActForm):
    """What is wrong with the works, and at which sites."""

    defects = forms.CharField(
        label=_("问题清单"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    site_sequences = forms.RegexField(
        r"^[\d\s、,,]*$", label=_("第几个点位,如 1、3(不填为全部)"), required=False, max_length=200
    )

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the sites as numbers."""
        told = super().facts()
        sites = tuple(int(one) for one in re.findall(r"\d+", told["site_sequences"]))
        return told | {"site_sequences": sites}
