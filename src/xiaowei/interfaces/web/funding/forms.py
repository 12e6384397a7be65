"""Home of the forms of funding."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.interfaces.web.acting import ActForm, WanField
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.funding.queries import released


class FileForm(ActForm):
    """The filing number, given by the house when left blank."""

    filing_no = forms.CharField(label=_("备案号(不填则自动编号)"), max_length=60, required=False)


class AmountForm(ActForm):
    """An amount in 万元."""

    amount = WanField(label=_("金额 万元"))

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the amount in fen."""
        told = super().facts()
        return {"amount_fen": told.pop("amount"), **told}


class DisburseForm(AmountForm):
    """The whole filed amount, its source and the payment order."""

    source = forms.CharField(label=_("资金来源"), max_length=80, required=False)
    document_no = forms.CharField(label=_("拨款单号"), max_length=60, required=False)


class PayForm(AmountForm):
    """An instalment to the contractor and the condition it waited for."""

    condition = forms.ChoiceField(label=_("付款条件"))
    document_no = forms.CharField(label=_("支付单号"), max_length=60, required=False)

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        met = released(number)
        none = [("", _("还没有达到任何付款条件"))]
        field = cast(forms.ChoiceField, self.fields["condition"])
        field.choices = [(code, words(code, "condition")) for code in met] or none
        self.initial.setdefault("condition", met[-1] if met else "")
