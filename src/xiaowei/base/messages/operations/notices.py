"""Home of notices: laid into the outbox once by key, read by the desk they are addressed to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.reach import addressed
from xiaowei.base.parts import in_parts
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.messages import Matter
from xiaowei.domain.wording import Note


def notify(
    *,
    key: str,
    kind: str,
    desk: str,
    matter: Matter,
    facts: Mapping[str, Any],
    on: date,
    at: datetime,
) -> int:
    """Lay a notice to a desk into the outbox, for a narrow desk one per place or firm; return how many
    are new. The same key twice is one notice; it stands in the transaction of the act it tells of.
    """
    places = matter.narrowed(desk)
    rows = [
        Notice(
            key=f"{key}:{desk}:{place}" if place else f"{key}:{desk}",
            desk=desk,
            region_code=matter.region_of(desk),
            place_code=place,
            kind=kind,
            subject=matter.number,
            facts={name: str(value) for name, value in facts.items()},
            created_on=on,
            created_at=at,
        )
        for place in places or ("",)
    ]
    return lay(rows)


def lay(rows: list[Notice]) -> int:
    """Store the notices whose key is not known yet; return how many are new."""
    keys = [row.key for row in rows]
    known = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [row for row in rows if row.key not in known]
    Notice.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def settle_notices(
    prefix: str, by: Actor, at: datetime, desks: Collection[str] | None = None
) -> None:
    """Mark what was told about something, to all `desks` or some, as read by whoever dealt with it."""
    waiting = Notice.objects.filter(key__startswith=prefix, read_at__isnull=True)
    waiting = waiting if desks is None else waiting.filter(desk__in=desks)
    waiting.update(read_at=at, reader_name=by.name[:60])


def drop_settled(keys: Collection[str], by: Actor, at: datetime) -> None:
    """Mark notices on steps as read where the step no longer waits; `keys` are those that do."""
    waiting = frozenset(keys)
    unread = Notice.objects.filter(kind__startswith="step_", read_at__isnull=True)
    over = [
        pk
        for pk, key in unread.values_list("pk", "key")
        if ":".join(key.split(":")[:4]) not in waiting
    ]
    for part in in_parts(over):
        Notice.objects.filter(pk__in=part).update(read_at=at, reader_name=by.name[:60])


@transaction.atomic
def read_notice(*, notice_id: int, by: Actor, on: date, at: datetime) -> Notice:
    """Mark one notice as read by its desk; the first reader stands.

    :raises BadInput: `not_found`, also to whom it is not addressed
    """
    mine = Notice.objects.select_for_update().filter(addressed(by), pk=notice_id)
    notice = mine.first()
    if notice is None:
        raise BadInput("not_found", what=Note("thing.notice"), number=notice_id)
    if notice.read_at is None:
        notice.read_at, notice.reader_name = at, by.name[:60]
        notice.save(update_fields=["read_at", "reader_name"])
        _note(by, on, at, [notice.pk])
    return notice


@transaction.atomic
def read_all(*, by: Actor, on: date, at: datetime) -> int:
    """Mark every notice addressed to the actor as read; return how many there were."""
    waiting = Notice.objects.filter(addressed(by), read_at__isnull=True)
    keys = sorted(waiting.values_list("pk", flat=True))
    Notice.objects.filter(pk__in=keys).update(read_at=at, reader_name=by.name[:60])
    if keys:
        _note(by, on, at, keys)
    return len(keys)


def _note(by: Actor, on: date, at: datetime, keys: list[int]) -> None:
    facts = {"notices": keys[:100], "count": len(keys)}
    record(
        subject=f"inbox:{by.person_id}", action="messages.read_notice", by=by, on=on, at=at,
        facts=facts,
    )  # fmt: skip
