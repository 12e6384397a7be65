"""Home of residents' votes 居民投票: what a ballot may say, how it is counted, who holds a vote."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from xiaowei.domain.flow import Arrow, Flow, books
from xiaowei.domain.money import FEN_PER_YUAN
from xiaowei.domain.roles import TOWN
from xiaowei.domain.selection import DISTRICT

APPROVAL, CHOOSE_ONE, CUMULATIVE, ORDINAL = "approval", "choose-1", "cumulative", "ordinal"
BALLOTS = (APPROVAL, CUMULATIVE, CHOOSE_ONE, ORDINAL)
"""What a ballot on paper may be: tick some, share points out, tick one, put in order."""
Method = Literal["mes", "greedy"]
Measure = Literal["cost", "card", "points"]
"""What a project is worth to a voter who chose it: its cost, 1, or the points she gave."""
Completion = Literal["none", "add1", "add1u", "greedy"]
METHODS: tuple[Method, ...] = get_args(Method)
MEASURES: tuple[Measure, ...] = get_args(Measure)
COMPLETIONS: tuple[Completion, ...] = get_args(Completion)
RULES = tuple(f"{method}_{measure}" for method in METHODS for measure in MEASURES)
MEASURED: dict[str, Measure] = {
    APPROVAL: "cost", CHOOSE_ONE: "cost", CUMULATIVE: "points", ORDINAL: "points",
}  # fmt: skip
"""By what a ballot of that kind weighs a project."""
COMPLETED: dict[str, Completion] = {"mes": "add1u", "greedy": "none"}
"""How what is left over is spent, so that nothing that still fits stays out."""
FEWEST, MOST_POINTS, MOST_BALLOTS = 2, 1000, 20_000
"""A choice is between two at least; points that one ballot shares out at most; ballots of one sheet at most:
a meeting has fewer, and a city's poll is counted by `analyse vote`.
"""
UNDECIDED = ("reported", "town_review", "returned", "submitted", "in_review")
"""Where applications stand that residents may still be asked about."""
DECIDED = ("approved", "rejected")
NO_SUPPORT, TOO_DEAR, TOO_LITTLE_LEFT = "no_support", "too_dear", "too_little_left"
REASONS = (NO_SUPPORT, TOO_DEAR, TOO_LITTLE_LEFT)
"""Why a project is not funded, whatever the rule."""
OUT_OF_REACH, SPENT_BEFORE = "out_of_reach", "spent_before"
"""What `TOO_LITTLE_LEFT` means with equal shares."""
NO_VOTE, VOTE_CALLED, VOTE_COUNTED, VOTE_ENDED = (
    "no_vote",
    "vote_called",
    "vote_counted",
    "vote_ended",
)
LIVE = (VOTE_CALLED, VOTE_COUNTED)
METHOD = "residents-vote-1"
"""The version of how a sheet of ballots becomes a result; another way of counting gets another one."""
_BALLOT_NUMBER = re.compile(r"[0-9A-Za-z](?:-?[0-9A-Za-z]){0,6}")
"""Shorter than any number that is somebody's, and no letters in which a name could be written."""
HOLDERS = (*TOWN, *DISTRICT)
VOTE_FLOW = Flow(
    "vote",
    (
        Arrow(
            NO_VOTE, "call_vote", VOTE_CALLED, HOLDERS,
            "article line 35: residents' votes; domain 2, S2-S5",
            books(
                "vote_choice", "vote_may_stand", "vote_stands_once", "vote_cost_known",
                "vote_sum_buys", "vote_marks_fit", "vote_ahead",
            ),
        ),
        *(
            Arrow(state, "count_vote", VOTE_COUNTED, HOLDERS,
                  "article line 35: vote results attached; a later sheet takes the place of the earlier",
                  books("vote_held", "vote_undecided"))
            for state in LIVE
        ),
        Arrow(VOTE_CALLED, "end_vote", VOTE_ENDED, HOLDERS,
              "article line 35: a vote that was not held", books("reason_said")),
        Arrow(VOTE_COUNTED, "end_vote", VOTE_ENDED, DISTRICT,
              "who has seen the count calls no other: that is the district's to allow",
              books("reason_said", "vote_undecided")),
    ),
)  # fmt: skip
"""Residents vote on paper, so nobody here is a voter: a vote is called, counted from a sheet, called off."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A paper ballot: its number, and (project's place on the ballot from 1, mark) of what it marks.

    A mark is 1 where it ticks, else points or a rank. An invalid one is counted as cast, and says nothing.
    """

    number: str
    marks: tuple[tuple[int, int], ...] = ()
    valid: bool = True


def completion_of(code: str) -> Completion:
    """Return the completion that a stored code names, none where it names no other."""
    return next((one for one in COMPLETIONS if one == code), "none")


def is_ballot_number(text: str) -> bool:
    """Tell whether a text can number a ballot: up to 7 digits and Latin letters, dashes between."""
    return bool(_BALLOT_NUMBER.fullmatch(text))


def ballot_fault(ballot: Ballot, kind: str, most: int | None) -> str:
    """Return the code of what makes a ballot one that its kind does not allow; blank where it fits.

    `most` bounds what is ticked or ranked, or the points that are shared out; None bounds nothing.
    """
    values = [value for _, value in ballot.marks]
    if kind == CUMULATIVE:
        return "ballot_points_over" if sum(values) > (most or MOST_POINTS) else ""
    if len(values) > (1 if kind == CHOOSE_ONE else most or len(values)):
        return "ballot_marks_over"
    ranks = range(1, len(values) + 1)
    return "ballot_ranks" if kind == ORDINAL and sorted(values) != list(ranks) else ""


def marks_fit(kind: str, most: int | None, projects: int) -> bool:
    """Tell whether a kind of ballot and its bound make sense: points need one, the others may have one."""
    if kind == CUMULATIVE:
        return most is not None and 1 <= most <= MOST_POINTS
    return kind in BALLOTS and (most is None or 1 <= most <= projects)


def ballot_key(number: str) -> str:
    """Return what tells one paper from another: 7, 07 and 007 are one, and so are a1 and A1."""
    return number.upper().lstrip("0") or number[:1]


def doubled(ballots: tuple[Ballot, ...]) -> str:
    """Return a ballot number that comes more than once, blank where none does."""
    counted = Counter(ballot_key(ballot.number) for ballot in ballots)
    return next((one.number for one in ballots if counted[ballot_key(one.number)] > 1), "")


def unfunded_because(supporters: int, cost_fen: int, budget_fen: int) -> str:
    """Return why a project is not funded by a rule that funds whatever still fits."""
    if not supporters:
        return NO_SUPPORT
    return TOO_DEAR if cost_fen > budget_fen else TOO_LITTLE_LEFT


def lost_because(reason: str, supporters: int, cost_fen: int, share_fen: Fraction | None) -> str:
    """Return what a project lacked, `share_fen` being what each ballot may spend, None where it has no share.

    With shares its supporters' lay below its cost from the start, or went to other projects first.
    """
    if reason != TOO_LITTLE_LEFT or share_fen is None:
        return reason
    return OUT_OF_REACH if supporters * share_fen < cost_fen else SPENT_BEFORE


def share_of_each(budget_fen: int, valid: int, raised: int) -> Fraction:
    """Return what each of the valid ballots may spend, in fen, raised by so many yuan."""
    return Fraction(budget_fen, valid) + raised * FEN_PER_YUAN
