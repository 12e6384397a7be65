"""Home of outcomes and ratings: whether the complaints stopped, whether residents are satisfied."""

from __future__ import annotations

from django.db import models

from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.evaluation import SATISFIED


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


class Rating(Sealed):
    """A resident's two answers on one finished project: satisfied, and was the problem solved."""

    works = models.ForeignKey("delivery.Works", models.PROTECT, related_name="+")
    device = models.CharField(max_length=64)
    on = models.DateField()
    satisfied = models.CharField(max_length=4, choices=[(one, one) for one in SATISFIED])
    solved = models.BooleanField()

    class Meta:
        db_table = "rating"
        constraints = [
            models.UniqueConstraint(fields=["works", "device", "on"], name="rating_once_a_day"),
            models.CheckConstraint(
                name="rating_known", condition=models.Q(satisfied__in=SATISFIED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.works_id} {self.satisfied}"
