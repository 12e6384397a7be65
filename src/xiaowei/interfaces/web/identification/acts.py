"""Home of the steps of identification as acts."""

from xiaowei.interfaces.web.acting import Act
from xiaowei.interfaces.web.identification.forms import ConsultForm, FillInForm
from xiaowei.stages.identification import operations

ACTS = (
    Act("consult", ConsultForm, operations.consult),
    Act("fill_in", FillInForm, operations.fill_in),
)
