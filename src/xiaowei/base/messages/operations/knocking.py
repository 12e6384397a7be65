"""Home of how often one address may come a day: counted under a keyed digest, forgotten after two days."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from xiaowei.base.messages.models import Knock
from xiaowei.base.trail.keys import keyed_digest
from xiaowei.domain.errors import RuleBroken

KEPT = timedelta(days=2)


@transaction.atomic
def knock(*, kind: str, address: str, limit: int, on: date) -> int:
    """Count one coming of an address with a kind of thing on a day; return how many there were.

    The digest changes with the day, so that nobody is followed from one day to the next.

    :raises RuleBroken: `too_many_today`
    """
    Knock.objects.filter(day__lt=on - KEPT).delete()
    digest = keyed_digest("address", f"{on} {kind} {address}")
    Knock.objects.get_or_create(day=on, kind=kind, digest=digest)
    row = Knock.objects.select_for_update().get(day=on, kind=kind, digest=digest)
    if row.times >= limit:
        raise RuleBroken("too_many_today", limit=limit)
    row.times += 1
    row.save(update_fields=["times"])
    return row.times
