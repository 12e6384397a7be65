"""Home of what a review hears and sees: departments' opinions, site visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import take_step
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.flow import Arrow, Basis
from xiaowei.domain.selection import OPINIONS as ANSWERS
from xiaowei.domain.selection import TAKEN_BACK
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application, Opinion, Visit
from xiaowei.stages.selection.operations.steps import arrow_of, step
from xiaowei.stages.selection.permissions import require_department
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.telling import leave


@transaction.atomic
def ask_opinion(
    *, number: str, department: str, question: str = "", by: Actor, on: date, at: datetime
) -> Opinion:
    """Ask a department for its opinion; all that are asked work at the same time, each by its clock.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `department_known`, `opinion_not_asked`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    policy = policy_for(candidate.district_code, candidate.year)
    asked = Opinion.objects.filter(application=application, department=department).exists()
    holds = {"department_known": department in policy.departments, "opinion_not_asked": not asked}
    arrow = step(
        application,
        "ask_opinion",
        by,
        holds,
        department=policy.departments.get(department, department),
        known="、".join(policy.departments.values()),
    )
    due = calendar().due(on, policy.clock("opinion"))
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, department=department, due_on=due)
    return Opinion.objects.create(
        application=application, department=department, question=question, asked_on=on, due_on=due
    )


@transaction.atomic
def ask_opinions(
    *,
    number: str,
    departments: Sequence[str],
    question: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> list[Opinion]:
    """Ask several departments at once; all are asked, or none.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `department_known`, `opinion_not_asked`
    """
    asking: dict[str, Any] = {"number": number, "question": question, "by": by, "on": on, "at": at}
    return [ask_opinion(department=one, **asking) for one in departments]


@transaction.atomic
def give_opinion(
    *,
    number: str,
    department: str,
    answer: str,
    text: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Opinion:
    """Give a department's opinion: agree, agree with conditions, or disagree with the reason.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `opinion_asked`, `opinion_listed`, `opinion_open`
    """
    application = application_of(number, lock=True)
    found = _asked(application, department)
    holds = {
        "opinion_asked": found.pk is not None,
        "opinion_listed": answer in ANSWERS and (answer == "agree" or bool(text.strip())),
        "opinion_open": not found.answer,
    }
    arrow = arrow_of(application, "give_opinion", by)
    town = application.candidate.town_code
    require_department(by, arrow.roles, town, department)
    take_step(arrow, by=by, region_code=town, basis=Basis.STRAIGHT, holds=holds)
    return _answer(found, arrow, answer, text, by, on, at)


@transaction.atomic
def note_opinion(
    *,
    number: str,
    department: str,
    answer: str,
    text: str,
    by: Actor,
    on: date,
    at: datetime,
) -> Opinion:
    """Note for a department what it said on paper, or that it is not asked any more; with the words.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `opinion_asked`, `opinion_noted`, `opinion_open`
    """
    application = application_of(number, lock=True)
    found = _asked(application, department)
    holds = {
        "opinion_asked": found.pk is not None,
        "opinion_noted": answer in (*ANSWERS, TAKEN_BACK) and bool(text.strip()),
        "opinion_open": not found.answer,
    }
    arrow = step(application, "note_opinion", by, holds)
    return _answer(found, arrow, answer, text, by, on, at)


def _asked(application: Application, department: str) -> Opinion:
    """Return what a department was asked, locked; a blank one where it was not."""
    rows = Opinion.objects.select_for_update()
    rows = rows.filter(application=application, department=department)
    return rows.first() or Opinion(application=application)


def _answer(
    found: Opinion, arrow: Arrow, answer: str, text: str, by: Actor, on: date, at: datetime
) -> Opinion:
    number, department = found.application.candidate.number, found.department
    found.answer, found.text, found.by_name, found.given_on = answer, text, by.name, on
    found.save()
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, department=department, answer=answer)
    return found


@transaction.atomic
def visit_site(*, number: str, who: str, finding: str, by: Actor, on: date, at: datetime) -> Visit:
    """Note a site visit: who went on that day, and what was found.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `reason_said`
    """
    application = application_of(number, lock=True)
    arrow = step(application, "visit_site", by, {"reason_said": bool(finding.strip())})
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, who=who, finding=finding)
    return Visit.objects.create(application=application, on=on, who=who, finding=finding)
