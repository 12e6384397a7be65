"""Home of the channel's records: questions, what is said under them, whistles, notices, sendings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.messages import DESKS

OPEN = Q(state__in=("open", "read"))


class Question(Sealed):
    """A question in a project's thread: by whom, of which desk, until when, read and answered when."""

    number = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=200)
    district_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    place_codes = models.JSONField(default=list)
    contractor = models.CharField(max_length=200, blank=True, default="")
    asker_desk = models.CharField(max_length=12)
    asker_id = models.BigIntegerField()
    asker_name = models.CharField(max_length=60)
    desk = models.CharField(max_length=12)
    addressee = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    limit_days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default="open")
    reader_name = models.CharField(max_length=60, blank=True)
    read_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channel_question"
        indexes = [models.Index(fields=["state", "due_on"], name="question_open")]
        constraints = [
            models.CheckConstraint(name="question_desk_known", condition=Q(desk__in=tuple(DESKS))),
            models.CheckConstraint(
                name="question_answered_has_a_day",
                condition=~Q(state="answered") | Q(answered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ?{self.pk}"


class Remark(Sealed):
    """Something said under a question; the one that `closes` is its answer."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="remarks")
    desk = models.CharField(max_length=12)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=60)
    text = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()
    closes = models.BooleanField(default=False)

    class Meta:
        db_table = "channel_remark"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(closes=True), name="question_answered_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Whistle(Sealed):
    """吹哨报到: a township called a department to one matter; when it came, what came of it."""

    number = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=200)
    district_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    department = models.CharField(max_length=60)
    what = models.TextField()
    by_name = models.CharField(max_length=60)
    called_on = models.DateField()
    called_at = models.DateTimeField()
    due_on = models.DateField()
    limit_days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default="called")
    arrived_on = models.DateField(null=True)
    result = models.TextField(blank=True)
    concluded_on = models.DateField(null=True)

    class Meta:
        db_table = "whistle"
        constraints = [
            models.CheckConstraint(
                name="whistle_arrived_after_call",
                condition=Q(arrived_on__isnull=True) | Q(arrived_on__gte=models.F("called_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} → {self.department}"


class Notice(Sealed):
    """A notice to a desk over a region, or to one person; the same `key` is the same notice."""

    key = models.CharField(max_length=160, unique=True)
    desk = models.CharField(max_length=12, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    place_code = models.CharField(max_length=200, blank=True)
    person_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    created_on = models.DateField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    reader_name = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "notice"
        indexes = [
            models.Index(fields=["created_on"], name="notice_day"),
            models.Index(fields=["read_at", "desk"], name="notice_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_has_addressee",
                condition=Q(person_id__isnull=False) | (~Q(desk="") & ~Q(region_code="")),
            )
        ]

    def __str__(self) -> str:
        return self.key


class Sending(Sealed):
    """A notice on one channel to one person: claimed before it is sent, marked when it is sent."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="sendings")
    channel = models.CharField(max_length=12)
    person_id = models.BigIntegerField()
    claimed_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "notice_sending"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel", "person_id"], name="notice_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.person_id}"


class Knock(Sealed):
    """How often one address came on one day with one kind of thing; the address itself is not kept."""

    day = models.DateField()
    kind = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "knock"
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "digest"], name="knock_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.times}"


class Follower(Sealed):
    """Somebody who follows a place by e-mail; the address is encrypted, and wiped when it ends."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    address = models.BinaryField()
    digest = models.CharField(max_length=64)
    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, default="asked")
    language = models.CharField(max_length=2, default="zh")
    asked_at = models.DateTimeField()
    confirmed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    site = models.CharField(max_length=200, default="")
    told = models.JSONField(default=list)

    class Meta:
        db_table = "place_follower"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "digest"],
                condition=~Q(state="ended"),
                name="place_followed_once",
            ),
            models.CheckConstraint(
                name="follower_state_known", condition=Q(state__in=("asked", "following", "ended"))
            ),
            models.CheckConstraint(
                name="follower_confirmed_has_a_day",
                condition=~Q(state="following") | Q(confirmed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.state}"
