"""Home of the forms of delivery."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.base.accounts.queries import firms_stood_for
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.domain.delivery import firm_name
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.acting import ActForm, DayField
from xiaowei.interfaces.web.choices import Suggested, offer, suggest
from xiaowei.stages.delivery.queries import firms_ordered, sites, state_of
from xiaowei.stages.identification.queries import candidate


class OrderForm(ActForm):
    """Who builds: the firms ordered before in the district, and those that contractors stand for."""

    contractor = Suggested(label=_("施工单位"), max_length=120, alike=firm_name)

    about: ClassVar = {"contractor_named": "contractor"}

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        district = candidate(number).district_code
        known = (*firms_ordered(district), *firms_stood_for(district, today()))
        suggest(self, "contractor", list(dict.fromkeys(known)), likely="")


class AtSiteForm(ActForm):
    """A step at one site, chosen among the project's own."""

    about: ClassVar = {"not_found": "site_sequence"}
    every: ClassVar[Any] = ""
    """What stands for all sites; blank where one has to be chosen."""
    only_open = False

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        first = [("", self.every)] if self.every else []
        listed = [
            (one["sequence"], f"{one['sequence']} {one['name']}")
            for one in sites(number)
            if not (self.only_open and one["finished"])
        ]
        self.offered = [number for number, _name in listed]
        offer(self, "site_sequence", [*first, *listed])


class MeasureForm(AtSiteForm):
    """The quantity finished so far, of one site or of the whole project."""

    quantity = forms.DecimalField(
        label=_("累计完成数量"), min_value=0, max_digits=14, decimal_places=3
    )
    site_sequence = forms.TypedChoiceField(
        label=_("哪个点位"), required=False, coerce=int, empty_value=None
    )
    parking_spaces = forms.IntegerField(label=_("停车位(个)"), required=False, min_value=0)
    reason = forms.CharField(label=_("验收后改计量的原因"), max_length=200)

    about: ClassVar = {
        **AtSiteForm.about, "not_less": "quantity", "measured_plausible": "quantity",
        "measured_near_plan": "quantity", "measured_explained": "reason",
    }  # fmt: skip
    every = _("整个项目")

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        planned = candidate(number)
        if planned.unit:
            self.fields["quantity"].label = _("累计完成数量(%(unit)s)") % {"unit": planned.unit}
        kind = catalogue().type(planned.type_code)
        if kind is None or kind.indicator("parking_spaces") is None:
            del self.fields["parking_spaces"]
        if state_of(number) != "accepted":
            del self.fields["reason"]

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts; it was measured on the day given."""
        return super().facts() | {"measured_on": self.cleaned_data["on"]}


class FinishSiteForm(AtSiteForm):
    """Which of the open sites are finished: some of them, or all."""

    site_sequence = forms.TypedMultipleChoiceField(
        label=_("哪些点位"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    every_site = forms.BooleanField(label=_("没完工的全部"), required=False)

    about: ClassVar = {**AtSiteForm.about, "site_open": "site_sequence"}
    only_open = True

    def clean(self) -> dict[str, Any]:
        """Check that something was ticked."""
        told = super().clean() or {}
        if not told.get("site_sequence") and not told.get("every_site"):
            self.add_error("site_sequence", _("请勾选完工的点位,或勾选全部"))
        return told

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts: the numbers of the sites."""
        told = super().facts()
        ticked, every = told.pop("site_sequence"), told.pop("every_site")
        return told | {"site_sequences": self.offered if every else ticked}


class FinishForm(ActForm):
    """The day it came into use, where that is another day."""

    in_use_on = DayField(label=_("投入使用日期(同日不填)"), required=False)

    about: ClassVar = {"used_after_started": "in_use_on"}


class AcceptForm(ActForm):
    """What the village or the residents say."""

    opinion = forms.CharField(
        label=_("村(居)民意见"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    about: ClassVar = {"opinion_given": "opinion"}


class FailForm(ActForm):
    """What is wrong with the works, and at which sites."""

    defects = forms.CharField(
        label=_("问题清单"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    site_sequences = forms.RegexField(
        r"^[\d\s、,,]*$", label=_("第几个点位,如 1、3(不填为全部)"), required=False, max_length=200
    )

    about: ClassVar = {"defects_said": "defects", "not_found": "site_sequences"}
    sure = _("我确定验收不通过:项目退回施工中,已满足的付款条件撤回")

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the sites as numbers."""
        told = super().facts()
        sites = tuple(int(one) for one in re.findall(r"\d+", told["site_sequences"]))
        return told | {"site_sequences": sites}
