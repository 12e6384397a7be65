"""Home of the records of residents' voices: what was said, who looked, what was answered, who supports it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiaowei.base.places.models import Place
from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.voices import KINDS


class Voice(Sealed):
    """A resident's voice 来声: a lead with a number to follow, no ticket; never deleted."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    project = models.ForeignKey(
        "identification.Candidate", models.PROTECT, null=True, related_name="+"
    )
    place_codes = models.JSONField(default=list)
    sort = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="received")
    said_on = models.DateField()
    said_at = models.DateTimeField()
    due_on = models.DateField()
    limit_days = models.PositiveSmallIntegerField()
    seen_on = models.DateField(null=True)
    found = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answerer = models.CharField(max_length=60, blank=True)
    candidate = models.ForeignKey(
        "identification.Candidate", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "voice"
        indexes = [
            models.Index(fields=["state", "due_on"], name="voice_open"),
            models.Index(fields=["project", "kind"], name="voice_of_project"),
        ]
        constraints = [
            models.CheckConstraint(name="voice_kind_known", condition=Q(kind__in=tuple(KINDS))),
            models.CheckConstraint(
                name="voice_broken_names_project",
                condition=~Q(kind="still_broken") | Q(project__isnull=False),
            ),
            models.CheckConstraint(
                name="voice_seen_after_said",
                condition=Q(seen_on__isnull=True) | Q(seen_on__gte=F("said_on")),
            ),
            models.CheckConstraint(
                name="voice_seen_tells_what",
                condition=Q(seen_on__isnull=True, found__isnull=True)
                | Q(seen_on__isnull=False, found__isnull=False),
            ),
            models.CheckConstraint(
                name="voice_ended_has_a_day",
                condition=Q(state__in=("received", "seen")) | Q(answered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Support(Sealed):
    """One device's support of one proposal: counted as support, no vote."""

    voice = models.ForeignKey(Voice, models.PROTECT, related_name="supports")
    device = models.CharField(max_length=64)
    on = models.DateField()

    class Meta:
        db_table = "voice_support"
        constraints = [
            models.UniqueConstraint(fields=["voice", "device"], name="voice_supported_once")
        ]

    def __str__(self) -> str:
        return f"{self.voice_id} {self.on}"
