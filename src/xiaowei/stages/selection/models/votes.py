"""Home of residents' votes: what stands on a ballot, the sheets that were counted, what came of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiaowei.base.trail.sealed import Sealed
from xiaowei.domain.voting import BALLOTS, COMPLETIONS, LIVE, REASONS, RULES, VOTE_ENDED


class Vote(Sealed):
    """A residents' vote 居民投票: which ballots are handed out where, for what sum, counted by which rule."""

    round = models.ForeignKey("selection.Round", models.PROTECT, related_name="+")
    town_code = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    most = models.PositiveSmallIntegerField(null=True)
    budget_fen = models.BigIntegerField()
    rule = models.CharField(max_length=16)
    completion = models.CharField(max_length=8)
    held_on = models.DateField()
    place = models.CharField(max_length=120)
    invited = models.PositiveIntegerField(null=True)
    called_on = models.DateField()
    ended_because = models.TextField(blank=True)

    class Meta:
        db_table = "vote"
        constraints = [
            models.CheckConstraint(
                name="vote_known",
                condition=Q(kind__in=BALLOTS, rule__in=RULES, completion__in=COMPLETIONS)
                & Q(state__in=(*LIVE, VOTE_ENDED)),
            ),
            models.CheckConstraint(name="vote_sum_positive", condition=Q(budget_fen__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.town_code} {self.held_on}"


class VoteOption(Sealed):
    """An application that stands in a vote, with its place, name and cost as printed on the ballot."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="options")
    application = models.ForeignKey("selection.Application", models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    cost_fen = models.BigIntegerField()
    live = models.BooleanField(default=True)

    class Meta:
        db_table = "vote_option"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "place"], name="vote_place_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(live=True), name="vote_stands_once"
            ),
            models.CheckConstraint(name="vote_cost_positive", condition=Q(cost_fen__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class VoteCount(Sealed):
    """A sheet of ballots as it was counted; a later one takes its place, and it stays."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="counts")
    sequence = models.PositiveSmallIntegerField()
    standing = models.BooleanField(default=True)
    on = models.DateField()
    by_name = models.CharField(max_length=60)
    file_name = models.CharField(max_length=120)
    ballots = models.JSONField()
    cast = models.PositiveIntegerField()
    invalid = models.PositiveIntegerField()
    blank = models.PositiveIntegerField()
    spent_fen = models.BigIntegerField()
    outcome = models.JSONField()
    digest = models.CharField(max_length=64)
    method = models.CharField(max_length=40)

    class Meta:
        db_table = "vote_count"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "sequence"], name="vote_count_no_fork"),
            models.UniqueConstraint(
                fields=["vote"], condition=Q(standing=True), name="vote_count_stands_once"
            ),
            models.CheckConstraint(
                name="vote_count_adds_up", condition=Q(cast__gte=F("invalid") + F("blank"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote_id} #{self.sequence}"


class VoteResult(Sealed):
    """What a count says of one project: its supporters, and its place among the funded or why it is none."""

    count = models.ForeignKey(VoteCount, models.PROTECT, related_name="results")
    option = models.ForeignKey(VoteOption, models.PROTECT, related_name="+")
    supporters = models.PositiveIntegerField()
    points = models.PositiveBigIntegerField()
    rank = models.PositiveSmallIntegerField(null=True)
    payers = models.PositiveIntegerField(default=0)
    paid_at_most_fen = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "vote_result"
        constraints = [
            models.UniqueConstraint(fields=["count", "option"], name="vote_result_once"),
            models.UniqueConstraint(fields=["count", "rank"], name="vote_rank_once"),
            models.CheckConstraint(
                name="vote_result_funded_or_why",
                condition=Q(rank__isnull=False, reason="")
                | Q(rank__isnull=True, reason__in=REASONS),
            ),
            models.CheckConstraint(
                name="vote_result_payers_support", condition=Q(payers__lte=F("supporters"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count_id} {self.option_id}"
