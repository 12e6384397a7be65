"""Home of the steps of evaluation as acts."""

from xiaowei.interfaces.web.acting import Act, ActForm
from xiaowei.stages.evaluation import operations

ACTS = (Act("check", ActForm, operations.check),)
