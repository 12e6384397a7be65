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
from xiaowei.interfaces.web.delivery.still_forms import (
    DecideForm,
    RepairForm,
    StopForm,
    SuspendForm,
)
from xiaowei.stages.delivery import operations

ACTS = (
    Act("order", OrderForm, operations.order),
    Act("start", ActForm, operations.start),
    Act("measure", MeasureForm, operations.measure),
    Act("finish_site", FinishSiteForm, operations.finish_sites),
    Act("finish", FinishForm, operations.finish),
    Act("accept", AcceptForm, operations.accept),
    Act("fail_acceptance", FailForm, operations.fail_acceptance),
    Act("suspend", SuspendForm, operations.suspend),
    Act("decide_suspension", DecideForm, operations.decide_suspension),
    Act("resume", ActForm, operations.resume),
    Act("open_repair", RepairForm, operations.open_repair),
    Act("finish_repair", ActForm, operations.finish_repair),
    Act("stop", StopForm, operations.stop),
)
