"""Home of what may be done with tickets, one file per step."""

from xiaowei.stages.intake.operations.answering import answer_question, tell_topic
from xiaowei.stages.intake.operations.following import follow_places
from xiaowei.stages.intake.operations.importing import (
    begin_import,
    finish_import,
    look_at_sheet,
    report_of,
    take_part,
)
from xiaowei.stages.intake.operations.learning import keep_model, use_model
from xiaowei.stages.intake.operations.looking import look_at_raw
from xiaowei.stages.intake.operations.mapping import remember_mapping
from xiaowei.stages.intake.operations.resettling import resettle
from xiaowei.stages.intake.operations.runs import close_run, open_run
from xiaowei.stages.intake.operations.undoing import undo_run

__all__ = [
    "answer_question",
    "begin_import",
    "close_run",
    "finish_import",
    "follow_places",
    "keep_model",
    "look_at_raw",
    "look_at_sheet",
    "open_run",
    "remember_mapping",
    "report_of",
    "resettle",
    "take_part",
    "tell_topic",
    "undo_run",
    "use_model",
]
