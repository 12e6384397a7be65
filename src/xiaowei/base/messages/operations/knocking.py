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
    digest = _digest(kind, address, on)
    Knock.objects.get_or_create(day=on, kind=kind, digest=digest)
    row = Knock.objects.select_for_update().get(day=on, kind=kind, digest=digest)
    if row.times >= limit:
        raise RuleBroken("too_many_today", limit=limit)
    row.times += 1
    row.save(update_fields=["times"])
    return row.times


def require_knocks_left(*, kind: str, address: str, limit: int, on: date) -> None:
    """Refuse an address that has come with a kind of thing as often as it may on a day.

    :raises RuleBroken: `too_many_today`
    """
    known = Knock.objects.filter(day=on, kind=kind, digest=_digest(kind, address, on))
    if known.filter(times__gte=limit).exists():
        raise RuleBroken("too_many_today", limit=limit)


def forget_knocks(on: date) -> int:
    """Forget who came more than two days before; return how many rows went."""
    return Knock.objects.filter(day__lt=on - KEPT).delete()[0]


def _digest(kind: str, address: str, on: date) -> str:
    return keyed_digest("address", f"{on} {kind} {address}")
