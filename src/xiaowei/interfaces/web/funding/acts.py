"""Home of the steps of funding as acts."""

from xiaowei.interfaces.web.acting import Act, ActForm
from xiaowei.interfaces.web.funding.forms import (
    AgreeForm,
    AskForm,
    ChargeForm,
    ClawBackForm,
    DisburseForm,
    FileForm,
    GiveBackForm,
    NotePaidForm,
    PayForm,
    RefundForm,
    RefuseForm,
    SettleForm,
    TerminateForm,
    WithdrawForm,
)
from xiaowei.procedures import told_the_firm
from xiaowei.stages.funding import operations

ACTS = (
    Act("file", FileForm, operations.file),
    Act("disburse", DisburseForm, operations.disburse),
    Act("pay", PayForm, told_the_firm.pay),
    Act("note_paid", NotePaidForm, operations.note_paid),
    Act("refund", RefundForm, operations.refund),
    Act("settle", SettleForm, operations.settle),
    Act("give_back", GiveBackForm, operations.give_back),
    Act("file_ahead", ActForm, operations.file_ahead),
    Act("charge", ChargeForm, operations.charge),
    Act("ask_change", AskForm, operations.ask_change),
    Act("agree_change", AgreeForm, operations.agree_change),
    Act("refuse_change", RefuseForm, operations.refuse_change),
    Act("withdraw_filing", WithdrawForm, told_the_firm.withdraw_filing),
    Act("terminate", TerminateForm, told_the_firm.terminate),
    Act("claw_back", ClawBackForm, operations.claw_back),
)
