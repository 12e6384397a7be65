"""Home of the records of what people decided of problem spots: which tickets are one matter, which two."""

from __future__ import annotations

from django.db import models

from xiaowei.base.places.models import Place
from xiaowei.base.trail.sealed import Sealed


class LinkDecision(Sealed):
    """A person's word 人工归并、拆分 that tickets are one matter or two; every regrouping honours it.

    It names tickets by number, so that it outlives their import being taken back and brought again.
    """

    kind = models.CharField(
        max_length=8, choices=[("together", "together"), ("apart", "apart")], db_index=True
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    spots = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    person_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "link_decision"

    def __str__(self) -> str:
        return f"L{self.pk:05d}"


class DecidedTicket(Sealed):
    """A ticket that a decision names, by number; `other` is the matter that was parted from the spot's."""

    decision = models.ForeignKey(LinkDecision, models.CASCADE, related_name="tickets")
    ticket_number = models.CharField(max_length=60, db_index=True)
    other = models.BooleanField(default=False)

    class Meta:
        db_table = "decided_ticket"
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "ticket_number"], name="decided_ticket_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.ticket_number}"
