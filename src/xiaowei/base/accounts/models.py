"""Home of people and their dated appointments."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q

from xiaowei.base.trail.sealed import Sealed, SealedRows
from xiaowei.domain.roles import ROLES


class People(UserManager.from_queryset(SealedRows)):  # type: ignore[misc]
    """The people, sealed as rows are, made as users are."""

    use_in_migrations = False


class Person(Sealed, AbstractUser):
    """Somebody who signs in; what they may do stands in their appointments."""

    display_name = models.CharField(max_length=60, blank=True)
    objects: ClassVar[UserManager[Person]] = People()  # type: ignore[assignment]

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.display_name or self.username


class Appointment(Sealed):
    """A role held by a person over a region, everywhere where it is blank, between two days.

    `place_code` narrows it: to a place, a department's to its own, a contractor's to the firm.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=24, choices=[(r, r) for r in ROLES])
    region_code = models.CharField(max_length=12, blank=True)
    place_code = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "appointment"
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="appointment_role_known", condition=Q(role__in=ROLES)),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.region_code}"
