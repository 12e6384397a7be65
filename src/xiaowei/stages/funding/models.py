"""Home of filings and the append-only ledger; sums are integers of fen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiaowei.base.trail.sealed import Sealed

LINE_KINDS = ("filed", "disbursed", "paid", "settled", "returned")


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
    released = models.JSONField(default=list)
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
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.kind} {self.amount_fen}"
