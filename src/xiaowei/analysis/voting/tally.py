"""Home of the tally: a rule and a completion on an election, with its explanation and its fairness."""

from __future__ import annotations

from dataclasses import dataclass

from xiaowei.analysis.voting.election import Election
from xiaowei.analysis.voting.fairness import Violation, violations
from xiaowei.analysis.voting.greedy import greedy
from xiaowei.analysis.voting.raising import raised_shares
from xiaowei.analysis.voting.shares import Paid, Walk, equal_shares
from xiaowei.domain.voting import MEASURES, Completion

TIE_BREAK = "project id compared as string"


@dataclass(frozen=True, slots=True)
class Tally:
    """What a rule funds, in order; projects are indices of the election.

    `paid` are the projects that supporters paid for out of their shares, each `raised` by so many
    currency units; the other winners were taken greedily. `ties` are groups that were exactly equal.
    """

    winners: tuple[int, ...]
    paid: tuple[Paid, ...]
    raised: int
    ties: tuple[tuple[int, ...], ...]
    violations: tuple[Violation, ...]


def tally(vote: Election, rule: str, completion: Completion = "none") -> Tally:
    """Return the winners of a rule of `RULES`, the leftover spent by a completion.

    A greedy rule leaves nothing that a completion could add.
    """
    method, _, name = rule.partition("_")
    measure = next(one for one in MEASURES if one == name)
    walk, raised = Walk((), ()), 0
    if method == "mes" and completion in {"add1", "add1u"}:
        walk, raised = raised_shares(vote, measure)
    elif method == "mes":
        walk = equal_shares(vote, measure)
    ties = tuple(tie.projects for tie in walk.ties)
    winners = walk.winners
    if method == "greedy" or completion in {"add1u", "greedy"}:
        more, equal = greedy(vote, measure, winners)
        winners, ties = (*winners, *more), (*ties, *equal)
    return Tally(winners, walk.paid, raised, ties, violations(vote, measure, winners))
