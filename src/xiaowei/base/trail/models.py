"""Home of the trail: what was done, by whom, on which day, recorded at which moment."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiaowei.base.trail.sealed import Sealed


class Entry(Sealed):
    """One step, chained to the entry before it on the same subject; never edited, never deleted."""

    subject = models.CharField(max_length=80)
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    person_id = models.BigIntegerField(null=True)
    on = models.DateField(null=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "trail_entry"
        ordering = ["subject", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "sequence"], name="trail_no_fork"),
            models.CheckConstraint(
                name="trail_first_has_no_previous",
                condition=Q(sequence=1, previous_digest="") | Q(sequence__gt=1),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="trail_at")]

    def __str__(self) -> str:
        return f"{self.subject}#{self.sequence} {self.action}"


class SentForm(models.Model):
    """A form that was sent: its one-time token, by whom, and where the answer led."""

    person_id = models.BigIntegerField()
    token = models.CharField(max_length=40)
    led_to = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "sent_form"
        constraints = [models.UniqueConstraint(fields=["person_id", "token"], name="sent_once")]

    def __str__(self) -> str:
        return self.token


class Tally(models.Model):
    """What every sealed table holds, in one row that carries its own seal."""

    body = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "tally"

    def __str__(self) -> str:
        return "tally"
