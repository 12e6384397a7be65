"""Home of filings, their changes and the append-only ledger; sums are integers of fen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.envelopes import KINDS
from xiaowei.domain.funding import AHEAD, ENDED, STATES

LINE_KINDS = ("filed", "disbursed", "paid", "settled", "returned", "clawed_back")


class Filing(Sealed):
    """A filing 备案: the approved project frozen, and what has become of its money.

    The sums repeat the ledger's lines so that the database itself can refuse paid > disbursed.
    Unknown is null, never 0.
    """

    application = models.OneToOneField("selection.Application", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    filing_no = models.CharField(max_length=100, blank=True)
    filed_on = models.DateField(null=True)
    disbursed_on = models.DateField(null=True)
    approved_fen = models.BigIntegerField()
    disbursed_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(null=True)
    settled_fen = models.BigIntegerField(null=True)
    settled_on = models.DateField(null=True)
    returned_fen = models.BigIntegerField(default=0)
    clawed_fen = models.BigIntegerField(default=0)
    notice_from = models.DateField(null=True)
    notice_to = models.DateField(null=True)
    warranty_to = models.DateField(null=True)
    audit_no = models.CharField(max_length=100, blank=True)
    ended_on = models.DateField(null=True)
    end_code = models.CharField(max_length=20, blank=True)
    end_reason = models.TextField(blank=True)
    released = models.JSONField(default=dict)
    """The conditions of payment met, each with its day or none where that is unknown."""
    snapshot = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    policy_version = models.CharField(max_length=200)

    class Meta:
        db_table = "filing"
        constraints = [
            models.CheckConstraint(
                name="disbursed_within_approved",
                condition=Q(disbursed_fen__gte=0) & Q(disbursed_fen__lte=F("approved_fen")),
            ),
            models.CheckConstraint(
                name="paid_within_disbursed",
                condition=Q(paid_fen__isnull=True)
                | (Q(paid_fen__gte=0) & Q(paid_fen__lte=F("disbursed_fen"))),
            ),
            models.CheckConstraint(
                name="settled_within_approved",
                condition=Q(settled_fen__isnull=True)
                | (Q(settled_fen__gte=0) & Q(settled_fen__lte=F("approved_fen"))),
            ),
            models.CheckConstraint(
                name="returned_within_disbursed",
                condition=Q(returned_fen__gte=0) & Q(returned_fen__lte=F("disbursed_fen")),
            ),
            models.CheckConstraint(
                name="paid_within_settled",
                condition=Q(settled_fen__isnull=True)
                | Q(paid_fen__isnull=True)
                | Q(paid_fen__lte=F("settled_fen")),
            ),
            models.CheckConstraint(
                name="returned_within_surplus",
                condition=Q(returned_fen=0)
                | (
                    Q(settled_fen__isnull=False)
                    & Q(returned_fen__lte=F("disbursed_fen") - F("settled_fen"))
                ),
            ),
            models.CheckConstraint(
                name="clawed_only_when_paid_known",
                condition=Q(clawed_fen=0) | (Q(clawed_fen__gt=0) & Q(paid_fen__isnull=False)),
            ),
            models.CheckConstraint(
                name="balance_not_negative",
                condition=Q(paid_fen__isnull=True)
                | Q(disbursed_fen__gte=F("paid_fen") + F("returned_fen") + F("clawed_fen")),
            ),
            models.CheckConstraint(name="filing_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="filing_ahead_without_money",
                condition=~Q(state=AHEAD)
                | Q(approved_fen=0, disbursed_fen=0, filing_no="", filed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="filing_ended_on_a_day",
                condition=Q(state__in=ENDED, ended_on__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="filing_withdrawn_undisbursed",
                condition=~Q(state="withdrawn") | Q(disbursed_fen=0),
            ),
            models.CheckConstraint(
                name="filing_notice_in_order",
                condition=Q(notice_from__isnull=True, notice_to__isnull=True)
                | Q(notice_to__gte=F("notice_from")),
            ),
            models.UniqueConstraint(
                fields=["filing_no"], condition=~Q(filing_no=""), name="filing_no_once"
            ),
        ]

    def __str__(self) -> str:
        return self.filing_no or f"filing {self.pk}"


class LedgerLine(Sealed):
    """One movement of money; corrections are new lines, never edits."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="lines")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(k, k) for k in LINE_KINDS])
    amount_fen = models.BigIntegerField()
    on = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    document_no = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "ledger_line"
        ordering = ["filing", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "sequence"], name="ledger_line_no_fork"),
            models.CheckConstraint(name="ledger_line_kind_known", condition=Q(kind__in=LINE_KINDS)),
            models.CheckConstraint(
                name="ledger_line_clawed_is_red",
                condition=~Q(kind="clawed_back") | Q(amount_fen__lt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.kind} {self.amount_fen}"


class FilingVersion(Sealed):
    """A change of a filing asked for: version 1 is the filing's own snapshot, never edited."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    what = models.CharField(max_length=12)
    reason = models.TextField()
    old_snapshot = models.JSONField()
    new_snapshot = models.JSONField()
    digest = models.CharField(max_length=64)
    flags = models.JSONField(default=list)
    asked_by = models.CharField(max_length=60)
    on = models.DateField()
    state = models.CharField(max_length=12)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        db_table = "filing_version"
        ordering = ["filing", "n"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "n"], name="filing_version_once"),
            models.CheckConstraint(name="filing_version_after_the_first", condition=Q(n__gte=2)),
            models.CheckConstraint(
                name="filing_version_decided_on_a_day",
                condition=Q(state="asked", decided_on__isnull=True)
                | Q(state__in=("agreed", "refused"), decided_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["filing"], condition=Q(state="asked"), name="filing_one_change_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} v{self.n}"


class FilingSeries(Sealed):
    """The last number given to a filing of a programme-year."""

    district_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "filing_series"
        constraints = [
            models.UniqueConstraint(fields=["district_code", "year"], name="filing_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.district_code} {self.year} {self.last}"


class Envelope(Sealed):
    """An envelope 资金盘子: the money of one kind of source for a programme-year, or one township of it.

    The sums repeat its lines so that the database itself refuses to draw more than was allotted.
    """

    district_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12, blank=True)
    managed_only = models.BooleanField(default=False)
    allotted_fen = models.BigIntegerField(default=0)
    drawn_fen = models.BigIntegerField(default=0)

    class Meta:
        db_table = "envelope"
        constraints = [
            models.UniqueConstraint(
                fields=["district_code", "year", "kind", "town_code", "managed_only"],
                name="envelope_once",
            ),
            models.CheckConstraint(name="envelope_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="drawn_within_allotted",
                condition=Q(drawn_fen__gte=0) & Q(drawn_fen__lte=F("allotted_fen")),
            ),
            models.CheckConstraint(
                name="earmark_for_every_managed_town",
                condition=Q(managed_only=False) | Q(town_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district_code} {self.year} {self.kind}"


class EnvelopeLine(Sealed):
    """One movement of an envelope: allotted by document, or drawn by a filing (negative: given back)."""

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="lines")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    amount_fen = models.BigIntegerField()
    on = models.DateField(null=True)
    document_no = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="draws")

    class Meta:
        db_table = "envelope_line"
        ordering = ["envelope", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["envelope", "sequence"], name="envelope_line_no_fork"),
            models.CheckConstraint(
                name="envelope_line_allotted_or_drawn",
                condition=Q(kind="allotted", filing__isnull=True)
                | Q(kind="drawn", filing__isnull=False),
            ),
            models.CheckConstraint(
                name="envelope_line_moves_something", condition=~Q(amount_fen=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.envelope_id} {self.kind} {self.amount_fen}"
