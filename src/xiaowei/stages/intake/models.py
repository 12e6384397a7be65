"""Home of tickets: what was said (masked), where, about what; raw words are sealed apart."""

from __future__ import annotations

from typing import Any

from django.db import models

from xiaowei.base.places.models import Place
from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.coordinates import SYSTEMS
from xiaowei.domain.intake import COMPLAINT_KINDS, UNKNOWN

SHEET_KINDS = ("tickets", "places", "projects")


class ImportRun(Sealed):
    """One sheet taken in: read = new + changed + same + rejected.

    `region_code` is the one region for which the importer acts: where words name no township or
    district, it stands in. While a large sheet is `under_way`, the counts are those of the rows so far.
    """

    unsealed = ("under_way",)
    """Told anew part by part; that an import was closed, and with which counts, the trail tells."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in SHEET_KINDS])
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64, db_index=True)
    read = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    warnings = models.JSONField(default=list)
    masked = models.JSONField(default=dict)
    region_code = models.CharField(max_length=12, blank=True)
    by_name = models.CharField(max_length=60)
    on = models.DateField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    under_way = models.JSONField(null=True)
    """How far the import has come; null once it is closed."""

    class Meta:
        db_table = "import_run"
        constraints = [
            models.CheckConstraint(
                name="import_run_adds_up",
                condition=models.Q(
                    read=models.F("new")
                    + models.F("changed")
                    + models.F("same")
                    + models.F("rejected")
                ),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def progress(self) -> dict[str, Any]:
        """Return how far an import has come; empty once it is closed."""
        return self.under_way or {}


NEWEST_FIRST = (models.F("received_at").desc(nulls_last=True), "number")
"""The order of tickets, those without a time last: databases differ on where they put what is unknown."""


IS_COMPLAINT = models.Q(kind__in=(*COMPLAINT_KINDS, UNKNOWN))
"""The kinds that count (`domain.intake.is_complaint`)."""
COUNTS = IS_COMPLAINT & models.Q(excluded=False)
"""The complaints that the hotline counts."""


class Ticket(Sealed):
    """A citizen's ticket 诉求工单, masked; `received_at` unknown leaves it out of every window.

    The words are kept as the sheet gave them, so that kind, township, place and topic can be read
    again when more places or names are known. `run` brought it, `seen_in` is the last to hold it.
    """

    unsealed = ("seen_in",)
    """No figure stands on it, and every import of a known sheet writes it on every ticket."""

    number = models.CharField(max_length=60, unique=True)
    received_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=12, blank=True)
    kind_words = models.CharField(max_length=40, blank=True)
    topic_code = models.CharField(max_length=40, blank=True)
    topic_words = models.CharField(max_length=200, blank=True)
    topic_how = models.CharField(max_length=20, blank=True)
    topic_model = models.CharField(max_length=12, blank=True)
    """The trained model that told the topic, or that was not sure of it."""
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    place_how = models.CharField(max_length=20, blank=True)
    town_code = models.CharField(max_length=12, blank=True)
    district_words = models.CharField(max_length=60, blank=True)
    town_words = models.CharField(max_length=60, blank=True)
    community_words = models.CharField(max_length=120, blank=True)
    estate_words = models.CharField(max_length=120, blank=True)
    place_words = models.CharField(max_length=200, blank=True, db_index=True)
    address = models.CharField(max_length=400, blank=True)
    title = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    caller_hash = models.CharField(max_length=64, blank=True)
    handler = models.CharField(max_length=120, blank=True)
    deadline = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=60, blank=True)
    result = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    contacted = models.CharField(max_length=20, blank=True)
    solved = models.CharField(max_length=20, blank=True)
    satisfied = models.CharField(max_length=20, blank=True)
    excluded = models.BooleanField(default=False)
    excluded_reason = models.CharField(max_length=120, blank=True)
    repeat = models.BooleanField(default=False)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    coordinate_system = models.CharField(
        max_length=10, blank=True, choices=[(s, s) for s in SYSTEMS]
    )
    extra = models.JSONField(default=dict)
    content_digest = models.CharField(max_length=64)
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")
    seen_in = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")

    class Meta:
        db_table = "ticket"
        indexes = [
            models.Index(fields=["place", "topic_code", "received_at"], name="ticket_spot"),
            models.Index(fields=["received_at"], name="ticket_received"),
            models.Index(fields=["town_code"], name="ticket_town"),
        ]

    def __str__(self) -> str:
        return self.number


class SealedText(Sealed):
    """The raw words of a ticket, encrypted; every look leaves a trail entry."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="+")
    ciphertext = models.BinaryField()

    class Meta:
        db_table = "ticket_sealed_text"

    def __str__(self) -> str:
        return f"sealed {self.ticket_id}"


class TicketChange(Sealed):
    """A field that a later sheet changed: nothing is re-labelled without trace."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "ticket_change"

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.field}"


class Question(Sealed):
    """A place or topic nobody could name for sure; the answer is remembered as an alias."""

    kind = models.CharField(max_length=8, choices=[("place", "place"), ("topic", "topic")])
    words = models.CharField(max_length=200)
    town_code = models.CharField(max_length=12, blank=True)
    tickets = models.PositiveIntegerField(default=0)
    candidates = models.JSONField(default=list)
    answer = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_question"
        constraints = [
            models.UniqueConstraint(fields=["kind", "words", "town_code"], name="question_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.words}"


class TrainedModel(Sealed):
    """A model 分类模型 trained on the house's own tickets: its card and how it did; one is in use.

    The arrays lie in one file of the home, known by the digest; that file is the only copy of them.
    """

    digest = models.CharField(max_length=64, unique=True)
    card = models.JSONField()
    held_out = models.PositiveIntegerField()
    macro_f1 = models.FloatField()
    beside = models.CharField(max_length=12, blank=True)
    """The model in use at the time, and how it did on the same tickets held out."""
    beside_f1 = models.FloatField(null=True)
    in_use = models.BooleanField(default=False)
    by_name = models.CharField(max_length=60)
    learnt_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "trained_model"
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=models.Q(in_use=True), name="trained_model_one_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class ColumnMapping(Sealed):
    """How a sheet's headers were mapped to our fields, remembered by fingerprint and name."""

    kind = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=64)
    name = models.CharField(max_length=60, blank=True)
    mapping = models.JSONField()

    class Meta:
        db_table = "column_mapping"
        constraints = [models.UniqueConstraint(fields=["kind", "fingerprint"], name="mapping_once")]

    def __str__(self) -> str:
        return self.name or self.fingerprint[:8]
