"""Home of taking a step: is this person allowed, and do the guards hold?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.operations import record
from xiaowei.base.trail.queries import last_step
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.flow import Arrow, Basis, Flow, weigh
from xiaowei.domain.sequence import before_it, is_bound
from xiaowei.domain.wording import Note
from xiaowei.domain.zone import day_of


def arrow_for(
    flow: Flow,
    state: str,
    action: str,
    subject: str,
    by: Actor,
    region_code: str,
    basis: Basis = Basis.STRAIGHT,
) -> Arrow:
    """Return the arrow of a step; whoever may take it in no state is told so before anything else.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`
    """
    by.require(flow.takers(action, basis), region_code, action)
    return flow.arrow(state, action, subject)


def take_step(
    arrow: Arrow,
    *,
    by: Actor,
    region_code: str,
    basis: Basis,
    holds: Mapping[str, bool] | None = None,
    **facts: object,
) -> tuple[str, ...]:
    """Refuse a step that is not allowed; return the papers that a sheet taken over lacks.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: the code of the guard that does not hold
    """
    by.require(arrow.takers(basis), region_code, arrow.action)
    return weigh(arrow, holds or {}, basis, **facts)


def require_past(at: datetime, *days: date | None) -> None:
    """Refuse days that lie after the day of `at`; an unknown day does not.

    :raises RuleBroken: `not_in_future`
    """
    today = day_of(at)
    for day in days:
        if day is not None and day > today:
            raise RuleBroken("not_in_future", on=day, today=today)


def leave(
    room: str,
    number: str,
    arrow: Arrow,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis,
    missing: tuple[str, ...] = (),
    **facts: object,
) -> int:
    """Leave the trail entry of a step on the project's number; return its place in the trail.

    A step is dated no earlier than the one before it in its room; what was taken over binds nothing.

    :raises RuleBroken: `not_in_future`, `dated_after_last`
    """
    if basis is Basis.STRAIGHT:
        require_past(at, on)
        _require_order(room, number, arrow.action, on)
    entry = record(
        subject=number,
        action=f"{room}.{arrow.action}",
        by=by,
        on=on,
        at=at,
        facts={"to": arrow.target, "basis": basis, "not_in_sheet": missing, **facts},
    )
    return entry.sequence


def _require_order(room: str, number: str, action: str, on: date | None) -> None:
    if on is None or not is_bound(room, action):
        return
    last = last_step(number, before_it(room), Basis.STRAIGHT)
    if last is not None and on < last[1]:
        name = last[0].rpartition(".")[2]
        raise RuleBroken("dated_after_last", on=on, action=Note(f"action.{name}"), last=last[1])
