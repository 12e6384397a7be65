"""Home of asking and approving: what rounds, applications and reviews go through."""

from xiaowei.stages.selection.operations.applying import prepare, report, submit
from xiaowei.stages.selection.operations.closing import (
    be_ended,
    hand_on,
    note_begun,
    reject,
    withdraw,
)
from xiaowei.stages.selection.operations.correcting import correct
from xiaowei.stages.selection.operations.emergencies import (
    confirm_emergency,
    declare_emergency,
    judge_emergency,
)
from xiaowei.stages.selection.operations.joining import merge, split
from xiaowei.stages.selection.operations.opinions import (
    ask_opinion,
    ask_opinions,
    give_opinion,
    note_opinion,
    visit_site,
)
from xiaowei.stages.selection.operations.reviewing import approve, begin_review, send_back
from xiaowei.stages.selection.operations.rounds import Limit, open_round
from xiaowei.stages.selection.operations.votes import call_vote, end_vote
from xiaowei.stages.selection.operations.weighing import keep_weighing

__all__ = [
    "Limit",
    "approve",
    "ask_opinion",
    "ask_opinions",
    "be_ended",
    "begin_review",
    "call_vote",
    "confirm_emergency",
    "correct",
    "declare_emergency",
    "end_vote",
    "give_opinion",
    "hand_on",
    "judge_emergency",
    "keep_weighing",
    "merge",
    "note_begun",
    "note_opinion",
    "open_round",
    "prepare",
    "reject",
    "report",
    "send_back",
    "split",
    "submit",
    "visit_site",
    "withdraw",
]
