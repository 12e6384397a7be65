"""Home of answering an open question: remembered, applied to the waiting tickets, regrouped."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.stages.identification.operations import regroup
from xiaowei.stages.intake import operations as intake


@transaction.atomic
def answer_question(*, question_id: int, answer: str, by: Actor, on: date, at: datetime) -> None:
    """Answer which place or topic words mean, "-" for none of ours; spots follow at once.

    :raises RuleBroken: `question_answered`
    :raises BadInput: `not_found`, `no_such_place`, `no_such_topic`
    :raises NotAllowed: `not_permitted`
    """
    keys = intake.answer_question(question_id=question_id, answer=answer, by=by, on=on, at=at)
    regroup(keys=keys, cause=f"question:{question_id}", by=by, on=on, at=at)
