"""Home of calling residents to a vote, and of calling one off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import arrow_for, leave, take_step
from xiaowei.base.regions.queries import known_region, name_of
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.money import yuan
from xiaowei.domain.regions import within
from xiaowei.domain.voting import (
    COMPLETED,
    FEWEST,
    MEASURED,
    NO_VOTE,
    VOTE_FLOW,
    Method,
    marks_fit,
)
from xiaowei.domain.wording import Note
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application, Round, Vote, VoteOption
from xiaowei.stages.selection.polling import (
    closed_options,
    cost_of,
    decided,
    may_stand,
    standing,
    subject_of,
)
from xiaowei.stages.selection.polling import vote as vote_of
from xiaowei.stages.selection.queries import round_of


@transaction.atomic
def call_vote(
    *,
    round_id: int,
    town_code: str,
    numbers: Sequence[str],
    kind: str,
    most: int | None,
    budget_fen: int,
    method: Method,
    held_on: date,
    place: str,
    invited: int | None,
    by: Actor,
    on: date,
    at: datetime,
) -> Vote:
    """Call a township's residents to vote on its applications, in the order in which they are named.

    `most` bounds the marks of a ballot, or its points; `invited` is the number of households asked. What
    each costs and is called is kept as it stands now, as it is printed on the ballots.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`, `town_elsewhere`
    :raises RuleBroken: `vote_choice`, `vote_may_stand`, `vote_stands_once`, `vote_cost_known`,
        `vote_sum_buys`, `vote_marks_fit`, `vote_ahead`, `not_in_future`
    """
    round_ = round_of(round_id)
    arrow = arrow_for(VOTE_FLOW, NO_VOTE, "call_vote", round_.name, by, town_code)
    found = _standing(round_, town_code, numbers)
    costs = [cost_of(one) for one in found]
    faults = _faults(round_, town_code, found)
    holds = {
        "vote_choice": len(found) >= FEWEST,
        **{code: not number for code, number in faults.items()},
        "vote_sum_buys": budget_fen > 0 and any(0 < cost <= budget_fen for cost in costs),
        "vote_marks_fit": marks_fit(kind, most, len(found)),
        "vote_ahead": in_order(on, held_on),
    }
    wrong = next(filter(None, faults.values()), "")
    take_step(
        arrow, by=by, region_code=town_code, basis=Basis.STRAIGHT, holds=holds,
        number=wrong, sum=yuan(budget_fen), projects=len(found), town=name_of(town_code), held_on=held_on,
    )  # fmt: skip
    closed_options(found).update(live=False)
    vote = Vote.objects.create(
        round=round_, town_code=town_code, state=arrow.target, kind=kind, most=most,
        budget_fen=budget_fen, rule=f"{method}_{MEASURED[kind]}", completion=COMPLETED[method],
        held_on=held_on, place=mask(place.strip()).text, invited=invited, called_on=on,
    )  # fmt: skip
    for at_place, (one, cost) in enumerate(zip(found, costs, strict=True), 1):
        VoteOption.objects.create(
            vote=vote, application=one, place=at_place, name=one.candidate.name, cost_fen=cost
        )
    told = {"numbers": list(numbers), "ballot": kind, "rule": vote.rule, "budget": budget_fen}
    leave(ROOM, subject_of(vote), arrow, by, on, at, Basis.STRAIGHT, (), **told)
    return vote


@transaction.atomic
def end_vote(*, vote_id: int, reason: str, by: Actor, on: date, at: datetime) -> Vote:
    """Call a vote off: what stood in it may stand in another; what was counted stays, and counts no more.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_in_table`, `reason_said`, `vote_undecided`, `not_in_future`
    """
    vote = vote_of(vote_id, lock=True)
    arrow = arrow_for(VOTE_FLOW, vote.state, "end_vote", str(vote.pk), by, vote.town_code)
    decided = decided_among(vote)
    holds = {"reason_said": bool(reason.strip()), "vote_undecided": not decided}
    take_step(
        arrow, by=by, region_code=vote.town_code, basis=Basis.STRAIGHT, holds=holds, number=decided
    )
    reason = mask(reason.strip()).text
    vote.state, vote.ended_because = arrow.target, reason
    vote.save()
    vote.options.update(live=False)
    leave(ROOM, subject_of(vote), arrow, by, on, at, Basis.STRAIGHT, (), reason=reason)
    return vote


def decided_among(vote: Vote) -> str:
    """Return the number of an application of the vote that the district has decided on; blank if none.

    They are locked, so that no verdict falls meanwhile.
    """
    rows = Application.objects.select_for_update(of=("self",)).select_related("candidate")
    found = list(rows.filter(pk__in=vote.options.values("application_id")).order_by("pk"))
    by_now = Application.objects.filter(decided(), pk__in=[one.pk for one in found])
    told = set(by_now.values_list("pk", flat=True))
    return next((one.candidate.number for one in found if one.pk in told), "")


def _standing(round_: Round, town_code: str, numbers: Sequence[str]) -> list[Application]:
    """Return the applications of these numbers in their order, locked.

    :raises BadInput: `not_found`, `town_elsewhere`
    """
    if not within(known_region(town_code), round_.programme.district_code):
        raise BadInput("town_elsewhere", value=town_code)
    rows = Application.objects.select_for_update(of=("self",)).select_related("candidate")
    rows = rows.filter(candidate__number__in=numbers).order_by("pk")
    found = {one.candidate.number: one for one in rows}
    for number in numbers:
        if number not in found:
            raise BadInput("not_found", what=Note("thing.application"), number=number)
    return [found[number] for number in dict.fromkeys(numbers)]


def _faults(vote_in: Round, town_code: str, found: Sequence[Application]) -> dict[str, str]:
    """Return, by guard, the number of the first application that may not stand; blank where all may."""
    may = {one.pk for one in may_stand(vote_in, town_code)}
    stand = standing(found)
    faults = {
        "vote_may_stand": [one for one in found if one.pk not in may],
        "vote_stands_once": [one for one in found if one.pk in stand],
        "vote_cost_known": [one for one in found if not cost_of(one)],
    }
    return {code: ones[0].candidate.number if ones else "" for code, ones in faults.items()}
