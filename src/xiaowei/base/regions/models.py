"""Home of the region tree's dated rows and of what townships are designated as."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiaowei.base.trail.sealed import Sealed


class Region(Sealed):
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


class BoundaryChange(Sealed):
    """A township that another took the place of from a day on: renamed, merged, or moved elsewhere.

    Places cut out of one stand under a code of their own within it, `old_code`, and `cut_from` is the
    code that they stood under before; it is blank where the whole township went.
    """

    old_code = models.CharField(max_length=12, unique=True)
    cut_from = models.CharField(max_length=12, blank=True)
    new_code = models.CharField(max_length=12)
    new_name = models.CharField(max_length=60)
    effective_on = models.DateField()
    document_no = models.CharField(max_length=100)

    class Meta:
        db_table = "boundary_change"
        constraints = [
            models.CheckConstraint(
                name="boundary_change_moves", condition=~Q(old_code=F("new_code"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"


class Designation(Sealed):
    """A township put under city supervision 治理类 from one day to another, by the list or by rule."""

    town_code = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    basis = models.CharField(max_length=12)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "designation"
        constraints = [
            models.UniqueConstraint(fields=["town_code", "valid_from"], name="designation_once"),
            models.CheckConstraint(
                name="designation_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="designation_basis_known", condition=Q(basis__in=("official", "rule"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town_code} {self.valid_from}"
