"""Home of answering an open question: remembered, applied to the waiting tickets, regrouped."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.operations import take_places
from xiaowei.base.places.queries import place_named
from xiaowei.domain.sheets import PlaceRow
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


@transaction.atomic
def tell_topic(*, number: str, topic: str, by: Actor, on: date, at: datetime) -> None:
    """Tell what the one ticket is about whose category no sheet named; spots follow at once.

    :raises RuleBroken: `topic_named`
    :raises BadInput: `not_found`, `no_such_topic`
    :raises NotAllowed: `not_permitted`
    """
    keys = intake.tell_topic(number=number, topic=topic, by=by, on=on, at=at)
    regroup(keys=keys, cause=f"ticket:{number}", by=by, on=on, at=at)


@transaction.atomic
def answer_with_new_place(
    *,
    question_id: int,
    name: str,
    kind: str,
    town_code: str,
    households: int | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> None:
    """Answer a question with a place not known yet: taken in as a sheet's would be, then answered.

    A place of that name, kind and township that is known already is the answer itself.

    :raises BadInput: `bad_place_name`, `no_such_place_kind`, `no_such_town`, `row_out_of_reach`
    :raises RuleBroken: `question_answered`
    :raises NotAllowed: `not_permitted`
    """
    row = PlaceRow(row=1, name=name, kind=kind, town_code=town_code, households=households)
    taken = take_places(rows=[row], cause=f"question:{question_id}", by=by, on=on, at=at)
    for put_aside in taken.rejected:
        raise put_aside.error
    place = place_named(name, kind, town_code)
    answer_question(question_id=question_id, answer=place.code, by=by, on=on, at=at)
