"""Home of outcomes: whether the complaints stopped, with the window and the evidence."""

from __future__ import annotations

from django.db import models

from xiaowei.base.trail.sealed import Sealed


class Outcome(Sealed):
    """One check 成效 of one finished project on one day; later checks stand beside it."""

    works = models.ForeignKey("delivery.Works", models.PROTECT, related_name="+")
    checked_on = models.DateField()
    since_on = models.DateField()
    complaints_before = models.PositiveIntegerField()
    complaints_after = models.PositiveIntegerField()
    verdict = models.CharField(max_length=16)
    ticket_numbers = models.JSONField(default=list)
    policy_version = models.CharField(max_length=200)
    inputs_digest = models.CharField(max_length=64)

    class Meta:
        db_table = "outcome"
        indexes = [models.Index(fields=["works", "checked_on"], name="outcome_of_works")]

    def __str__(self) -> str:
        return f"{self.works_id} {self.verdict}"
