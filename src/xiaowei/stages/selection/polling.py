"""Home of reading residents' votes: what may stand, what stands, what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from xiaowei.base.regions.queries import lying_in, tree
from xiaowei.base.remembering import remembered
from xiaowei.base.trail.queries import last_step
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Basis
from xiaowei.domain.voting import DECIDED, UNDECIDED, VOTE_ENDED, Ballot
from xiaowei.domain.wording import Note
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import (
    Application,
    Round,
    RoundLimit,
    Vote,
    VoteCount,
    VoteOption,
    VoteResult,
)


def vote(pk: int, *, lock: bool = False) -> Vote:
    """Return the vote with that key, locked for writing when asked.

    :raises BadInput: `not_found`
    """
    rows = Vote.objects.select_related("round__programme")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.vote"), number=pk)
    return found


def subject_of(vote: Vote) -> str:
    """Return what the trail calls a vote."""
    return f"vote:{vote.pk}"


def ended_on(vote: Vote) -> date | None:
    """Return the day on which a vote was called off, None where it was not."""
    if vote.state != VOTE_ENDED:
        return None
    step = last_step(subject_of(vote), (f"{ROOM}.end_vote",), Basis.STRAIGHT)
    return step[1] if step else None


def cost_of(application: Application) -> int:
    """Return what an application costs in fen: what it asks for, else its estimate, else 0."""
    return application.applied_fen or application.candidate.estimate_fen or 0


def may_stand(round_: Round, town_code: str) -> list[Application]:
    """Return the township's applications that a vote of a round may be about: undecided, sent in that
    round or in none yet, no emergency, which waits for no meeting; in order of their numbers.
    """
    rows = Application.objects.select_related("candidate").filter(
        lying_in("candidate__town_code", tree().today(town_code)),
        Q(round=round_) | Q(round__isnull=True),
        state__in=UNDECIDED,
        candidate__year=round_.programme.year,
    )
    rows = rows.exclude(emergency__confirmed_on__isnull=False)
    return list(rows.order_by("candidate__number"))


def decided(prefix: str = "") -> Q:
    """Return what tells applications that the district has decided on; an approval withdrawn since is one."""
    return Q(**{f"{prefix}state__in": DECIDED}) | Q(**{f"{prefix}reviews__isnull": False})


def closed_options(applications: Sequence[Application]) -> QuerySet[VoteOption]:
    """Return what these stood as in votes that are closed, since the district decided on one of their
    projects: whoever lost there may stand again.
    """
    closed = VoteOption.objects.filter(decided("application__"), live=True).values("vote")
    return VoteOption.objects.filter(live=True, application__in=applications, vote__in=closed)


def standing(applications: Sequence[Application]) -> set[int]:
    """Return the keys of those that stand in a vote which is not closed."""
    options = VoteOption.objects.filter(live=True, application__in=applications)
    options = options.exclude(pk__in=closed_options(applications))
    return set(options.values_list("application_id", flat=True))


@remembered("selection", "identification", "regions")
def standing_ready(round_: int, town_code: str) -> list[dict[str, Any]]:
    """Return the applications that may stand in a vote and stand in none, as plain rows; costs in fen."""
    found = may_stand(Round.objects.select_related("programme").get(pk=round_), town_code)
    stands = standing(found)
    return [
        {"number": one.candidate.number, "name": one.candidate.name, "cost_fen": cost_of(one)}
        for one in found
        if one.pk not in stands and cost_of(one)
    ]


@remembered("selection", "regions")
def limit_in(round_id: int, town_code: str) -> int | None:
    """Return what a township may ask for in a round, in fen; None where no limit is set."""
    limits = RoundLimit.objects.filter(lying_in("town_code", tree().today(town_code)))
    return limits.filter(round_id=round_id).values_list("most_fen", flat=True).first()


@remembered("selection", "regions")
def votes_in(region_code: str) -> list[dict[str, Any]]:
    """Return the votes of a district or township as plain rows, the latest meeting first; sums in fen."""
    rows = Vote.objects.filter(lying_in("town_code", region_code))
    rows = rows.order_by("-held_on", "-pk")
    fields = (
        "id",
        "round_id",
        "town_code",
        "state",
        "kind",
        "held_on",
        "place",
        "invited",
        "budget_fen",
    )
    found = rows.values(
        *fields,
        round_name=F("round__name"),
        year=F("round__programme__year"),
    ).annotate(projects=Count("options", distinct=True))
    counts = {
        one["vote_id"]: one
        for one in VoteCount.objects.filter(vote__in=rows, standing=True).values(
            "vote_id", "cast", "invalid", "spent_fen"
        )
    }
    return [dict(row) | {"count": counts.get(row["id"])} for row in found]


def counts_of(vote: Vote) -> list[VoteCount]:
    """Return the sheets that were counted, the last one first."""
    return list(vote.counts.order_by("-sequence"))


def results_of(count: VoteCount) -> list[VoteResult]:
    """Return what a count says of each project: the funded in order, then the others by support."""
    rows = count.results.select_related("option__application__candidate")
    return sorted(
        rows, key=lambda one: (one.rank is None, one.rank or -one.supporters, one.option.place)
    )


def ballots_of(count: VoteCount) -> tuple[Ballot, ...]:
    """Return the ballots as they were typed in."""
    return tuple(
        Ballot(number, tuple((place, mark) for place, mark in marks), bool(valid))
        for number, marks, valid in count.ballots
    )
