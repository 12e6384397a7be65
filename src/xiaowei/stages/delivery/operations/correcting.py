"""Home of correcting what an older sheet told of works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.changes import apply_changes
from xiaowei.domain.delivery import firm_name
from xiaowei.domain.flow import Basis, in_order
from xiaowei.stages.delivery import ROOM
from xiaowei.stages.delivery.operations.steps import step
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.funding.operations import release
from xiaowei.stages.selection.queries import is_emergency
from xiaowei.stages.telling import leave

WORK_DAYS = ("started_on", "finished_on", "in_use_on", "accepted_on")


@transaction.atomic
def correct(
    *, number: str, changes: Mapping[str, Any], by: Actor, on: date, at: datetime
) -> dict[str, list[str | None]]:
    """Correct days or the contractor taken over from a sheet; return field -> [old, new].

    The sites finished on the works' old day move with it; a site's own day stays. With the day of
    acceptance the warranty moves.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_ended`, `started_after_filed`, `finished_after_started`,
        `used_after_started`, `accepted_after_finished`
    """
    if "contractor" in changes:
        changes = {**changes, "contractor": firm_name(changes["contractor"])}
    works = works_of(number, lock=True)
    days = {name: changes.get(name, getattr(works, name)) for name in WORK_DAYS}
    holds = {
        "started_after_filed": is_emergency(number)
        or in_order(works.filing.filed_on, days["started_on"]),
        "finished_after_started": in_order(days["started_on"], days["finished_on"]),
        "used_after_started": in_order(days["started_on"], days["in_use_on"]),
        "accepted_after_finished": in_order(days["finished_on"], days["accepted_on"]),
    }
    arrow, _ = step(works, "correct", by, Basis.TAKEN_OVER, holds)
    finished_on = works.finished_on
    found = apply_changes(works, changes)
    if "finished_on" in found:
        moved = works.sites.filter(finished=True, finished_on=finished_on)
        moved.update(finished_on=works.finished_on)
    leave(ROOM, number, arrow, by, on, at, Basis.TAKEN_OVER, changed=found)
    if "accepted_on" in found and works.state == "accepted":
        release(number=number, condition="acceptance", by=by, on=works.accepted_on, at=at)
    return found
