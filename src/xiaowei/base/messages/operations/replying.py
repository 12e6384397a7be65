"""Home of what is said under a question: remarks, and the one answer that closes it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.models import Question, Remark
from xiaowei.base.messages.operations.notices import notify, settle_notices
from xiaowei.base.messages.operations.questions import (
    about,
    after_question,
    locked,
    matter_of,
    note,
    sitting,
)
from xiaowei.domain.flow import weigh
from xiaowei.domain.messages import CHANNEL_FLOW


@transaction.atomic
def remark(*, question_id: int, text: str, by: Actor, on: date, at: datetime) -> Remark:
    """Say something under an open question, by who asks or who is asked; it stays open.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `words_given`, `answer_after_question`, `not_in_future`
    :raises BadInput: `not_found`
    """
    question = locked(question_id)
    arrow = CHANNEL_FLOW.arrow(question.state, "remark", str(question))
    desk = sitting(by, (question.asker_desk, question.desk), question, "remark")
    weigh(arrow, {"words_given": bool(text.strip())})
    after_question(question, on, at)
    said = _say(question, desk, text, by, on, at)
    note(question, "remark", {"question": question.pk, "desk": desk}, by, on, at)
    other = question.desk if desk == question.asker_desk else question.asker_desk
    _tell(question, other, "question_remark", said, on, at)
    return said


@transaction.atomic
def reply(*, question_id: int, text: str, by: Actor, on: date, at: datetime) -> Question:
    """Answer a question for the desk that was asked; one answer closes it.

    Whoever answers has read it: the receipt is given with the answer where there was none.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `words_given`, `answer_after_question`, `not_in_future`
    :raises BadInput: `not_found`
    """
    question = locked(question_id)
    arrow = CHANNEL_FLOW.arrow(question.state, "reply", str(question))
    desk = sitting(by, (question.desk,), question, "reply")
    weigh(arrow, {"words_given": bool(text.strip())})
    after_question(question, on, at)
    said = _say(question, desk, text, by, on, at, closes=True)
    if question.read_at is None:
        question.read_at, question.reader_name = at, by.name[:60]
    question.state, question.answered_on, question.answered_at = arrow.target, on, at
    question.save()
    settle_notices(about(question, ""), by, at)
    facts = {"question": question.pk, "desk": desk, "in_time": on <= question.due_on}
    note(question, "reply", facts, by, on, at)
    _tell(question, question.asker_desk, "question_answered", said, on, at)
    return question


def _say(
    question: Question,
    desk: str,
    text: str,
    by: Actor,
    on: date,
    at: datetime,
    *,
    closes: bool = False,
) -> Remark:
    return Remark.objects.create(
        question=question,
        desk=desk,
        by_id=by.person_id,
        by_name=by.name[:60],
        text=mask(text.strip()).text,
        on=on,
        at=at,
        closes=closes,
    )


def _tell(question: Question, desk: str, kind: str, said: Remark, on: date, at: datetime) -> None:
    notify(
        key=about(question, f"said:{said.pk}"), kind=kind, desk=desk, matter=matter_of(question),
        facts={"name": question.name, "desk": said.desk}, on=on, at=at,
    )  # fmt: skip
