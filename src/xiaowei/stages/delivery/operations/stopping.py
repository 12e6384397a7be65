"""Home of works that stop because their project has ended (X5)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.funding import ENDED
from xiaowei.stages.delivery import ROOM
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.delivery.operations.steps import save, step
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.telling import leave


@transaction.atomic
def stop(*, number: str, reason: str = "", by: Actor, on: date, at: datetime) -> Works:
    """Stop the works of a project whose filing has ended; what was built and measured stays.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `project_ended`, `stopped_after_ended`
    """
    works = works_of(number, lock=True)
    standing = works.suspensions.filter(resumed_on__isnull=True).first()
    holds = {
        "project_ended": works.filing.state in ENDED,
        "stopped_after_ended": in_order(works.filing.ended_on, on)
        and (standing is None or in_order(standing.from_on, on)),
    }
    arrow, _ = step(works, "stop", by, Basis.STRAIGHT, holds)
    works.stopped_from, works.stopped_on = works.state, on
    works.suspensions.filter(resumed_on__isnull=True).update(resumed_on=on)
    save(works, arrow)
    facts = {"reason": reason, "contractor": works.contractor}
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, (), **facts)
    return works
