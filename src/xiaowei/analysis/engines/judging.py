"""Home of grouped rows that people corrected: tickets that are one matter, and such as are two."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.constraints import Constraints
from xiaowei.analysis.grouping.ruling import rule


def judged(rows: pl.LazyFrame, rules: Constraints[str]) -> pl.LazyFrame:
    """Return grouped rows (`steps.GROUPED`) with constraints on ticket numbers honoured.

    Only events that a constraint names are looked at as a whole. A number that no row has waits.
    """
    named = sorted(rules.named())
    meant = rows.filter(pl.col("number").is_in(named))
    touched = (
        rows.join(meant.select("event").unique(), on="event", how="semi")
        .sort("at", "number", "row", nulls_last=False)
        .collect()
    )
    if touched.is_empty():
        return rows
    at = {number: row for row, number in enumerate(touched["number"].to_list())}

    def rows_of(numbers: Iterable[str]) -> frozenset[int]:
        return frozenset(at[number] for number in numbers if number in at)

    of_rows = Constraints(
        tuple(map(rows_of, rules.together)),
        tuple((rows_of(left), rows_of(right)) for left, right in rules.apart),
    )
    event = touched["event"].rank("dense").cast(pl.Int64).to_numpy() - 1
    how = touched["how"].cast(pl.Int64).to_numpy()
    found, how = rule(event, how, np.arange(len(event)), of_rows)
    first = np.unique(found, return_index=True)[1][found]
    return _replaced(rows, touched, first, pl.Series(how))


def count_events(rows: pl.LazyFrame) -> int:
    """Count the events of grouped rows."""
    began = pl.col("row") == pl.col("began")
    return int(rows.select(began.sum()).collect().item())


def _replaced(
    rows: pl.LazyFrame, touched: pl.DataFrame, first: npt.NDArray[np.int64], how: pl.Series
) -> pl.LazyFrame:
    """Give the touched rows the event of the first of them; its number names it."""
    said = touched.select("row").with_columns(
        touched.select(event_="number", began_="row")[first], how_=how.cast(pl.Int8)
    )
    both = rows.join(said.lazy(), on="row", how="left", maintain_order="left")
    names = ("event", "began", "how")
    return both.with_columns(pl.coalesce(f"{name}_", name).alias(name) for name in names).drop(
        f"{name}_" for name in names
    )
