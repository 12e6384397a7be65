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


class PersonalLink(Sealed):
    """A person's own way in from one phone, issued by a township; kept as digests only."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    town_code = models.CharField(max_length=12)
    token_digest = models.CharField(max_length=64, unique=True)
    device_digest = models.CharField(max_length=64, blank=True)
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=60)
    bound_on = models.DateField(null=True)
    valid_to = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "personal_link"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "town_code"],
                condition=Q(ended_on__isnull=True),
                name="one_link_a_person_and_town",
            ),
            models.CheckConstraint(
                name="link_bound_has_a_device",
                condition=Q(bound_on__isnull=True, device_digest="")
                | (Q(bound_on__isnull=False) & ~Q(device_digest="")),
            ),
            models.CheckConstraint(
                name="link_valid_after_issue", condition=Q(valid_to__gte=F("issued_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.town_code}"
