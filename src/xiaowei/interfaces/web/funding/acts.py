"""Home of the steps of funding as acts."""

from xiaowei.interfaces.web.acting import Act
from xiaowei.interfaces.web.funding.forms import (
    DisburseForm,
    FileForm,
    GiveBackForm,
    PayForm,
    SettleForm,
)
from xiaowei.stages.funding import operations

ACTS = (
    Act("file", FileForm, operations.file),
    Act("disburse", DisburseForm, operations.disburse),
    Act("pay", PayForm, operations.pay),
    Act("settle", SettleForm, operations.settle),
    Act("give_back", GiveBackForm, operations.give_back),
)
