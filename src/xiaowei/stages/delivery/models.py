"""Home of works, their sites, measured quantities, acceptance, suspensions and repairs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiaowei.base.places.models import Place
from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.delivery import SUSPENSIONS


class Works(Sealed):
    """The works 实施 of a filed project, from the order to acceptance."""

    filing = models.OneToOneField("funding.Filing", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    contractor = models.CharField(max_length=200, blank=True)
    ordered_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    in_use_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    acceptance_opinion = models.TextField(blank=True)
    stopped_on = models.DateField(null=True)
    stopped_from = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "works"
        constraints = [
            models.CheckConstraint(
                name="works_finish_after_start",
                condition=Q(finished_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(finished_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="works_accept_after_finish",
                condition=Q(accepted_on__isnull=True)
                | Q(finished_on__isnull=True)
                | Q(accepted_on__gte=F("finished_on")),
            ),
            models.CheckConstraint(
                name="works_stopped_has_a_day",
                condition=Q(state="stopped", stopped_on__isnull=False)
                | (~Q(state="stopped") & Q(stopped_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"works {self.filing_id}"


class Site(Sealed):
    """A site 点位 of the works; `finished_on` may be unknown where only the count is known."""

    works = models.ForeignKey(Works, models.CASCADE, related_name="sites")
    sequence = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    finished = models.BooleanField(default=False)
    finished_on = models.DateField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        db_table = "site"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["works", "sequence"], name="site_once"),
            models.CheckConstraint(
                name="site_date_only_when_finished",
                condition=Q(finished=True) | Q(finished_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Measurement(Sealed):
    """A measured running total 计量; without a site it stands for the project.

    A sheet may count parking spaces without measuring the quantity.
    """

    works = models.ForeignKey(Works, models.CASCADE, related_name="measurements")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    measured_on = models.DateField(null=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    parking_spaces = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "measurement"
        constraints = [
            models.UniqueConstraint(
                fields=["works", "site", "measured_on"], name="measurement_once"
            ),
            models.UniqueConstraint(
                fields=["works", "measured_on"],
                condition=Q(site__isnull=True),
                name="measurement_once_for_project",
            ),
            models.CheckConstraint(name="measurement_positive", condition=Q(quantity__gte=0)),
            models.CheckConstraint(
                name="measurement_of_something",
                condition=Q(quantity__isnull=False) | Q(parking_spaces__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.works_id} {self.measured_on} {self.quantity}"


class Suspension(Sealed):
    """Works standing still 暂停 from one day until they go on on another, and who allowed it.

    It stops the clock where the district allowed it for a reason that the policy of the day lists.
    """

    works = models.ForeignKey(Works, models.CASCADE, related_name="suspensions")
    sequence = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    from_on = models.DateField()
    planned_to = models.DateField(null=True)
    resumed_on = models.DateField(null=True)
    asked_by = models.CharField(max_length=60)
    allowed = models.BooleanField(null=True)
    stops_clock = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    verdict = models.TextField(blank=True)

    class Meta:
        db_table = "suspension"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["works", "sequence"], name="suspension_no_fork"),
            models.UniqueConstraint(
                fields=["works"], condition=Q(resumed_on__isnull=True), name="suspension_one_open"
            ),
            models.CheckConstraint(name="suspension_reason", condition=Q(reason__in=SUSPENSIONS)),
            models.CheckConstraint(
                name="suspension_resumed_after",
                condition=Q(resumed_on__isnull=True) | Q(resumed_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="suspension_stops_only_if_allowed",
                condition=Q(stops_clock=False) | Q(allowed=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.works_id} {self.reason} {self.from_on}"


class WarrantyRepair(Sealed):
    """A repair 保修 of accepted works under warranty: what came back, when it was mended; no new money."""

    works = models.ForeignKey(Works, models.CASCADE, related_name="repairs")
    sequence = models.PositiveSmallIntegerField()
    what = models.TextField()
    ticket_numbers = models.JSONField(default=list)
    opened_on = models.DateField()
    told_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        db_table = "warranty_repair"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["works", "sequence"], name="repair_no_fork"),
            models.UniqueConstraint(
                fields=["works"], condition=Q(done_on__isnull=True), name="repair_one_open"
            ),
            models.CheckConstraint(
                name="repair_done_after_opened",
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.works_id} {self.opened_on}"
