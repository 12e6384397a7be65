"""Home of asking and approving: what rounds, applications and reviews go through."""

from xiaowei.stages.selection.operations.applying import prepare, report, submit
from xiaowei.stages.selection.operations.correcting import correct
from xiaowei.stages.selection.operations.reviewing import approve, begin_review, send_back
from xiaowei.stages.selection.operations.rounds import open_round

__all__ = [
    "approve",
    "begin_review",
    "correct",
    "open_round",
    "prepare",
    "report",
    "send_back",
    "submit",
]
