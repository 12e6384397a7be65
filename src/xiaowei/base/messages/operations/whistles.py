"""Home of 吹哨报到: calling a department to a matter, its arrival, what came of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.messages.models import Whistle
from xiaowei.base.messages.operations.notices import notify, settle_notices
from xiaowei.base.messages.reach import require_desk
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Arrow, in_order, weigh
from xiaowei.domain.messages import WHISTLE_FLOW, Matter
from xiaowei.domain.wording import Note


@transaction.atomic
def whistle(
    *, matter: Matter, department: str, what: str, by: Actor, on: date, at: datetime
) -> Whistle:
    """Call a department to a matter; it is to arrive within the policy's `arrival` working days.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `department_named`, `words_given`, `not_in_future`
    """
    arrow = WHISTLE_FLOW.arrow("uncalled", "whistle", matter.number)
    require_desk(by, "township", matter, "whistle")
    named = {"department_named": bool(department.strip()), "words_given": bool(what.strip())}
    weigh(arrow, named)
    require_past(at, on)
    limit = policy_for(matter.district_code, on.year).clock("arrival")
    row = Whistle.objects.create(
        number=matter.number,
        name=matter.name[:200],
        district_code=matter.district_code,
        town_code=matter.town_code,
        department=mask(department.strip()).text[:60],
        what=mask(what.strip()).text,
        by_name=by.name[:60],
        called_on=on,
        called_at=at,
        limit_days=limit,
        due_on=calendar().due(on, limit),
        state=arrow.target,
    )
    _note(row, "whistle", by, on, at)
    _tell(row, "department", "whistle_called", on, at)
    _tell(row, "district", "whistle_called", on, at)
    return row


@transaction.atomic
def arrive(*, whistle_id: int, by: Actor, on: date, at: datetime) -> Whistle:
    """Note that the department arrived, by itself or by the township that called.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `arrived_after_call`, `not_in_future`
    :raises BadInput: `not_found`
    """
    row, arrow = _allowed(whistle_id, "arrive", by)
    require_past(at, on)
    holds = {"arrived_after_call": in_order(row.called_on, on)}
    weigh(arrow, holds, called=row.called_on, on=on)
    row.state, row.arrived_on = arrow.target, on
    row.save(update_fields=["state", "arrived_on"])
    settle_notices(f"whistle:{row.pk}:whistle_called", by, at)
    _note(row, "arrive", by, on, at)
    _tell(row, "township", "whistle_arrived", on, at)
    return row


@transaction.atomic
def conclude(*, whistle_id: int, result: str, by: Actor, on: date, at: datetime) -> Whistle:
    """Write what came of the call.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `words_given`, `not_in_future`
    :raises BadInput: `not_found`
    """
    row, arrow = _allowed(whistle_id, "conclude", by)
    weigh(arrow, {"words_given": bool(result.strip())})
    require_past(at, on)
    row.state, row.concluded_on = arrow.target, on
    row.result = mask(result.strip()).text
    row.save(update_fields=["state", "concluded_on", "result"])
    _note(row, "conclude", by, on, at)
    return row


@transaction.atomic
def call_off(*, whistle_id: int, by: Actor, on: date, at: datetime) -> Whistle:
    """Call the department off before it came.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_in_future`
    :raises BadInput: `not_found`
    """
    row, arrow = _allowed(whistle_id, "call_off", by)
    require_past(at, on)
    row.state = arrow.target
    row.save(update_fields=["state"])
    settle_notices(f"whistle:{row.pk}:", by, at)
    _note(row, "call_off", by, on, at)
    return row


def matter_of(row: Whistle) -> Matter:
    """Return what a department was called to."""
    return Matter(row.number, row.name, row.district_code, row.town_code, ())


def _allowed(whistle_id: int, action: str, by: Actor) -> tuple[Whistle, Arrow]:
    row = Whistle.objects.select_for_update().filter(pk=whistle_id).first()
    if row is None:
        raise BadInput("not_found", what=Note("thing.whistle"), number=whistle_id)
    arrow = WHISTLE_FLOW.arrow(row.state, action, str(row))
    by.require(arrow.roles, row.town_code, action)
    return row, arrow


def _note(row: Whistle, action: str, by: Actor, on: date, at: datetime) -> None:
    facts = {"whistle": row.pk, "department": row.department, "due_on": row.due_on}
    record(subject=row.number, action=f"messages.{action}", by=by, on=on, at=at, facts=facts)


def _tell(row: Whistle, desk: str, kind: str, on: date, at: datetime) -> None:
    notify(
        key=f"whistle:{row.pk}:{kind}", kind=kind, desk=desk, matter=matter_of(row), on=on, at=at,
        facts={"name": row.name, "department": row.department, "due_on": row.due_on},
    )  # fmt: skip
