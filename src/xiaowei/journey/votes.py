"""Home of what residents said of projects: how many ballots support each, and whether the vote funds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from xiaowei.base.remembering import remembered
from xiaowei.domain.voting import VOTE_ENDED
from xiaowei.stages.selection.models import Vote, VoteOption, VoteResult
from xiaowei.stages.selection.polling import ended_on


@dataclass(frozen=True, slots=True)
class Support:
    """What a vote says of a project: supporters among the valid ballots; its `rank` among the funded."""

    vote_id: int
    held_on: date
    supporters: int
    ballots: int
    rank: int | None

    @property
    def share(self) -> float:
        """Return the share of the valid ballots that support it, 0 to 1."""
        return self.supporters / self.ballots if self.ballots else 0.0


@remembered("selection", "identification")
def votes_of(district_code: str, as_of: date) -> dict[str, Support]:
    """Return what residents said of a district's projects by a day, by project number.

    What no vote was counted of by that day is left out, and what was called off by then; of several votes
    the last one tells, of a vote counted twice the later sheet.
    """
    ended = [
        vote.pk
        for vote in Vote.objects.filter(
            state=VOTE_ENDED, round__programme__district_code=district_code
        )
        if (ended_on(vote) or as_of) <= as_of
    ]
    rows = VoteResult.objects.filter(
        count__on__lte=as_of, option__application__candidate__district_code=district_code
    ).exclude(count__vote__in=ended)
    rows = rows.order_by("count__vote__held_on", "count__vote", "count__sequence")
    told = rows.values_list(
        "option__application__candidate__number",
        "count__vote_id",
        "count__vote__held_on",
        "supporters",
        F("count__cast") - F("count__invalid"),
        "rank",
    )
    return {number: Support(*found) for number, *found in told}


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A vote that a project stood in and that was called off, with the reason."""

    vote_id: int
    held_on: date
    reason: str


def called_off(number: str) -> list[CalledOff]:
    """Return the votes that a project stood in and that were called off, the last meeting first."""
    rows = VoteOption.objects.filter(
        application__candidate__number=number, vote__state=VOTE_ENDED
    ).order_by("-vote__held_on", "-vote_id")
    found = rows.values_list("vote_id", "vote__held_on", "vote__ended_because")
    return [CalledOff(*one) for one in found]
