"""Home of works: ordered, suspended, measured, finished, accepted, repaired, stopped."""

from xiaowei.stages.delivery.operations.accepting import accept, fail_acceptance
from xiaowei.stages.delivery.operations.correcting import correct
from xiaowei.stages.delivery.operations.measuring import finish, finish_site, finish_sites, measure
from xiaowei.stages.delivery.operations.ordering import order, start
from xiaowei.stages.delivery.operations.repairing import finish_repair, open_repair
from xiaowei.stages.delivery.operations.stopping import stop
from xiaowei.stages.delivery.operations.suspending import decide_suspension, resume, suspend

__all__ = [
    "accept",
    "correct",
    "decide_suspension",
    "fail_acceptance",
    "finish",
    "finish_repair",
    "finish_site",
    "finish_sites",
    "measure",
    "open_repair",
    "order",
    "resume",
    "start",
    "stop",
    "suspend",
]
