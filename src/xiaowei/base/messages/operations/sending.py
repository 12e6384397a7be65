"""Home of sending out: a sending is claimed, handed to its channel, then marked.

Between claim and mark the letter may already be out; whoever finds a claim that ran out sends it
again under the same key, so a receiver may see it twice, but never loses it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.models import Sending
from xiaowei.base.trail.operations import record

CLAIMED_FOR = timedelta(minutes=5)
MOST_TRIES = 8


@transaction.atomic
def claim(*, notice_id: int, channel: str, person_id: int, at: datetime) -> bool:
    """Claim a sending; only the one who gets True may send.

    It is refused while another claim runs, once it is sent, and after eight failures.
    """
    row, _ = Sending.objects.get_or_create(
        notice_id=notice_id,
        channel=channel,
        person_id=person_id,
        defaults={"claimed_until": at - CLAIMED_FOR},
    )
    free = Sending.objects.filter(
        Q(claimed_until__lte=at), pk=row.pk, sent_at__isnull=True, tries__lt=MOST_TRIES
    )
    return free.update(claimed_until=at + CLAIMED_FOR, tries=F("tries") + 1) == 1


@transaction.atomic
def note_sent(
    *, notice_id: int, channel: str, person_id: int, by: Actor, on: date, at: datetime
) -> None:
    """Mark a claimed sending as sent."""
    _row(notice_id, channel, person_id).update(sent_at=at, failed_why="")
    _note(notice_id, {"channel": channel, "person": person_id, "sent": True}, by, on, at)


@transaction.atomic
def note_failed(
    *, notice_id: int, channel: str, person_id: int, why: str, by: Actor, on: date, at: datetime
) -> None:
    """Note why a claimed sending failed; it is tried again after twice the time each time."""
    row = _row(notice_id, channel, person_id)
    tries = row.values_list("tries", flat=True).get()
    row.update(claimed_until=at + CLAIMED_FOR * 2 ** (tries - 1), failed_why=why[:200])
    _note(notice_id, {"channel": channel, "person": person_id, "failed": why}, by, on, at)


def _row(notice_id: int, channel: str, person_id: int) -> QuerySet[Sending]:
    return Sending.objects.filter(notice_id=notice_id, channel=channel, person_id=person_id)


def _note(notice_id: int, facts: dict[str, object], by: Actor, on: date, at: datetime) -> None:
    subject = f"notice:{notice_id}"
    record(subject=subject, action="messages.send", by=by, on=on, at=at, facts=facts)
