"""Home of programmes, rounds, applications and reviews."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.selection import CLOSED, EMERGENCIES, OPINIONS, TAKEN_BACK
from xiaowei.stages.selection.models.votes import Vote, VoteCount, VoteOption, VoteResult
from xiaowei.stages.selection.models.weighings import WeighedApplication, Weighing

__all__ = [
    "Application",
    "Emergency",
    "FundLine",
    "Opinion",
    "Programme",
    "Return",
    "Review",
    "Round",
    "RoundLimit",
    "Submission",
    "Visit",
    "Vote",
    "VoteCount",
    "VoteOption",
    "VoteResult",
    "WeighedApplication",
    "Weighing",
]


class Programme(Sealed):
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


class Round(Sealed):
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


class RoundLimit(Sealed):
    """What a township may ask for in a round: so many projects, so much money; None bounds nothing."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="limits")
    town_code = models.CharField(max_length=12)
    most_projects = models.PositiveIntegerField(null=True)
    most_fen = models.BigIntegerField(null=True)

    class Meta:
        db_table = "round_limit"
        constraints = [
            models.UniqueConstraint(fields=["round", "town_code"], name="round_limit_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.town_code}"


class Application(Sealed):
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
    approved_by_id = models.BigIntegerField(null=True)
    eligibility = models.JSONField(default=list)
    again_reason = models.CharField(max_length=200, blank=True)
    handed_on = models.BooleanField(default=False)
    begun_ahead = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)
    closed_from = models.CharField(max_length=12, blank=True)
    closing_code = models.CharField(max_length=40, blank=True)
    closing_reason = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
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
            models.CheckConstraint(
                name="application_handed_on_is_approved",
                condition=Q(handed_on=False) | Q(state="approved"),
            ),
            models.CheckConstraint(
                name="application_closed_has_a_day",
                condition=Q(state__in=CLOSED, closed_on__isnull=False)
                | (~Q(state__in=CLOSED) & Q(closed_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.candidate_id}"


class FundLine(Sealed):
    """An amount asked of one source, and what was approved of it; unsplit sources stay one line."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="fund_lines")
    source = models.CharField(max_length=200)
    amount_fen = models.BigIntegerField()
    approved_fen = models.BigIntegerField(null=True)

    class Meta:
        db_table = "fund_line"
        constraints = [
            models.UniqueConstraint(fields=["application", "source"], name="fund_line_once"),
            models.CheckConstraint(name="fund_line_not_negative", condition=Q(amount_fen__gte=0)),
            models.CheckConstraint(
                name="fund_line_approved_within_asked",
                condition=Q(approved_fen__isnull=True)
                | (Q(approved_fen__gte=0) & Q(approved_fen__lte=F("amount_fen"))),
            ),
        ]

    def __str__(self) -> str:
        return self.source


class Submission(Sealed):
    """An application as it was sent, frozen; sent again it is another one beside it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="submissions")
    sequence = models.PositiveSmallIntegerField()
    on = models.DateField(null=True)
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "submission"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["application", "sequence"], name="submission_no_fork")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.sequence}"


class Return(Sealed):
    """A return for correction 退回补正: what has to be mended, from when, until it was sent again."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="returns")
    sequence = models.PositiveSmallIntegerField()
    on = models.DateField()
    reason = models.TextField()
    items = models.JSONField(default=list)
    by_name = models.CharField(max_length=60)
    answered_on = models.DateField(null=True)

    class Meta:
        db_table = "application_return"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["application", "sequence"], name="return_no_fork")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.sequence}"


class Emergency(Sealed):
    """The emergency flag of a project: declared by one, confirmed by another, judged later."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="emergency")
    kind = models.CharField(max_length=20)
    reason = models.TextField()
    declared_on = models.DateField()
    declared_by = models.CharField(max_length=60)
    declared_by_id = models.BigIntegerField()
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    justified = models.BooleanField(null=True)
    verdict = models.TextField(blank=True)
    judged_on = models.DateField(null=True)

    class Meta:
        db_table = "emergency"
        constraints = [
            models.CheckConstraint(name="emergency_kind", condition=Q(kind__in=EMERGENCIES)),
            models.CheckConstraint(
                name="emergency_by_two",
                condition=Q(confirmed_by_id__isnull=True) | ~Q(confirmed_by_id=F("declared_by_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class Opinion(Sealed):
    """What a department was asked in a review, until when, and what it said."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="opinions")
    department = models.CharField(max_length=40)
    question = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField()
    due_on = models.DateField()
    answer = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    given_on = models.DateField(null=True)

    class Meta:
        db_table = "opinion"
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "department"], name="opinion_once"),
            models.CheckConstraint(
                name="opinion_known", condition=Q(answer="") | Q(answer__in=(*OPINIONS, TAKEN_BACK))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.department}"


class Visit(Sealed):
    """A site visit 现场踏勘 in a review: who went, and what was found."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="visits")
    on = models.DateField()
    who = models.CharField(max_length=120)
    finding = models.TextField()

    class Meta:
        db_table = "site_visit"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.on}"


class Review(Sealed):
    """A verdict on the three questions (necessity, plan, investment), with the reason for a cut."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="reviews")
    necessity = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=200, blank=True)
    investment = models.CharField(max_length=200, blank=True)
    cut_reason = models.CharField(max_length=200, blank=True)
    cuts = models.JSONField(default=list)
    conditions = models.TextField(blank=True)
    approved_fen = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    on = models.DateField()

    class Meta:
        db_table = "review"

    def __str__(self) -> str:
        return f"review {self.application_id}"
