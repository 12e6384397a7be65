"""Home of problem spots, stop-gaps, and candidates with their estimate and consultation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiaowei.base.places.models import Place
from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.coordinates import SYSTEMS
from xiaowei.stages.identification.decision_models import DecidedTicket, LinkDecision
from xiaowei.stages.identification.voice_models import Support, Voice

__all__ = [
    "Alarm",
    "Candidate",
    "CandidatePlace",
    "Consultation",
    "ConsultationOption",
    "DecidedTicket",
    "EstimateLine",
    "Ground",
    "LinkDecision",
    "NumberSeries",
    "PlannedSite",
    "Spot",
    "SpotTicket",
    "StopGap",
    "Support",
    "Visit",
    "Voice",
]


class Spot(Sealed):
    """A problem spot 问题点位: tickets of one place about one topic; a burst is one event.

    `chance` is in which share of all tickets an ordinary defect is called about so soon by so many as the
    burst was when it was flagged.
    """

    kind = models.CharField(max_length=8, choices=[("burst", "burst"), ("repeat", "repeat")])
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    topic_code = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default="open")
    reason = models.CharField(max_length=200, blank=True)
    flagged_at = models.DateTimeField(null=True)
    chance = models.FloatField(null=True)
    resolved_on = models.DateField(null=True)
    decision = models.ForeignKey(LinkDecision, models.PROTECT, null=True, related_name="+")
    """By whose word its tickets are together, where rules alone would group them otherwise."""

    class Meta:
        db_table = "spot"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "topic_code"],
                condition=Q(kind="repeat", decision__isnull=True),
                name="spot_one_repeat_per_place_and_topic",
            )
        ]

    def __str__(self) -> str:
        return f"S{self.pk:06d}"


class Alarm(Sealed):
    """An alarm 突发报警: one per burst; when it was raised, by whom it was taken note of."""

    spot = models.OneToOneField(Spot, models.CASCADE, related_name="alarm")
    raised_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=60, blank=True)
    seen_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "alarm"

    def __str__(self) -> str:
        return f"alarm {self.spot_id}"


class SpotTicket(Sealed):
    """A ticket's one spot, with why it belongs there."""

    ticket = models.OneToOneField(
        "intake.Ticket", models.CASCADE, primary_key=True, related_name="+"
    )
    spot = models.ForeignKey(Spot, models.CASCADE, related_name="+")
    why = models.CharField(max_length=60)

    class Meta:
        db_table = "spot_ticket"

    def __str__(self) -> str:
        return f"{self.ticket_id} in {self.spot_id}"


class StopGap(Sealed):
    """An emergency measure 应急处置 at a spot; it never closes the problem."""

    spot = models.ForeignKey(Spot, models.CASCADE, related_name="+")
    what = models.CharField(max_length=120)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        db_table = "stop_gap"

    def __str__(self) -> str:
        return self.what


class Candidate(Sealed):
    """A candidate project 备选项目; its number is carried to the end."""

    number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    district_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    type_code = models.CharField(max_length=40)
    spot = models.ForeignKey(Spot, models.PROTECT, null=True, related_name="+")
    proactive = models.BooleanField(default=False)
    lead_source = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    unit = models.CharField(max_length=20, blank=True)
    sites_planned = models.PositiveIntegerField(default=1)
    households_claimed = models.PositiveIntegerField(null=True)
    estimate_fen = models.BigIntegerField(null=True)
    root_cause = models.CharField(max_length=200, blank=True)
    maintainer = models.CharField(max_length=120, blank=True)
    maintainer_trigger = models.CharField(max_length=120, blank=True)
    collected_on = models.DateField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    coordinate_system = models.CharField(
        max_length=10, blank=True, choices=[(s, s) for s in SYSTEMS]
    )
    state = models.CharField(max_length=12, default="draft")
    basis = models.CharField(max_length=12, default="straight")
    sheet_number = models.BooleanField(default=False)
    sheet_key = models.CharField(max_length=64, blank=True, db_index=True)
    note = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        db_table = "candidate"
        indexes = [models.Index(fields=["district_code", "year"], name="candidate_programme")]
        constraints = [
            models.CheckConstraint(
                name="candidate_quantity_positive",
                condition=Q(quantity__isnull=True) | Q(quantity__gte=0),
            ),
            models.CheckConstraint(
                name="candidate_estimate_positive",
                condition=Q(estimate_fen__isnull=True) | Q(estimate_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Ground(Sealed):
    """A further spot that a candidate answers, come with another one that was merged into it."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="grounds")
    spot = models.ForeignKey(Spot, models.PROTECT, related_name="+")

    class Meta:
        db_table = "candidate_ground"
        constraints = [
            models.UniqueConstraint(fields=["candidate", "spot"], name="candidate_ground_once")
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} for {self.spot_id}"


class NumberSeries(Sealed):
    """The last number given under a prefix; its row is locked while the next one is given."""

    prefix = models.CharField(max_length=30, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "number_series"

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:03d}"


class CandidatePlace(Sealed):
    """A place the candidate serves, in the order the township named them."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="place_links")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "candidate_place"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "place"], name="candidate_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} at {self.place_id}"


class PlannedSite(Sealed):
    """A site the township plans: where, and how much of the quantity."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="planned_sites")
    sequence = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)

    class Meta:
        db_table = "planned_site"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "sequence"], name="planned_site_once")
        ]

    def __str__(self) -> str:
        return self.name


class EstimateLine(Sealed):
    """Quantity × unit price, with why where the price leaves the library's band."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="estimate_lines")
    sequence = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit = models.CharField(max_length=20)
    unit_price_fen = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "estimate_line"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "sequence"], name="estimate_line_once")
        ]

    def __str__(self) -> str:
        return self.item


class Consultation(Sealed):
    """A consultation 协商: who met, when, and what was agreed."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="consultations")
    held_on = models.DateField()
    parties = models.CharField(max_length=200)
    decision = models.TextField()

    class Meta:
        db_table = "consultation"

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.held_on}"


class Visit(Sealed):
    """A visit 走访: who was at which place on which day, and what was seen there."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    visited_on = models.DateField()
    seen = models.TextField()
    spot = models.ForeignKey(Spot, models.SET_NULL, null=True, related_name="+")
    candidate = models.ForeignKey(Candidate, models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "visit"
        indexes = [models.Index(fields=["place", "visited_on"], name="visit_place_day")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.visited_on}"


class ConsultationOption(Sealed):
    """One of the options that a consultation weighed: what, how much, how long, who maintains it."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="options")
    sequence = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    what = models.CharField(max_length=200, blank=True)
    cost_fen = models.BigIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    maintainer = models.CharField(max_length=120, blank=True)
    chosen = models.BooleanField(default=False)

    class Meta:
        db_table = "consultation_option"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "sequence"], name="consultation_option_once"
            ),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(chosen=True), name="consultation_one_chosen"
            ),
            models.CheckConstraint(
                name="consultation_option_cost_positive",
                condition=Q(cost_fen__isnull=True) | Q(cost_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sighting(Sealed):
    """A sighting 发现: one photographed problem at a place; a phone sends it as often as it likes, and
    `client_key` makes it one.
    """

    client_key = models.CharField(max_length=60, unique=True)
    batch = models.CharField(max_length=60, db_index=True)
    sequence = models.PositiveIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    spot_name = models.CharField(max_length=80, blank=True)
    picture = models.CharField(max_length=40)
    topic_code = models.CharField(max_length=40)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    unit = models.CharField(max_length=20, blank=True)
    danger = models.BooleanField(default=False)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    taken_at = models.DateTimeField()
    seen_on = models.DateField()
    person_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    candidate = models.ForeignKey(Candidate, models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "sighting"
        indexes = [
            models.Index(fields=["place", "seen_on"], name="sighting_place_day"),
            models.Index(fields=["person_id", "batch"], name="sighting_batch"),
        ]
        constraints = [
            models.CheckConstraint(
                name="sighting_size_positive",
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
            ),
            models.CheckConstraint(
                name="sighting_point_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.picture} {self.seen_on}"
