"""Home of places: villages 村, housing estates 小区 and communities 社区, with their aliases."""

from __future__ import annotations

from django.db import models

from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.coordinates import SYSTEMS

KINDS = ("village", "estate", "community")


class Place(Sealed):
    """A village, estate or community; its households are counted once, here."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in KINDS])
    town_code = models.CharField(max_length=12)
    community_code = models.CharField(max_length=12, blank=True)
    households = models.PositiveIntegerField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    coordinate_system = models.CharField(
        max_length=10, blank=True, choices=[(s, s) for s in SYSTEMS]
    )
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "place"
        constraints = [
            models.UniqueConstraint(
                fields=["town_code", "kind", "name"], name="place_name_unique_in_town"
            ),
            models.CheckConstraint(name="place_kind_known", condition=models.Q(kind__in=KINDS)),
        ]

    def __str__(self) -> str:
        return self.name


class Alias(Sealed):
    """Another name of a place: from a sheet, from a queue's answer, or learned."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=20)

    class Meta:
        db_table = "place_alias"
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="alias_once")]

    def __str__(self) -> str:
        return f"{self.name} → {self.place_id}"


class ButlerPost(Sealed):
    """Who is butler of a place from one day on, until another day on which it is somebody else's."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        db_table = "butler_post"
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=models.Q(until_on__isnull=True),
                name="place_one_butler_at_a_time",
            ),
            models.CheckConstraint(
                name="butler_post_ends_after_start",
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.place_id}"
