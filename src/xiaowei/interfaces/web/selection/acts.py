"""Home of the steps of selection as acts."""

from xiaowei.interfaces.web.acting import Act, ActForm
from xiaowei.interfaces.web.selection.forms import ApproveForm, SendBackForm, SubmitForm
from xiaowei.stages.selection import operations

ACTS = (
    Act("report", ActForm, operations.report),
    Act("prepare", ActForm, operations.prepare),
    Act("submit", SubmitForm, operations.submit),
    Act("begin_review", ActForm, operations.begin_review),
    Act("approve", ApproveForm, operations.approve),
    Act("send_back", SendBackForm, operations.send_back),
)
