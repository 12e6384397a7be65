"""Home of the region tree's dated rows."""

from __future__ import annotations

from django.db import models


class Region(models.Model):
    """A region under one code and name from one day to another."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=12)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successors = models.JSONField(default=list)
    aliases = models.JSONField(default=list)

    class Meta:
        db_table = "region"
        indexes = [models.Index(fields=["code"], name="region_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
