"""Home of answering what place or topic unknown words mean."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.models import TopicAlias
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.operations import learn_alias
from xiaowei.base.places.queries import place_with
from xiaowei.base.trail.operations import record
from xiaowei.base.turns import take_turn
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.intake import ANSWERED, ANSWERERS, NOT_OURS, ONE_TICKET, QUESTION_FLOW
from xiaowei.domain.wording import Note
from xiaowei.stages.intake.models import Question
from xiaowei.stages.intake.operations.resettling import resettle
from xiaowei.stages.intake.operations.taking import Key
from xiaowei.stages.intake.permissions import require_any
from xiaowei.stages.intake.queries import ticket_with


@transaction.atomic
def answer_question(
    *, question_id: int, answer: str, by: Actor, on: date, at: datetime
) -> frozenset[Key]:
    """Answer with a place or topic code, or "-" for none of ours; the waiting tickets are settled.

    The answer is remembered as an alias. Returns the places and topics touched.

    :raises RuleBroken: `question_answered`
    :raises BadInput: `not_found`, `no_such_place`, `no_such_topic`
    :raises NotAllowed: `not_permitted`
    """
    take_turn("intake")
    question = Question.objects.select_for_update().filter(pk=question_id).first()
    if question is None:
        raise BadInput("not_found", what=Note("thing.question"), number=question_id)
    arrow = QUESTION_FLOW.arrow("open", f"answer_{question.kind}", question.words)
    require_any(by, arrow.roles, _region_of(question), "answer_question")
    if question.answer:
        raise RuleBroken("question_answered", words=question.words, answer=question.answer)
    if answer != NOT_OURS:
        _remember(question, answer, by, on, at)
    question.answer, question.answered_at = answer, at
    question.save(update_fields=["answer", "answered_at"])
    facts = {"words": question.words, "answer": answer, "tickets": question.tickets}
    cause = f"question:{question.pk}"
    record(subject=cause, action="intake.answer_question", by=by, on=on, at=at, facts=facts)
    return resettle(
        cause=cause, waiting_for=question.kind, words=question.words, by=by, on=on, at=at
    )


@transaction.atomic
def tell_topic(*, number: str, topic: str, by: Actor, on: date, at: datetime) -> frozenset[Key]:
    """Tell what the one ticket is about whose category no sheet named, asked for or not, or tell it anew.

    The answer stands until a sheet names a category. Returns the places and topics touched.

    :raises RuleBroken: `topic_named`
    :raises BadInput: `not_found`, `no_such_topic`
    :raises NotAllowed: `not_permitted`
    """
    take_turn("intake")
    ticket = ticket_with(number)
    if ticket is None:
        raise BadInput("not_found", what=Note("thing.ticket"), number=number)
    require_any(by, ANSWERERS["topic"], ticket.region_code, "answer_question")
    if ticket.topic_words:
        raise RuleBroken("topic_named", number=number, topic=ticket.topic_words)
    if catalogue().topic(topic) is None:
        raise BadInput("no_such_topic", value=topic)
    if (ticket.topic_code, ticket.topic_how) == (topic, ANSWERED):
        return frozenset()
    question, _ = Question.objects.update_or_create(
        kind="topic", words=f"{ONE_TICKET}{number}", town_code="", defaults={"answer": ""},
        create_defaults={"tickets": 1},
    )  # fmt: skip
    keys = answer_question(question_id=question.pk, answer=topic, by=by, on=on, at=at)
    facts = {"answer": topic}
    record(subject=f"ticket:{number}", action="intake.tell_topic", by=by, on=on, at=at, facts=facts)
    return keys


def _region_of(question: Question) -> str:
    """Return where a question belongs: of one ticket, where that does; blank is everywhere."""
    number = question.words.removeprefix(ONE_TICKET)
    if question.town_code or number == question.words:
        return question.town_code
    ticket = ticket_with(number)
    return ticket.region_code if ticket else ""


def _remember(question: Question, answer: str, by: Actor, on: date, at: datetime) -> None:
    cause = f"question:{question.pk}"
    if question.kind == "place":
        place = place_with(answer)
        if place is None:
            raise BadInput("no_such_place", value=answer)
        learn_alias(
            place=place, name=question.words, source="answer", cause=cause, by=by, on=on, at=at
        )
        return
    if catalogue().topic(answer) is None:
        raise BadInput("no_such_topic", value=answer)
    if question.words.startswith(ONE_TICKET):
        return  # it tells of one ticket, not of a name
    TopicAlias.objects.update_or_create(
        name=question.words, defaults={"topic_code": answer, "source": "answer"}
    )
