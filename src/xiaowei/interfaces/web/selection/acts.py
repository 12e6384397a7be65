"""Home of the steps of selection as acts."""

from xiaowei.interfaces.web.acting import Act, ActForm
from xiaowei.interfaces.web.selection.forms import (
    AskForm,
    ConfirmForm,
    DeclareForm,
    JudgeForm,
    NoteOpinionForm,
    OpinionForm,
    RejectForm,
    VisitForm,
    WithdrawForm,
)
from xiaowei.interfaces.web.selection.joining import MergeForm, SplitForm
from xiaowei.interfaces.web.selection.reviewing import ApproveForm, SendBackForm
from xiaowei.interfaces.web.selection.submitting import SubmitForm
from xiaowei.procedures.approve import approve
from xiaowei.stages.selection import operations

ACTS = (
    Act("report", ActForm, operations.report),
    Act("prepare", ActForm, operations.prepare),
    Act("submit", SubmitForm, operations.submit),
    Act("begin_review", ActForm, operations.begin_review),
    Act("approve", ApproveForm, approve),
    Act("send_back", SendBackForm, operations.send_back),
    Act("ask_opinion", AskForm, operations.ask_opinions),
    Act("give_opinion", OpinionForm, operations.give_opinion),
    Act("note_opinion", NoteOpinionForm, operations.note_opinion),
    Act("visit_site", VisitForm, operations.visit_site),
    Act("reject", RejectForm, operations.reject),
    Act("withdraw", WithdrawForm, operations.withdraw),
    Act("declare_emergency", DeclareForm, operations.declare_emergency),
    Act("confirm_emergency", ConfirmForm, operations.confirm_emergency),
    Act("judge_emergency", JudgeForm, operations.judge_emergency),
    Act("merge", MergeForm, operations.merge),
    Act("split", SplitForm, operations.split),
)
