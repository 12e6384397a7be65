"""Home of solving a portfolio: relaxation, core, and where that leaves a gap, branching on counts.

Which packages the prices leave open is solved whole (`core`); most often that comes within the gap of
the bound that the prices prove. Where it does not, the number of projects chosen (of all, of a township,
of a category) is split in two, which moves the bound where values go along with costs; what no split
moves is left to the whole-number solver, with everything fixed that the prices settle.
"""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from xiaowei.analysis.portfolio.core import Found, core_of, solve_core, unsettled
from xiaowei.analysis.portfolio.model import Model
from xiaowei.analysis.portfolio.relaxing import Relaxation, Relaxed, fractional_counts

FIRST, SECOND = (120, 30), (400, 300)
"""How many packages nearest to their price make the core, and how many nodes it may take: more are not
worth it, since the core's own bound proves nothing. What is no larger than the second is one core."""
STRONG = 6
"""So many counts are tried before one is split."""
DEEPEST = 12
MOVES = 0.05
"""A split has to take this part of what the bound leaves, or the rest is solved whole."""


@dataclass(frozen=True)
class Solution:
    """The best choice found, what is proven of any other, and the prices of the rules.

    `found` is None where none was found; `impossible` tells that there is none.
    """

    found: Found | None
    bound: float
    relaxed: Relaxed | None
    impossible: bool = False


@dataclass
class Search:
    """What is known while a portfolio is solved."""

    model: Model
    gap: float
    until: float
    best: Found | None = None
    proven: float = -math.inf
    """The highest bound among the parts that are done with."""
    relaxation: Relaxation = field(init=False)

    def __post_init__(self) -> None:
        self.relaxation = Relaxation(self.model)

    @property
    def least(self) -> float:
        """Return what the best choice is worth."""
        return -math.inf if self.best is None else self.best.objective

    @property
    def enough(self) -> float:
        """Return the bound at which the gap is closed."""
        return -math.inf if self.best is None else self.least + self.gap * abs(self.least) + 1e-9

    @property
    def left(self) -> float:
        """Return the seconds left."""
        return max(self.until - time.monotonic(), 0.1)

    @property
    def is_over(self) -> bool:
        """Tell whether the time is up."""
        return time.monotonic() >= self.until

    def take(self, found: Found | None) -> None:
        """Keep a choice that is worth more."""
        if found is not None and found.objective > self.least:
            self.best = found


def solve(model: Model, gap: float, seconds: float) -> Solution:
    """Return a choice within `gap` of the best there is, or the best found in `seconds` of time.

    `gap` is (bound − objective) / objective.
    """
    search = Search(model, gap, time.monotonic() + seconds)
    root = search.relaxation.solve()
    if root is None:
        return Solution(None, -math.inf, None, impossible=True)
    order = count()
    parts: list[tuple[float, int, Relaxed]] = [(-root.bound, next(order), root)]
    while parts and -parts[0][0] > search.enough:
        if search.is_over:
            break
        _, _, part = heapq.heappop(parts)
        for left in _worked(search, part):
            heapq.heappush(parts, (-left.bound, next(order), left))
    bound = max([search.proven, search.least, *(-bound for bound, _, _ in parts)])
    done = search.best is None and not parts and search.proven == -math.inf
    return Solution(search.best, bound, root, impossible=done)


def _worked(search: Search, part: Relaxed) -> list[Relaxed]:
    """Work on a part: return what is left of it where the gap stays open."""
    small = search.model.binary <= SECOND[0]
    is_closed, is_spent = _core_tried(search, part, *(SECOND if small else FIRST))
    if is_closed:
        return []
    if (split := _split(search, part)) is not None:
        return split
    if not (small or is_spent):
        is_closed, _ = _core_tried(search, part, *SECOND)
    if not is_closed:
        _finish(search, part)
    return []


def _core_tried(search: Search, part: Relaxed, size: int, nodes: int) -> tuple[bool, bool]:
    """Try a core of a part; tell whether that closes the gap, and whether the core has nothing better."""
    core = core_of(search.model, part, size)
    target = part.bound - search.gap * abs(part.bound)
    found, answer = solve_core(
        search.model, search.relaxation.program(part.cuts), core, part, search.best,
        objective_target=target, mip_rel_gap=search.gap / 2, mip_max_nodes=nodes,
        time_limit=search.left,
    )  # fmt: skip
    search.take(found)
    is_all = len(core) == search.model.binary
    if is_all and answer.impossible:
        return True, True
    bound = min(part.bound, answer.bound) if is_all and found else part.bound
    if bound > search.enough:
        return False, found is not None and answer.bound <= search.enough
    search.proven = max(search.proven, bound)
    return True, True


def _split(search: Search, part: Relaxed) -> list[Relaxed] | None:
    """Return the two halves of a part by the count that moves the bound most; None where none does."""
    if not search.relaxation.counts:
        search.relaxation.add_counts()
    best: tuple[float, list[Relaxed]] | None = None
    scopes = (
        fractional_counts(search.relaxation, part.x)[:STRONG] if len(part.cuts) < DEEPEST else []
    )
    for scope in scopes:
        value = float(search.relaxation.counts[scope] @ part.x)
        cuts = ((scope, -math.inf, math.floor(value)), (scope, math.ceil(value), math.inf))
        halves = [search.relaxation.solve((*part.cuts, cut)) for cut in cuts]
        found = [half for half in halves if half is not None]
        bound = max((half.bound for half in found), default=-math.inf)
        if best is None or bound < best[0]:
            best = bound, found
    if best is None or best[0] > part.bound - MOVES * (part.bound - max(search.least, 0)):
        return None
    return best[1]


def _finish(search: Search, part: Relaxed) -> None:
    """Solve what is open of a part whole; what the solver proves of it is its bound."""
    program = search.relaxation.program(part.cuts)
    core = unsettled(search.model, part, search.least)
    found, answer = solve_core(
        search.model, program, core, part, search.best, mip_rel_gap=search.gap,
        time_limit=search.left,
    )  # fmt: skip
    search.take(found)
    if not answer.impossible:
        bound = answer.bound if np.isfinite(answer.bound) else part.bound
        search.proven = max(search.proven, min(part.bound, bound))
