"""Home of raising: voters' shares are lifted unit by unit until the budget is used as well as it can be."""

from __future__ import annotations

import numpy as np

from xiaowei.analysis.voting.election import Election
from xiaowei.analysis.voting.greedy import fits, is_exhaustive
from xiaowei.analysis.voting.holding import HELD, holds
from xiaowei.analysis.voting.kernel import Sheet
from xiaowei.analysis.voting.shares import Run, Walk, purse_of, share_of, sheet_of
from xiaowei.domain.voting import Measure

FIRST, FARTHEST, LEAST = 16, 2**40, 4
"""Units of the first jump, and bounds of a jump; fewer units are taken one by one."""


def raised_shares(vote: Election, measure: Measure) -> tuple[Walk, int]:
    """Return the outcome of the add-1 completion, and by how many currency units it raised each share.

    Shares are raised as though there were more money, by one currency unit a voter at a time, until no
    further project that anybody chose fits into the true budget (that outcome is taken) or the outcome
    costs more than that (the one before is taken). Units between which the order of funding provably
    holds are passed over.
    """
    sheet, raised, jump = sheet_of(vote, measure), 0, FIRST
    walk = Run(vote, sheet, measure, 0).walk()
    while not is_exhaustive(vote, walk.winners):
        raised, jump = _held_until(vote, sheet, walk, raised, jump)
        after = Run(vote, sheet, measure, raised + 1).walk()
        if not fits(vote, after.winners):
            return Run(vote, sheet, measure, raised).walk(), raised
        walk, raised = after, raised + 1
    return walk, raised


def _held_until(
    vote: Election, sheet: Sheet, walk: Walk, raised: int, jump: int
) -> tuple[int, int]:
    """Return how far shares can be raised with the order of funding as it is, and the next jump to try."""
    order = np.array(walk.winners, np.int64)
    longest, again = FIRST, True
    while jump >= LEAST:
        left, right = (purse_of(sheet, share_of(vote, at)) for at in (raised, raised + jump))
        rival, before, after = holds(sheet, left, right, order)
        if rival == HELD:
            raised, longest = raised + jump, max(longest, jump)
            jump, again = min(jump * (2 if again else 1), FARTHEST), True
            continue
        again = False
        meet = int(jump * before / (before - after)) if after < 0 < before else jump
        jump = meet if meet < jump else jump // 2
    return raised, longest
