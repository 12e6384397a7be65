"""Home of the demo's residents' votes: called and counted by the operations that a township's own are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.domain.demo import DemoProject, DemoVote
from xiaowei.domain.voting import APPROVAL, Ballot
from xiaowei.procedures.fill_demo.steps import FIRST, Play
from xiaowei.stages.identification.queries import candidates_for
from xiaowei.stages.selection.operations import call_vote
from xiaowei.stages.selection.operations.counting import count_vote
from xiaowei.stages.selection.polling import votes_in
from xiaowei.stages.selection.queries import round_named


def vote_all(votes: Sequence[DemoVote], play: Play) -> int:
    """Hold the votes that were not held yet; return how many are new. One transaction a vote.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found` and what the operations refuse
    :raises RuleBroken: what the operations refuse
    """
    new = [one for one in votes if not _is_held(one)]
    for one in new:
        with transaction.atomic():
            _hold(one, play)
    return len(new)


def _is_held(one: DemoVote) -> bool:
    return any(row["held_on"] == one.held_on for row in votes_in(one.town_code))


def _hold(one: DemoVote, play: Play) -> None:
    called = round_named(play.district_code, play.round.year, play.round.name)
    vote = call_vote(
        round_id=called.pk,
        town_code=one.town_code,
        numbers=_numbers(one, play),
        kind=APPROVAL,
        most=None,
        budget_fen=one.budget_fen,
        method="mes",
        held_on=one.held_on,
        place=one.place,
        invited=one.invited,
        **_acting(one, one.called_on, play),
    )
    ballots = list(_ballots(one))
    named = f"{one.place}.xlsx"
    acting = _acting(one, one.held_on, play)
    count_vote(vote_id=vote.pk, ballots=ballots, file_name=named, **acting)


def _numbers(one: DemoVote, play: Play) -> list[str]:
    """Return the projects' numbers in their places on the ballot."""
    projects: dict[str, DemoProject] = {project.key: project for project in play.round.projects}
    keys = [play.key_of(projects[key]) for key in one.projects]
    found = {candidate.sheet_key: candidate.number for candidate in candidates_for((), keys)}
    return [found[key] for key in keys]


def _ballots(one: DemoVote) -> Iterator[Ballot]:
    marks = [ticked for times, ticked in one.ballots for _ in range(times)]
    said = [*marks, *[()] * one.blank, *[None] * one.invalid]
    for number, ticked in enumerate(said, 1):
        places = tuple((place, 1) for place in ticked or ())
        yield Ballot(f"{number:03}", places, valid=ticked is not None)


def _acting(one: DemoVote, on: date, play: Play) -> dict[str, Any]:
    return {
        "by": play.cast.actor(one.by, on), "on": on, "at": datetime.combine(on, FIRST, play.zone),
    }  # fmt: skip
