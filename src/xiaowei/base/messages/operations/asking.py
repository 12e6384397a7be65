"""Home of asking: a question to a desk with its clock, its receipt, its withdrawal."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.messages.models import Question
from xiaowei.base.messages.operations.notices import notify, settle_notices
from xiaowei.base.messages.operations.questions import (
    about,
    after_question,
    locked,
    matter_of,
    note,
    sitting,
)
from xiaowei.base.messages.reach import desk_note, desks_in, refusal
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import weigh
from xiaowei.domain.messages import CHANNEL_FLOW, DESKS, MAY_ASK, NEW, Matter, may_ask


@transaction.atomic
def ask(
    *,
    matter: Matter,
    desk: str,
    text: str,
    addressee: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Question:
    """Ask a desk about a matter; due by that desk's clock, personal data masked.

    `addressee` says which department is meant where the desk is shared.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `may_ask`, `words_given`, `not_in_future`
    :raises BadInput: `no_such_desk`
    """
    if desk not in DESKS:
        raise BadInput("no_such_desk", value=desk, known=", ".join(DESKS))
    arrow = CHANNEL_FLOW.arrow(NEW, "ask", matter.number)
    own = desks_in(by, matter)
    if not set(own) & set(MAY_ASK):
        raise refusal(by, arrow.roles, matter, "ask")
    asker = next((one for one in own if may_ask(one, desk)), "")
    holds = {"may_ask": bool(asker), "words_given": bool(text.strip())}
    weigh(arrow, holds, asker=desk_note(own[0]), asked=desk_note(desk))
    require_past(at, on)
    limit = policy_for(matter.district_code, on.year).clock(f"{desk}_answer")
    question = Question.objects.create(
        number=matter.number,
        name=matter.name[:200],
        district_code=matter.district_code,
        town_code=matter.town_code,
        place_codes=list(matter.place_codes),
        contractor=matter.contractor,
        asker_desk=asker,
        asker_id=by.person_id,
        asker_name=by.name[:60],
        desk=desk,
        addressee=mask(addressee.strip()).text[:60],
        text=mask(text.strip()).text,
        asked_on=on,
        asked_at=at,
        limit_days=limit,
        due_on=calendar().due(on, limit),
        state=arrow.target,
    )
    facts = {"question": question.pk, "desk": desk, "due_on": question.due_on}
    note(question, "ask", facts, by, on, at)
    notify(
        key=about(question, "asked"), kind="question_asked", desk=desk, matter=matter,
        facts={"name": matter.name, "asker": asker, "due_on": question.due_on}, on=on, at=at,
    )  # fmt: skip
    return question


@transaction.atomic
def mark_read(*, question_id: int, by: Actor, on: date, at: datetime) -> Question:
    """Give the receipt: who of the asked desk read it when; read again, the first receipt stands.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_future`
    """
    question = locked(question_id)
    sitting(by, (question.desk,), question, "read")
    if question.state != "open":
        return question
    arrow = CHANNEL_FLOW.arrow(question.state, "read", str(question))
    after_question(question, on, at)
    question.state, question.read_at, question.reader_name = arrow.target, at, by.name[:60]
    question.save(update_fields=["state", "read_at", "reader_name"])
    settle_notices(about(question, "asked"), by, at)
    note(question, "read", {"question": question.pk}, by, on, at)
    return question


@transaction.atomic
def withdraw(*, question_id: int, by: Actor, on: date, at: datetime) -> Question:
    """Withdraw one's own desk's question before it is answered.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `own_question`, `not_in_future`
    :raises BadInput: `not_found`
    """
    question = locked(question_id)
    arrow = CHANNEL_FLOW.arrow(question.state, "withdraw", str(question))
    own = desks_in(by, matter_of(question))
    if not own:
        raise refusal(by, DESKS[question.asker_desk], matter_of(question), "withdraw")
    weigh(arrow, {"own_question": question.asker_desk in own})
    after_question(question, on, at)
    question.state = arrow.target
    question.save(update_fields=["state"])
    settle_notices(about(question, ""), by, at)
    note(question, "withdraw", {"question": question.pk}, by, on, at)
    return question
