"""Home of the packs' documents as they stand in this home, each with its version and validity."""

from __future__ import annotations

from django.db import models

from xiaowei.base.trail.sealed import Sealed


class Document(Sealed):
    """A validated document of a pack: topics, project types, a calendar year, a policy, a price list."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    version = models.CharField(max_length=200)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    body = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "pack_document"
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "version"], name="document_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.version}"
