"""Home of events that people corrected: rows put together or held apart, after the linking.

It looks at whole events, so it needs the whole sheet: a stream links by rules alone, and what people
said of its events is honoured when they are grouped as a sheet.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from xiaowei.analysis.constraints import Constraints, honour
from xiaowei.analysis.grouping.linking import OPENED, PERSON

Ints = npt.NDArray[np.int64]


def rule(event: Ints, how: Ints, order: Ints, rules: Constraints[int]) -> tuple[Ints, Ints]:
    """Return event and how of each row with the constraints honoured; events as they began.

    `order` holds the rows in time order; the constraints name rows.
    """
    named = np.array(sorted(rules.named()), np.int64)
    rows = order[np.isin(event[order], event[named])]
    groups: dict[int, list[int]] = {}
    for row in rows.tolist():
        groups.setdefault(int(event[row]), []).append(row)
    event, how, said = event.copy(), how.copy(), set(named.tolist())
    rank = {row: at for at, row in enumerate(rows.tolist())}
    for at, members in enumerate(honour(groups.values(), rules)):
        event[members] = len(event) + at  # beyond every number given
        _tell(sorted(members, key=rank.__getitem__), how, said)
    return _as_they_began(event, order), how


def _tell(members: list[int], how: Ints, said: set[int]) -> None:
    """Say by what each row of an event, in time order, came to it: the first opened it."""
    first, *others = members
    for row in others:
        if row in said or how[row] == OPENED:
            how[row] = PERSON
    how[first] = OPENED


def _as_they_began(event: Ints, order: Ints) -> Ints:
    known, first = np.unique(event[order], return_index=True)
    number = np.empty(len(known), np.int64)
    number[np.argsort(first)] = np.arange(len(known))
    found: Ints = number[np.searchsorted(known, event)]
    return found
