"""Home of photos and papers attached to a project number."""

from __future__ import annotations

from django.db import models

from xiaowei.base.trail.sealed import Sealed

KINDS = ("before", "during", "after", "paper")


class Attachment(Sealed):
    """A photo or paper with its credit, place and time; the file stands in the home."""

    number = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in KINDS])
    caption = models.CharField(max_length=120, blank=True)
    credit = models.CharField(max_length=120, blank=True)
    taken_on = models.DateField(null=True)
    file = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    illustrative = models.BooleanField(default=False)

    class Meta:
        db_table = "attachment"
        constraints = [
            models.UniqueConstraint(fields=["number", "kind", "digest"], name="attachment_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
