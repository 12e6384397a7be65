"""Home of handing out the trail: only to who audits it, and never without an entry of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.operations import record
from xiaowei.base.trail.queries import Asked, entries
from xiaowei.domain.roles import AUDIT


@transaction.atomic
def export_trail(*, asked: Asked, by: Actor, on: date, at: datetime) -> list[dict[str, Any]]:
    """Return the entries asked for, and note who took how many of which.

    :raises NotAllowed: `not_permitted`
    """
    by.require(AUDIT, "", "export_trail")
    rows = entries(asked)
    facts = {
        "rows": len(rows),
        "from_on": asked.first_on,
        "to_on": asked.last_on,
        "asked": " ".join(text for text, _steps in asked.terms),
    }
    record(subject="trail", action="trail.export_trail", by=by, on=on, at=at, facts=facts)
    return rows
