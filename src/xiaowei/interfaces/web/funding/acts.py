"""Home of the steps of funding as acts."""

from xiaowei.interfaces.web.acting import Act
from xiaowei.interfaces.web.funding.forms import AmountForm, DisburseForm, FileForm, PayForm
from xiaowei.stages.funding import operations

ACTS = (
    Act("file", FileForm, operations.file),
    Act("disburse", DisburseForm, operations.disburse),
    Act("pay", PayForm, operations.pay),
    Act("settle", AmountForm, operations.settle),
    Act("give_back", AmountForm, operations.give_back),
)
