"""Home of settling tickets again and regrouping what moved: when more places or names are known."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.stages.identification.operations import regroup
from xiaowei.stages.intake import operations as intake


@transaction.atomic
def resettle(*, cause: str, by: Actor, on: date, at: datetime) -> None:
    """Read place and topic of every ticket anew, so that the order of imports doesn't matter.

    `cause` is the trail's subject, such as the import run that brought places.
    """
    keys = intake.resettle(cause=cause, by=by, on=on, at=at)
    regroup(keys=keys, cause=cause, by=by, on=on, at=at)
