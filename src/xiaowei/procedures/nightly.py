"""Home of the night's reminders: what is nearly due, what is late, told up the levels, each once;
and what rings again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.messages.operations.followers import forget_unconfirmed
from xiaowei.base.messages.operations.knocking import forget_knocks
from xiaowei.base.messages.operations.notices import drop_settled, notify
from xiaowei.base.messages.operations.questions import about, matter_of
from xiaowei.base.messages.operations.whistles import matter_of as called_to
from xiaowei.base.messages.queries import open_questions, open_whistles
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.steady import steady
from xiaowei.base.trail.operations import record
from xiaowei.domain.messages import Telling, Waiting, rungs
from xiaowei.domain.roles import OPERATOR
from xiaowei.procedures.receive_tickets import pour
from xiaowei.stages.identification.voices import waiting_voices


@dataclass(frozen=True)
class Night:
    """What a night told: reminders, overdue notices and other tellings that are new."""

    waiting: int
    reminded: int
    overdue: int
    told: int = 0


@steady()
@transaction.atomic
def nightly(
    *,
    steps: Iterable[Waiting],
    tellings: Iterable[Telling] = (),
    by: Actor,
    on: date,
    at: datetime,
) -> Night:
    """Remind on the eve of a due day and tell lateness up the levels: questions, calls, voices, `steps`.

    What is kept for some days only is forgotten: addresses that nobody confirmed, who knocked. The
    lake's months that live tickets and answers moved on from are written anew.

    Run again on the same day it tells nothing twice; missed nights of the last week are made up.

    :raises NotAllowed: `not_permitted`
    """
    by.require((OPERATOR,), "", "nightly")
    steps = list(steps)
    waiting = [*_questions(), *_whistles(), *waiting_voices(), *steps]
    told = {"remind": 0, "over": 0, "told": _tell(tellings, on, at)}
    for one in waiting:
        every = policy_for(one.matter.district_code, on.year).clock("escalation")
        for rung in rungs(one.desk, one.begun_on, one.due_on, every, calendar()):
            if rung.is_due(on):
                told[rung.kind] += notify(
                    key=f"{one.key}:{rung.kind}:{rung.level}",
                    kind=f"{one.kind}_{rung.kind}",
                    desk=rung.desk,
                    matter=one.matter,
                    facts=one.facts,
                    on=on,
                    at=at,
                )
    drop_settled([one.key for one in steps], by, at)
    forget_unconfirmed(on=on, at=at)
    forget_knocks(on)
    pour()
    if any(told.values()):
        record(
            subject=f"nightly:{on}", action="messages.nightly", by=by, on=on, at=at,
            facts={"waiting": len(waiting), **told},
        )  # fmt: skip
    return Night(len(waiting), told["remind"], told["over"], told["told"])


def _tell(tellings: Iterable[Telling], on: date, at: datetime) -> int:
    """Lay what is new into the outbox of each desk; return how many notices that makes."""
    return sum(
        notify(
            key=one.key, kind=one.kind, desk=desk, matter=one.matter, facts=one.facts, on=on, at=at
        )
        for one in tellings
        for desk in one.desks
    )


def _questions() -> list[Waiting]:
    return [
        Waiting(
            key=about(one, "late"),
            kind="question",
            matter=matter_of(one),
            desk=one.desk,
            begun_on=one.asked_on,
            due_on=one.due_on,
            facts={"name": one.name, "desk": one.desk, "due_on": one.due_on},
        )
        for one in open_questions()
    ]


def _whistles() -> list[Waiting]:
    return [
        Waiting(
            key=f"whistle:{row.pk}",
            kind="whistle",
            matter=called_to(row),
            desk="department",
            begun_on=row.called_on,
            due_on=row.due_on,
            facts={"name": row.name, "department": row.department, "due_on": row.due_on},
        )
        for row in open_whistles()
    ]
