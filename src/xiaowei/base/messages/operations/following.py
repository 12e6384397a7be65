"""Home of what was said on projects that follow their places into another township."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.models import Notice, Question, Whistle
from xiaowei.base.trail.operations import record
from xiaowei.domain.messages import LOCAL
from xiaowei.domain.roles import SYSTEM


@transaction.atomic
def follow_projects(
    *, parts: Mapping[str, str], cause: str, by: Actor, on: date, at: datetime
) -> int:
    """Put questions, whistles and notices on projects under the project's code; return how many.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "change_boundary")
    followed = 0
    for number, part in sorted(parts.items()):
        for model in (Question, Whistle):
            followed += model.objects.filter(number=number).update(town_code=part)
        told = Notice.objects.filter(subject=number, desk__in=LOCAL)
        followed += told.update(region_code=part)
    facts = {"messages": followed}
    record(subject=cause, action="messages.follow_projects", by=by, on=on, at=at, facts=facts)
    return followed
