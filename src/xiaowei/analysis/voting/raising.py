"""Home of raising: voters' shares are lifted unit by unit until the budget is used as well as it can be."""

from __future__ import annotations

from xiaowei.analysis.voting.election import Election
from xiaowei.analysis.voting.greedy import fits, is_exhaustive
from xiaowei.analysis.voting.shares import Measure, Run, Walk, sheet_of


def raised_shares(vote: Election, measure: Measure) -> tuple[Walk, int]:
    """Return the outcome of the add-1 completion, and by how many currency units it raised each share.

    Shares are raised as though there were more money, by one currency unit a voter at a time, until no
    further project that anybody chose fits into the true budget (that outcome is taken) or the outcome
    costs more than that (the one before is taken).
    """
    sheet, raised = sheet_of(vote, measure), 0
    before = Run(vote, sheet, measure, 0).walk()
    while not is_exhaustive(vote, before.winners):
        walk = Run(vote, sheet, measure, raised + 1).walk()
        if not fits(vote, walk.winners):
            break
        before, raised = walk, raised + 1
    return before, raised
