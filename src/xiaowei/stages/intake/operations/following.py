"""Home of tickets that follow their place into another township."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.operations import record
from xiaowei.domain.roles import SYSTEM
from xiaowei.stages.intake.models import Ticket


@transaction.atomic
def follow_places(
    *, parts: Mapping[str, str], cause: str, by: Actor, on: date, at: datetime
) -> int:
    """Put the tickets of places under the code that the place stands under; return how many.

    `parts` is that code by place; the tree of regions says what it stands for on which day.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "change_boundary")
    followed = sum(
        Ticket.objects.filter(place__code=place).update(town_code=part)
        for place, part in sorted(parts.items())
    )
    facts = {"tickets": followed}
    record(subject=cause, action="intake.follow_places", by=by, on=on, at=at, facts=facts)
    return followed
