"""On no day is more paid than was disbursed, or disbursed than filed, whatever day a line is given."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.books import first_broken
from xiaowei.domain.funding import CORRECTED

FIRST = date(2022, 8, 1)
KINDS = ("filed", "disbursed", "paid", "returned", "clawed_back")


def day(number):
    return FIRST + timedelta(days=number)


MOVES = st.builds(
    lambda kind, fen, on: (kind, -fen if kind == "clawed_back" else fen, day(on), ""),
    st.sampled_from(KINDS), st.integers(1, 9), st.integers(0, 9),
)  # fmt: skip


def sums(moves, until):
    found = dict.fromkeys(KINDS, 0)
    for kind, fen, on, _ in moves:
        found[kind] += fen if on <= until else 0
    out = found["paid"] + found["returned"] - found["clawed_back"]
    return found["filed"] >= found["disbursed"] >= out


@given(st.lists(MOVES, max_size=30))
def test_what_fits_keeps_every_day_whole(moves):
    taken = []
    for move in moves:
        if first_broken(taken, move) is None:
            taken.append(move)
        else:
            assert not all(sums([*taken, move], day(n)) for n in range(10))
        assert all(sums(taken, day(n)) for n in range(10))


def test_the_first_day_that_would_be_below_is_named():
    held = [("filed", 9, day(0), ""), ("disbursed", 9, day(0), ""), ("paid", 9, day(3), "")]
    assert first_broken([*held, ("paid", -4, day(6), "")], ("paid", 4, day(4), "")) == day(4)
    assert first_broken([*held, ("paid", -4, day(6), "")], ("paid", 4, day(6), "")) is None


def test_what_an_older_sheet_left_below_stays_as_it_is():
    held = [("filed", 5, day(2), ""), ("disbursed", 5, day(0), "")]
    assert first_broken(held, ("paid", 5, day(3), "")) is None


def test_what_has_no_day_and_what_was_corrected_was_always_so():
    held = [("filed", 9, None, ""), ("disbursed", 4, day(1), "")]
    corrected = ("disbursed", 5, day(8), CORRECTED)
    assert first_broken([*held, corrected], ("paid", 9, day(2), "")) is None
    assert first_broken(held, ("disbursed", 5, None, "")) is None
