"""Home of the steps of delivery as acts."""

from xiaowei.interfaces.web.acting import Act, ActForm
from xiaowei.interfaces.web.delivery.forms import (
    AcceptForm,
    FailForm,
    FinishForm,
    FinishSiteForm,
    MeasureForm,
    OrderForm,
)
from xiaowei.stages.delivery import operations

ACTS = (
    Act("order", OrderForm, operations.order),
    Act("start", ActForm, operations.start),
    Act("measure", MeasureForm, operations.measure),
    Act("finish_site", FinishSiteForm, operations.finish_site),
    Act("finish", FinishForm, operations.finish),
    Act("accept", AcceptForm, operations.accept),
    Act("fail_acceptance", FailForm, operations.fail_acceptance),
)
