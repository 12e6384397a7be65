"""Home of the emergency lane: declared by one, confirmed by another, judged later."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Basis
from xiaowei.domain.selection import EMERGENCIES
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application, Emergency
from xiaowei.stages.selection.operations.steps import step
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.telling import leave


@transaction.atomic
def declare_emergency(
    *, number: str, kind: str, reason: str, by: Actor, on: date, at: datetime
) -> Emergency:
    """Say that a project cannot wait; declared again, the first confirmation is needed anew.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `emergency_listed`, `reason_said`, `emergency_open`
    """
    application = application_of(number, lock=True)
    _step(
        application,
        "declare_emergency",
        {
            "emergency_listed": kind in EMERGENCIES,
            "reason_said": bool(reason.strip()),
            "emergency_open": not application.begun_ahead,
        },
        {"kind": kind, "reason": reason},
        by,
        on,
        at,
    )
    told = {"kind": kind, "reason": reason, "declared_on": on, "declared_by": by.name}
    nobody = {"confirmed_on": None, "confirmed_by": "", "confirmed_by_id": None}
    found, _ = Emergency.objects.update_or_create(
        application=application, defaults={**told, "declared_by_id": by.person_id, **nobody}
    )
    return found


@transaction.atomic
def confirm_emergency(*, number: str, by: Actor, on: date, at: datetime) -> Emergency:
    """Confirm as the second person that a project cannot wait: works may start before the papers.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `emergency_declared`, `second_person`
    """
    application = application_of(number, lock=True)
    found = _flag(application)
    holds = {
        "emergency_declared": found.pk is not None,
        "second_person": found.declared_by_id != by.person_id,
    }
    _step(application, "confirm_emergency", holds, {}, by, on, at)
    found.confirmed_on, found.confirmed_by, found.confirmed_by_id = on, by.name, by.person_id
    found.save()
    return found


@transaction.atomic
def judge_emergency(
    *, number: str, justified: bool, verdict: str, by: Actor, on: date, at: datetime
) -> Emergency:
    """Say afterwards whether the lane was used rightly; the share of wrong uses is watched.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `emergency_declared`, `reason_said`
    """
    application = application_of(number, lock=True)
    found = _flag(application)
    holds = {"emergency_declared": found.pk is not None, "reason_said": bool(verdict.strip())}
    told = {"justified": justified, "verdict": verdict}
    _step(application, "judge_emergency", holds, told, by, on, at)
    found.justified, found.verdict, found.judged_on = justified, verdict, on
    found.save()
    return found


def _flag(application: Application) -> Emergency:
    """Return the flag of an application, locked; a blank one where nobody has declared it."""
    rows = Emergency.objects.select_for_update().filter(application=application)
    return rows.first() or Emergency(application=application)


def _step(
    application: Application,
    action: str,
    holds: dict[str, bool],
    facts: dict[str, object],
    by: Actor,
    on: date,
    at: datetime,
) -> None:
    arrow = step(application, action, by, holds)
    leave(ROOM, application.candidate.number, arrow, by, on, at, Basis.STRAIGHT, (), **facts)
