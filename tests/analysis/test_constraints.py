"""Home of the tests of pairwise constraints: they hold, the rest stays, and what contradicts is refused."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xiaowei.analysis.constraints import Constraints, honour
from xiaowei.domain.errors import BadInput

PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=4)
GROUPS = st.lists(st.integers(0, 3), min_size=12, max_size=12).map(
    lambda of: [rows for k in range(4) if (rows := [i for i, g in enumerate(of) if g == k])]
)


def rules(
    together: list[tuple[int, int]] | None = None, apart: list[tuple[int, int]] | None = None
) -> Constraints[int]:
    return Constraints(
        tuple(frozenset(pair) for pair in together or ()),
        tuple((frozenset({a}), frozenset({b})) for a, b in apart or ()),
    )


def test_what_must_be_together_brings_its_group_along() -> None:
    assert honour([[0, 1], [2, 3], [4]], rules([(1, 2)])) == [[4], [0, 1, 2, 3]]


def test_what_is_held_apart_leaves_and_the_rest_stays() -> None:
    found = honour([[0, 1, 2, 3]], rules([(1, 3)], [(0, 1)]))
    assert sorted(map(sorted, found)) == [[0, 2], [1, 3]]


def test_where_whole_groups_may_not_meet_only_the_named_do() -> None:
    found = honour([[0, 1], [2, 3]], rules([(1, 2)], [(0, 3)]))
    assert sorted(map(sorted, found)) == [[0], [1, 2], [3]]


def test_what_contradicts_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        rules([(0, 1), (1, 2)], [(2, 0)])
    assert refused.value.code == "links_contradict"


def test_what_is_in_no_group_waits() -> None:
    assert honour([[0, 1]], rules([(0, 9)], [(8, 1)])) == [[0, 1]]


@settings(deadline=None)
@given(GROUPS, PAIRS, PAIRS)
def test_constraints_hold_whatever_the_groups(
    groups: list[list[int]], together: list[tuple[int, int]], apart: list[tuple[int, int]]
) -> None:
    try:
        held = rules(together, apart)
    except BadInput:
        assume(False)
    found = honour(groups, held)
    where = {row: at for at, rows in enumerate(found) for row in rows}
    assert sorted(row for rows in found for row in rows) == list(range(12))
    assert all(where[a] == where[b] for a, b in together)
    assert all(where[a] != where[b] for a, b in apart)
    assert sorted(map(sorted, honour(found, held))) == sorted(map(sorted, found))
