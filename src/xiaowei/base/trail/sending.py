"""Home of forms that are sent once: what one click makes, two clicks make once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from xiaowei.base.trail.models import SentForm
from xiaowei.base.trail.operations import Named

KEPT = timedelta(days=2)
LONGEST = 40


def claim_form(*, token: str, by: Named, at: datetime) -> str | None:
    """Claim a form's token in the transaction of its step; None for who is the first.

    Whoever comes second, waiting for the first if need be, gets where the first answer led.
    """
    SentForm.objects.filter(at__lt=at - KEPT).delete()
    key = {"person_id": by.person_id, "token": token[:LONGEST]}
    try:
        with transaction.atomic():
            SentForm.objects.create(**key, at=at)
    except IntegrityError:
        return SentForm.objects.filter(**key).values_list("led_to", flat=True).get()
    return None


def note_answer(*, token: str, by: Named, led_to: str) -> None:
    """Note where the answer to a claimed form led."""
    SentForm.objects.filter(person_id=by.person_id, token=token[:LONGEST]).update(
        led_to=led_to[:200]
    )
