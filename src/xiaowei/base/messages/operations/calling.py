"""Home of the call that every village gets: one notice per village and community of a district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.operations.notices import lay
from xiaowei.base.trail.operations import record


@transaction.atomic
def call_villages(
    *,
    key: str,
    subject: str,
    places: Iterable[tuple[str, str]],
    facts: Mapping[str, str],
    by: Actor,
    on: date,
    at: datetime,
) -> int:
    """Tell each of `places` (code, township's code) that the district calls; return how many are new.

    The same `key` reaches a place once; a place that came later is told when it is called again.
    """
    rows = [
        Notice(
            key=f"{key}{code}",
            desk="village",
            region_code=town_code,
            place_code=code,
            kind="call_for_projects",
            subject=subject,
            facts=dict(facts),
            created_on=on,
            created_at=at,
        )
        for code, town_code in places
    ]
    new = lay(rows)
    if new:
        told = {"new": new, "places": len(rows), **facts}
        record(subject=subject, action="messages.call_villages", by=by, on=on, at=at, facts=told)
    return new
