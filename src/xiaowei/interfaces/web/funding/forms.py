"""Home of the forms of funding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.interfaces.web.acting import ActForm, YuanField
from xiaowei.interfaces.web.choices import Suggested, suggest
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.funding.queries import released
from xiaowei.stages.selection.queries import fund_sources_for


class FileForm(ActForm):
    """The filing number, given by the house when left blank."""

    filing_no = forms.CharField(label=_("备案号(不填则自动编号)"), max_length=60, required=False)


class AmountForm(ActForm):
    """An amount in yuan."""

    amount = YuanField(label=_("金额(元)"))

    about: ClassVar[Mapping[str, str]] = dict.fromkeys(
        (
            "amount_positive", "disbursed_within_approved", "disbursed_in_full",
            "paid_within_disbursed", "paid_within_settled", "settled_within_approved",
            "settled_covers_paid", "returned_within_surplus",
        ),
        "amount",
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the amount in fen."""
        told = super().facts()
        return {"amount_fen": told.pop("amount"), **told}


class DisburseForm(AmountForm):
    """The whole filed amount, its source and the payment order."""

    source = Suggested(label=_("资金来源"), max_length=80, required=False)
    document_no = forms.CharField(label=_("拨款单号"), max_length=60, required=False)

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        suggest(self, "source", fund_sources_for(number))


class SettleForm(AmountForm):
    """The sum that the works have cost in the end."""

    sure = _("我确定结算:结算金额定下后不能再改,支付累计不得高于它")


class GiveBackForm(AmountForm):
    """What of the surplus goes back to the district."""

    sure = _("我确定收回:这笔结余离开镇街账户,记入台账后不能撤回")


class PayForm(AmountForm):
    """An instalment to the contractor and the condition it waited for."""

    about: ClassVar[Mapping[str, str]] = {**AmountForm.about, "condition_met": "condition"}

    condition = forms.ChoiceField(label=_("付款条件"))
    document_no = forms.CharField(label=_("支付单号"), max_length=60, required=False)

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        met = released(number)
        none = [("", _("还没有达到任何付款条件"))]
        field = cast(forms.ChoiceField, self.fields["condition"])
        field.choices = [(code, words(code, "condition")) for code in met] or none
        self.initial.setdefault("condition", met[-1] if met else "")
