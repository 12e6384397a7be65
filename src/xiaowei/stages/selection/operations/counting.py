"""Home of counting a residents' vote: a sheet of paper ballots, by the rule that stood before it was held.

It stands apart from the other operations, because the method of counting takes a moment to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max

from xiaowei.analysis.masking import mask
from xiaowei.analysis.voting.election import Election, election
from xiaowei.analysis.voting.spending import spendings
from xiaowei.analysis.voting.tally import Tally, tally
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import arrow_for, leave, take_step
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.money import FEN_PER_YUAN
from xiaowei.domain.voting import (
    MEASURED,
    METHOD,
    MOST_BALLOTS,
    MOST_POINTS,
    ORDINAL,
    VOTE_FLOW,
    Ballot,
    ballot_fault,
    ballot_key,
    completion_of,
    doubled,
    is_ballot_number,
    unfunded_because,
)
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Vote, VoteCount, VoteOption, VoteResult
from xiaowei.stages.selection.operations.votes import decided_among
from xiaowei.stages.selection.polling import subject_of
from xiaowei.stages.selection.polling import vote as vote_of

NAMED = 2
"""How many projects are named on which supporters of another one spent their shares."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally with the election that it is of; projects are indices of the election."""

    vote: Election
    found: Tally


@transaction.atomic
def count_vote(
    *, vote_id: int, ballots: Sequence[Ballot], file_name: str, by: Actor, on: date, at: datetime
) -> VoteCount:
    """Count a vote from its ballots on paper; a later sheet takes the place of an earlier one, which stays.

    The digest is over what was counted and how, whatever order the ballots came in: the same ballots
    counted again have the same digest and the same result, and are the same count.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`, `vote_no_ballots`, `vote_too_many_ballots`, `vote_ballot_twice`,
        `ballot_number`, `ballot_off_the_list`, `ballot_marks_over`, `ballot_points_over`, `ballot_ranks`,
        `vote_too_exact`
    :raises RuleBroken: `not_in_table`, `vote_held`, `vote_undecided`, `not_in_future`
    """
    vote = vote_of(vote_id, lock=True)
    arrow = arrow_for(VOTE_FLOW, vote.state, "count_vote", str(vote.pk), by, vote.town_code)
    decided = decided_among(vote)
    holds = {"vote_held": in_order(vote.held_on, on), "vote_undecided": not decided}
    take_step(
        arrow, by=by, region_code=vote.town_code, basis=Basis.STRAIGHT, holds=holds,
        number=decided, held_on=vote.held_on,
    )  # fmt: skip
    options = list(vote.options.select_related("application__candidate"))
    cast = tuple(sorted(ballots, key=lambda one: ballot_key(one.number)))
    _require_ballots(vote, cast, len(options))
    digest = digest_json(inputs_of(vote, options, cast))
    last = vote.counts.filter(standing=True).first()
    if last is not None and last.digest == digest:
        return last
    counted = _tallied(vote, options, cast)
    vote.counts.filter(standing=True).update(standing=False)
    count = _kept(vote, counted, cast, digest, mask(file_name).text[:120], by, on)
    _put_results(count, vote, counted, options)
    vote.state = arrow.target
    vote.save(update_fields=["state"])
    winners = [counted.vote.projects[at] for at in counted.found.winners]
    told = {
        "sequence": count.sequence, "file": count.file_name, "cast": count.cast, "invalid": count.invalid,
        "winners": winners, "digest": digest, "method": METHOD,
    }  # fmt: skip
    leave(ROOM, subject_of(vote), arrow, by, on, at, Basis.STRAIGHT, (), **told)
    return count


def inputs_of(vote: Vote, options: Sequence[VoteOption], cast: Sequence[Ballot]) -> dict[str, Any]:
    """Return all that the result of a count follows from."""
    return {
        "method": METHOD,
        "rule": vote.rule,
        "completion": vote.completion,
        "kind": vote.kind,
        "most": vote.most,
        "budget_fen": vote.budget_fen,
        "options": [[one.application.candidate.number, one.cost_fen] for one in options],
        "ballots": sorted([ballot_key(one.number), sorted(one.marks), one.valid] for one in cast),
    }


def _require_ballots(vote: Vote, cast: tuple[Ballot, ...], projects: int) -> None:
    """Refuse ballots that the vote does not allow.

    :raises BadInput: see `count_vote`
    """
    if not any(ballot.valid for ballot in cast):
        raise BadInput("vote_no_ballots")
    if len(cast) > MOST_BALLOTS:
        raise BadInput("vote_too_many_ballots", count=len(cast), most=MOST_BALLOTS)
    if twice := doubled(cast):
        raise BadInput("vote_ballot_twice", value=twice)
    for ballot in cast:
        number = ballot.number
        if not is_ballot_number(number):
            raise BadInput("ballot_number", value=number)
        places = [place for place, _ in ballot.marks]
        marks = all(1 <= mark <= MOST_POINTS for _, mark in ballot.marks)
        known = len(set(places)) == len(places) and all(1 <= at <= projects for at in places)
        if not (known and marks):
            raise BadInput("ballot_off_the_list", ballot=number, projects=projects)
        if ballot.valid and (code := ballot_fault(ballot, vote.kind, vote.most)):
            raise BadInput(code, ballot=number, most=vote.most or 1)


def _tallied(vote: Vote, options: Sequence[VoteOption], cast: Sequence[Ballot]) -> Counted:
    """Return what the rule funds; a rank gives as many points as the ballot ranks projects, less one each."""
    valid = [ballot for ballot in cast if ballot.valid]
    choices = [place - 1 for ballot in valid for place, _ in ballot.marks]
    points = [
        len(ballot.marks) + 1 - mark if vote.kind == ORDINAL else mark
        for ballot in valid
        for _, mark in ballot.marks
    ]
    found = election(
        [
            (one.application.candidate.number, Decimal(one.cost_fen) / FEN_PER_YUAN)
            for one in options
        ],
        Decimal(vote.budget_fen) / FEN_PER_YUAN,
        np.array([0, *(len(ballot.marks) for ballot in valid)], np.int64).cumsum(),
        np.array(choices, np.int64),
        np.array(points, np.int64),
    )
    return Counted(found, tally(found, vote.rule, completion_of(vote.completion)))


def _kept(
    vote: Vote,
    counted: Counted,
    cast: Sequence[Ballot],
    digest: str,
    file_name: str,
    by: Actor,
    on: date,
) -> VoteCount:
    found, projects = counted.found, counted.vote.projects
    last = vote.counts.aggregate(last=Max("sequence"))["last"] or 0
    costs = sum(counted.vote.costs[at] for at in found.winners)
    return VoteCount.objects.create(
        vote=vote, sequence=last + 1, on=on, by_name=by.name, file_name=file_name,
        ballots=[[one.number, sorted(one.marks), one.valid] for one in cast],
        cast=len(cast),
        invalid=sum(not one.valid for one in cast),
        blank=sum(one.valid and not one.marks for one in cast),
        spent_fen=int(counted.vote.amount(costs) * FEN_PER_YUAN),
        outcome={
            "raised": found.raised,
            "ties": [[projects[at] for at in tie] for tie in found.ties],
            "left_out": [[projects[one.project], one.voters] for one in found.violations],
            "spent": _spent(vote, counted),
        },
        digest=digest, method=METHOD,
    )  # fmt: skip


def _spent(vote: Vote, counted: Counted) -> dict[str, Any]:
    """Return by unfunded project what its supporters had left and what went where, in fen.

    Only the costliest of what they paid for before is kept.
    """
    found, scale = counted.found, counted.vote.scale
    if not found.paid:
        return {}
    projects, paid = counted.vote.projects, [one.project for one in found.paid]
    rows = spendings(counted.vote, MEASURED[vote.kind], paid, found.raised)
    return {
        projects[one.project]: {
            "left": int(one.left / scale * FEN_PER_YUAN),
            "went": [
                [projects[at], round(much / scale * FEN_PER_YUAN)] for at, much in one.went[:NAMED]
            ],
        }
        for one in rows
        if one.project not in found.winners
    }


def _put_results(
    count: VoteCount, vote: Vote, counted: Counted, options: Sequence[VoteOption]
) -> None:
    ranks = {project: rank for rank, project in enumerate(counted.found.winners, 1)}
    paid = {one.project: one for one in counted.found.paid}
    votes, scores = counted.vote.votes, counted.vote.scores
    at_number = {number: at for at, number in enumerate(counted.vote.projects)}
    rows = []
    for option in options:
        at = at_number[option.application.candidate.number]
        supporters, payment = int(votes[at]), paid.get(at)
        why = unfunded_because(supporters, option.cost_fen, vote.budget_fen)
        rows.append(
            VoteResult(
                count=count, option=option, supporters=supporters, points=int(scores[at]),
                rank=ranks.get(at),
                payers=payment.payers if payment else 0,
                paid_at_most_fen=round(payment.most / counted.vote.scale * FEN_PER_YUAN) if payment else None,
                reason="" if at in ranks else why,
            )
        )  # fmt: skip
    VoteResult.objects.bulk_create(rows)
