"""Home of approving: selection's verdict, for which the envelopes of funding must have room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from xiaowei.stages.funding.operations import require_room
from xiaowei.stages.selection import operations as selection


@transaction.atomic
def approve(*, number: str, on: date, **said: Any) -> Any:
    """Approve an application by `selection.approve`, within what is left in the year's envelopes beside
    what else is approved and not filed yet.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: those of `selection.approve`, `approved_within_pots`, `envelope_missing`,
        `earmarked_for_managed`
    """
    application = selection.approve(number=number, on=on, **said)
    require_room(number=number, on=on)
    return application
