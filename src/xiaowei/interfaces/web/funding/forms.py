"""Home of the forms of funding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiaowei.base.regions.operations import BASES
from xiaowei.domain.envelopes import KINDS
from xiaowei.domain.funding import TERMINATION_REASONS
from xiaowei.domain.money import yuan
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.acting import OWN, ActForm, DayField, YuanField
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.funding.queries import allowances, changes_open, waiting_change


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
            "settled_covers_paid", "returned_within_surplus", "paid_within_condition",
            "disbursed_within_plan", "clawed_within_balance", "payments_known", "payments_unknown",
            "paid_not_negative", "noted_covers_recorded", "refunded_within_paid",
        ),
        "amount",
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the amount in fen."""
        told = super().facts()
        return {"amount_fen": told.pop("amount"), **told}


class DisburseForm(AmountForm):
    """The whole filed amount and the payment order; its sources are those of the filing."""

    document_no = forms.CharField(label=_("拨款单号"), max_length=60, required=False)


class SettleForm(AmountForm):
    """The sum that the works have cost in the end."""

    sure = _("我确定结算:结算金额定下后不能再改,支付累计不得高于它")
    audit_no = forms.CharField(label=_("结算审核单号"), max_length=100, required=False)

    about: ClassVar[Mapping[str, str]] = {**AmountForm.about, "settlement_audited": "audit_no"}


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
        met = allowances(number, today())
        none = [("", _("还没有达到任何付款条件"))]
        field = cast(forms.ChoiceField, self.fields["condition"])
        field.choices = [(code, _allows(code, allowed)) for code, allowed in met] or none
        self.initial.setdefault("condition", met[-1][0] if met else "")


class NotePaidForm(AmountForm):
    """What was paid in all up to the day, where nobody knew, and the voucher."""

    amount = YuanField(label=_("到这天累计已支付(元),一分没付填 0"))
    document_no = forms.CharField(label=_("付款凭证号"), max_length=60, required=False)


class RefundForm(AmountForm):
    """What the contractor returned, and why."""

    sure = _("我确定记退款:钱已经回到镇街账户,记一笔红字")
    about: ClassVar[Mapping[str, str]] = {**AmountForm.about, "refund_explained": "reason"}

    reason = forms.CharField(label=_("原因"), max_length=200)


class ChargeForm(ActForm):
    """Nothing but being sure."""

    sure = _("我确定补占:这个项目的钱从资金盘子里扣下")


class ReasonForm(ActForm):
    """A reason in words."""

    about: ClassVar[Mapping[str, str]] = {
        "ending_explained": "reason",
        "change_explained": "reason",
    }

    reason = forms.CharField(
        label=_("原因"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class WithdrawForm(ReasonForm):
    """Why the township withdraws, to which the district consents."""

    sure = _("我确定撤回:备案作废,占用的盘子退回,要做须重新申报")


class TerminateForm(ReasonForm):
    """Why it ends: a reason from the list, and in words."""

    sure = _("我确定终止:停止支付,没有支付的钱由区财政收回,不能恢复")
    about: ClassVar[Mapping[str, str]] = {**ReasonForm.about, "reason_in_list": "reason_code"}

    reason_code = forms.ChoiceField(label=_("终止原因"))

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        offer(self, "reason_code", [(one, words(one, "end_code")) for one in TERMINATION_REASONS])
        self.order_fields(["reason_code", "reason", *OWN])


class ClawBackForm(AmountForm):
    """What of the unpaid money is taken back, and why."""

    sure = _("我确定收回:记一笔红字,已付给施工单位的不动")
    about: ClassVar[Mapping[str, str]] = {**AmountForm.about, "ending_explained": "reason"}

    reason = forms.CharField(label=_("原因"), max_length=200)


class AskForm(ReasonForm):
    """What is to change after filing, into what, and why; extra contract value where there is any."""

    about: ClassVar[Mapping[str, str]] = {
        **ReasonForm.about, "change_known": "what", "change_within_approved": "amount",
        "change_covers_disbursed": "amount", "change_differs": "text",
    }  # fmt: skip

    what = forms.ChoiceField(label=_("改什么"))
    amount = YuanField(label=_("改成多少(元),改金额时填"), required=False)
    text = forms.CharField(label=_("改成什么,改点位或内容时填"), max_length=200, required=False)
    contract = YuanField(label=_("原合同金额(元)"), required=False)
    extra = YuanField(label=_("增加的合同金额(元)"), required=False)

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        changes = changes_open(number)
        offer(self, "what", [(one, words(one, "change_what")) for one in changes])
        if "amount" not in changes:
            del self.fields["amount"]
            self.fields["what"].help_text = _(
                "金额不能再改:审定的已全部拨付,改高超过审定,改低少于已拨;点位和内容可以改"
            )
        self.order_fields(["what", "amount", "text", "reason", "contract", "extra", *OWN])

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, amounts in fen."""
        told = super().facts()
        amounts = {f"{name}_fen": told.pop(name, None) for name in ("amount", "contract", "extra")}
        return told | amounts


class AgreeForm(ActForm):
    """The district agrees; what waits stands beside the answer."""

    sure = _("我确定同意这项变更")
    about: ClassVar[Mapping[str, str]] = {}

    answer = forms.CharField(label=_("答复"), max_length=200, required=False)

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        self.fields["answer"].help_text = change_told(number)


class RefuseForm(AgreeForm):
    """The district refuses, saying why."""

    sure = _("我确定不同意这项变更")
    about: ClassVar[Mapping[str, str]] = {"change_explained": "answer"}

    answer = forms.CharField(label=_("不同意的原因"), max_length=200)


class AllotForm(forms.Form):
    """Money allotted to an envelope: whose, how much, by which document."""

    kind = forms.ChoiceField(label=_("资金来源"))
    amount = YuanField(label=_("金额(元),收减填负数"))
    document_no = forms.CharField(label=_("下达文号"), max_length=100)
    town_code = forms.ChoiceField(label=_("限定镇街"), required=False)
    managed_only = forms.BooleanField(label=_("治理类街乡镇专用"), required=False)
    reason = forms.CharField(label=_("收减原因"), max_length=200, required=False)
    on = DayField(label=_("下达日期"))

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "kind", [(kind, words(kind, "source_kind")) for kind in KINDS])
        offer(self, "town_code", [("", _("全区")), *towns])
        self.initial.setdefault("on", today())
        self.initial.setdefault("kind", "district")

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the amount in fen."""
        told = dict(self.cleaned_data)
        return {"amount_fen": told.pop("amount"), **told}


class DesignateForm(forms.Form):
    """A township put under supervision: from one day to another, on what basis."""

    town_code = forms.ChoiceField(label=_("镇街"))
    valid_from = DayField(label=_("从哪天起"))
    valid_to = DayField(label=_("到哪天止(不填就一直有效)"), required=False)
    basis = forms.ChoiceField(label=_("依据"))
    note = forms.CharField(label=_("文号或说明"), max_length=200, required=False)

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "town_code", towns)
        offer(self, "basis", [(one, words(one, "designation_basis")) for one in BASES])


class UndesignateForm(forms.Form):
    """A township taken off the list: its last day on it."""

    town_code = forms.ChoiceField(label=_("镇街"))
    last_on = DayField(label=_("名单上的最后一天"))

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "town_code", towns)


def change_told(number: str) -> str:
    """Return the change that waits in one sentence, blank where none does."""
    change = waiting_change(number)
    if change is None:
        return ""
    what, old, new = change["what"], change["old_snapshot"], change["new_snapshot"]
    key = "approved_fen" if what == "amount" else what
    told = [wan_words(old.get(key)), wan_words(new.get(key))]
    flag = gettext("。增加的合同金额超过原合同的一成,请核") if change["flags"] else ""
    return gettext("%(who)s提出改%(what)s:%(old)s → %(new)s。%(reason)s%(flag)s") % {
        "who": change["asked_by"], "what": words(what, "change_what"), "old": told[0],
        "new": told[1], "reason": change["reason"], "flag": flag,
    }  # fmt: skip


def wan_words(value: object) -> str:
    """Return an amount in fen as yuan in words, a text as it is, a dash for nothing."""
    if isinstance(value, int):
        return gettext("%(yuan)s 元") % {"yuan": yuan(value)}
    return str(value) if value else "—"


def _allows(code: str, allowed_fen: int) -> str:
    return gettext("%(condition)s(累计可付 %(yuan)s 元)") % {
        "condition": words(code, "condition"), "yuan": yuan(allowed_fen),
    }  # fmt: skip
