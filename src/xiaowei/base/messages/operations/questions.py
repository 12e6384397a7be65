"""Home of what the acts on a question share: its row, its matter, its trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.messages.models import Question
from xiaowei.base.messages.reach import desks_in, refusal
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.flow import in_order
from xiaowei.domain.messages import DESKS, Matter
from xiaowei.domain.wording import Note


def locked(question_id: int) -> Question:
    """Return a question, its row locked.

    :raises BadInput: `not_found`
    """
    found = Question.objects.select_for_update().filter(pk=question_id).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.message"), number=question_id)
    return found


def matter_of(question: Question) -> Matter:
    """Return what a question is about."""
    return Matter(
        question.number,
        question.name,
        question.district_code,
        question.town_code,
        tuple(question.place_codes),
        question.contractor,
    )


def sitting(by: Actor, desks: tuple[str, ...], question: Question, action: str) -> str:
    """Return the first of `desks` at which the actor sits.

    :raises NotAllowed: `not_permitted`
    """
    own = desks_in(by, matter_of(question))
    found = next((desk for desk in desks if desk in own), None)
    if found is None:
        roles = tuple(role for desk in desks for role in DESKS[desk])
        raise refusal(by, roles, matter_of(question), action)
    return found


def about(question: Question, what: str) -> str:
    """Return the key of a notice on a question; the same prefix for all of one question."""
    return f"question:{question.pk}:{what}"


def after_question(question: Question, on: date, at: datetime) -> None:
    """Refuse a day that lies before the question or after today.

    :raises RuleBroken: `answer_after_question`, `not_in_future`
    """
    require_past(at, on)
    if not in_order(question.asked_on, on):
        raise RuleBroken("answer_after_question", asked=question.asked_on, on=on)


def note(
    question: Question,
    action: str,
    facts: Mapping[str, object],
    by: Actor,
    on: date,
    at: datetime,
) -> None:
    """Leave the trail entry of an act on the project's number."""
    record(subject=question.number, action=f"messages.{action}", by=by, on=on, at=at, facts=facts)
