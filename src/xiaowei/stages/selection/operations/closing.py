"""Home of applications that go no further: rejected (X2), withdrawn (X3); and of handing on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.flow import Arrow, Basis
from xiaowei.domain.selection import REJECTIONS
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.operations import drop
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application
from xiaowei.stages.selection.operations.steps import step
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.telling import leave


@transaction.atomic
def reject(
    *, number: str, code: str, reason: str, by: Actor, on: date, at: datetime
) -> Application:
    """Turn an application down with a listed reason and words for who asked (X2).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `rejection_listed`, `reason_said`, `not_begun`
    """
    application = application_of(number, lock=True)
    holds = {
        "rejection_listed": code in REJECTIONS,
        "reason_said": bool(reason.strip()),
        "not_begun": not application.begun_ahead,
    }
    known = tuple(Note(f"rejection.{one}") for one in REJECTIONS)
    arrow = step(application, "reject", by, holds, known=known)
    return close(application, arrow, code, reason, by, on, at)


@transaction.atomic
def withdraw(*, number: str, reason: str, by: Actor, on: date, at: datetime) -> Application:
    """Take an application back before it is filed (X3).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `reason_said`, `not_filed`, `not_begun`
    """
    application = application_of(number, lock=True)
    holds = {
        "reason_said": bool(reason.strip()),
        "not_filed": not application.handed_on,
        "not_begun": not application.begun_ahead,
    }
    arrow = step(application, "withdraw", by, holds)
    return close(application, arrow, "", reason, by, on, at)


@transaction.atomic
def be_ended(*, number: str, reason: str, by: Actor, on: date, at: datetime) -> Application:
    """Close an application whose filing ended before any money came; funding calls this.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `reason_said`
    """
    application = application_of(number, lock=True)
    arrow = step(application, "be_ended", by, {"reason_said": bool(reason.strip())})
    application.handed_on = False
    return close(application, arrow, "", reason, by, on, at)


@transaction.atomic
def hand_on(*, number: str) -> Application:
    """Note that funding has taken the application in; it leaves its own entry.

    :raises RuleBroken: `application_approved`
    """
    application = application_of(number, lock=True)
    if application.state != "approved":
        raise RuleBroken("application_approved", number=number)
    application.handed_on = True
    application.save(update_fields=["handed_on"])
    return application


@transaction.atomic
def note_begun(*, number: str) -> Application:
    """Note that works go ahead of the papers; funding leaves the entry."""
    application = application_of(number, lock=True)
    application.begun_ahead = True
    application.save(update_fields=["begun_ahead"])
    return application


def close(
    application: Application,
    arrow: Arrow,
    code: str,
    reason: str,
    by: Actor,
    on: date,
    at: datetime,
) -> Application:
    """Close an application by an arrow that was taken; its candidate is set aside."""
    number = application.candidate.number
    application.closed_from, application.state = application.state, arrow.target
    application.closed_on = on
    application.closing_code, application.closing_reason = code, reason
    application.save()
    drop(number=number, reason=reason, by=by, on=on, at=at)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, code=code, reason=reason)
    return application
