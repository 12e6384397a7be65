"""Home of the steps of identification as acts."""

from xiaowei.interfaces.web.acting import Act
from xiaowei.interfaces.web.identification.forms import ConsultForm
from xiaowei.stages.identification import operations

ACTS = (Act("consult", ConsultForm, operations.consult),)
