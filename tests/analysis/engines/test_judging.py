"""Home of the tests of corrected rows: what people said of ticket numbers, without any door."""

from __future__ import annotations

import polars as pl

from xiaowei.analysis.constraints import Constraints
from xiaowei.analysis.engines.judging import count_events, judged
from xiaowei.analysis.engines.steps import GROUPED


def rows() -> pl.LazyFrame:
    """Return five tickets: two events of two, and one alone."""
    told = [(at, f"T{at}", 0, f"T{first}", first, 1 - (at == first), 0, 0, at)
            for at, first in enumerate((0, 0, 2, 2, 4))]  # fmt: skip
    return pl.LazyFrame(told, GROUPED, orient="row")


def events(rows: pl.LazyFrame) -> list[str]:
    return rows.sort("row").collect()["event"].to_list()


def test_numbers_are_put_together_and_held_apart() -> None:
    rules = Constraints((frozenset({"T1", "T4"}),), ((frozenset({"T2"}), frozenset({"T3"})),))
    found = judged(rows(), rules)
    assert events(found) == ["T0", "T0", "T2", "T3", "T0"]
    assert (count_events(rows()), count_events(found)) == (3, 3)
    assert found.collect_schema() == rows().collect_schema()


def test_what_no_row_has_waits() -> None:
    rules = Constraints((frozenset({"T1", "X1"}),), ((frozenset({"X2"}), frozenset({"T0"})),))
    assert events(judged(rows(), rules)) == events(rows())
    assert events(judged(rows(), Constraints())) == events(rows())
