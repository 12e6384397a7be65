"""Home of programmes, rounds, applications and reviews."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Programme(models.Model):
    """A programme-year 计划 of a district, under one version of the policy."""

    district_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    policy_version = models.CharField(max_length=200)

    class Meta:
        db_table = "programme"
        constraints = [
            models.UniqueConstraint(fields=["district_code", "year"], name="programme_once")
        ]

    def __str__(self) -> str:
        return f"{self.district_code} {self.year}"


class Round(models.Model):
    """A round 征集批次 with its window: called by the district, or known from a sheet taken over."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    basis = models.CharField(max_length=12, default="straight")

    class Meta:
        db_table = "round"
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="round_once"),
            models.CheckConstraint(
                name="round_closes_after_opening",
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}/{self.name}"


class Application(models.Model):
    """An application 申报: the candidate as the township asked for it, and the verdict."""

    candidate = models.OneToOneField("identification.Candidate", models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12)
    applied_fen = models.BigIntegerField(null=True)
    applied_on = models.DateField(null=True)
    approved_fen = models.BigIntegerField(null=True)
    approved_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    return_reason = models.TextField(blank=True)
    fund_source = models.CharField(max_length=200, blank=True)
    policy_version = models.CharField(max_length=200)
    snapshot = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "application"
        constraints = [
            models.CheckConstraint(
                name="approved_within_applied",
                condition=Q(approved_fen__isnull=True) | Q(approved_fen__lte=F("applied_fen")),
            ),
            models.CheckConstraint(
                name="applied_positive",
                condition=Q(applied_fen__isnull=True) | Q(applied_fen__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.candidate_id}"


class FundLine(models.Model):
    """An amount asked of one source, and what was approved of it; unsplit sources stay one line."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="fund_lines")
    source = models.CharField(max_length=200)
    amount_fen = models.BigIntegerField()
    approved_fen = models.BigIntegerField(null=True)

    class Meta:
        db_table = "fund_line"
        constraints = [
            models.UniqueConstraint(fields=["application", "source"], name="fund_line_once"),
            models.CheckConstraint(
                name="fund_line_approved_within_asked",
                condition=Q(approved_fen__isnull=True)
                | (Q(approved_fen__gte=0) & Q(approved_fen__lte=F("amount_fen"))),
            ),
        ]

    def __str__(self) -> str:
        return self.source


class Review(models.Model):
    """A verdict on the three questions (necessity, plan, investment), with the reason for a cut."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="reviews")
    necessity = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=200, blank=True)
    investment = models.CharField(max_length=200, blank=True)
    cut_reason = models.CharField(max_length=200, blank=True)
    approved_fen = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    on = models.DateField()

    class Meta:
        db_table = "review"

    def __str__(self) -> str:
        return f"review {self.application_id}"
