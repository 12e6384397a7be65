"""Home of weighings that were kept: what a sum would have done most with."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiaowei.base.trail.sealed import Sealed


class Weighing(Sealed):
    """A sum of money weighed on the applications that waited, as it was told; it decides nothing.

    `digest` names all that went in, `fingerprint` all that was told: what was told alike is one record.
    """

    programme = models.ForeignKey("selection.Programme", models.PROTECT, related_name="weighings")
    budget_fen = models.BigIntegerField()
    chosen = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    told = models.JSONField()
    digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    method = models.CharField(max_length=60)
    policy_version = models.CharField(max_length=200)
    by_name = models.CharField(max_length=60)
    on = models.DateField()

    class Meta:
        db_table = "weighing"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "fingerprint"], name="weighing_once"),
            models.CheckConstraint(
                name="weighing_chosen_of_waiting",
                condition=Q(chosen__lte=F("waiting"), budget_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.on} {self.digest[:8]}"


class WeighedApplication(Sealed):
    """What a weighing said of one application, by its number: the application may go, the word stays."""

    weighing = models.ForeignKey(Weighing, models.CASCADE, related_name="rows")
    number = models.CharField(max_length=40)
    told = models.JSONField()

    class Meta:
        db_table = "weighed_application"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["number", "weighing"], name="weighed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weighing_id} {self.number}"
