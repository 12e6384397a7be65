"""Home of the forms of selection."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.connectors.ledger_sheet.words import read_batch
from xiaowei.domain.workdays import FIRST_YEAR, LAST_YEAR
from xiaowei.interfaces.web.acting import ActForm, DayField, YuanField
from xiaowei.interfaces.web.choices import Suggested, suggest
from xiaowei.stages.selection.queries import fund_sources_for, rounds_for


class RoundForm(forms.Form):
    """A call for projects: of which year, its name, and from when to when it takes applications."""

    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    name = forms.CharField(label=_("批次"), max_length=80)
    opens_on = DayField(label=_("开放"))
    closes_on = DayField(label=_("截止"))


class SubmitForm(ActForm):
    """What is asked for, of whom, in which round."""

    applied = YuanField(label=_("申报金额(元)"))
    round_name = Suggested(label=_("批次"), max_length=40, alike=read_batch)
    fund_source = Suggested(label=_("资金来源"), max_length=80)

    about: ClassVar = dict.fromkeys(("amount_asked", "amount_known", "within_cap"), "applied")

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        suggest(self, "round_name", rounds_for(number))
        suggest(self, "fund_source", fund_sources_for(number))

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts: one fund line for the whole amount."""
        told = super().facts()
        amount = told.pop("applied")
        return told | {"applied_fen": amount, "fund_lines": [(told["fund_source"], amount)]}


class SendBackForm(ActForm):
    """What has to be corrected, item by item."""

    about: ClassVar = {"reason_said": "reason"}
    sure = _("我确定退回:申请回到镇街补正,重新报送之前不再审核")
    reason = forms.CharField(
        label=_("要补正什么"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class ApproveForm(ActForm):
    """The amount, and the three questions."""

    approved = YuanField(label=_("审定金额(元)"))
    necessity = forms.CharField(label=_("必要性"), max_length=200)
    plan = forms.CharField(label=_("方案"), max_length=200)
    investment = forms.CharField(label=_("投资"), max_length=200)
    cut_reason = forms.CharField(label=_("核减理由"), max_length=200, required=False)

    about: ClassVar = {
        "approved_something": "approved",
        "approved_within_applied": "approved",
        "three_questions": "necessity",
        "cut_explained": "cut_reason",
    }

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the amount in fen."""
        told = super().facts()
        return {"approved_fen": told.pop("approved"), **told}
