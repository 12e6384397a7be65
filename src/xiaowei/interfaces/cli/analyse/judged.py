"""Home of what people said of a sheet's tickets: pairs of them that are one matter, or two."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from xiaowei.analysis.constraints import Constraints
from xiaowei.analysis.grouping.ruling import rule
from xiaowei.connectors.tabular.reading import read_any
from xiaowei.connectors.tabular.values import text
from xiaowei.domain.errors import BadInput

Pair = tuple[str, str]


def judged(rows: pl.LazyFrame, together: Path | None, apart: Path | None) -> pl.LazyFrame:
    """Return grouped rows as two-column sheets of ticket numbers put them together and hold them apart.

    :raises BadInput: `no_such_ticket`, `links_contradict`, and what the sheets' reader refuses
    """
    one_matter, two_matters = _pairs(together), _pairs(apart)
    Constraints(
        tuple(frozenset(pair) for pair, _ in one_matter),
        tuple((frozenset({one}), frozenset({other})) for (one, other), _ in two_matters),
    )
    said = {n: where for pair, where in (*one_matter, *two_matters) for n in pair}
    if not said:
        return rows
    meant = rows.filter(pl.col("number").is_in(list(said)))
    touched = (
        rows.join(meant.select("event").unique(), on="event", how="semi")
        .sort("at", "number", "row", nulls_last=False)
        .collect()
    )
    at = {number: row for row, number in enumerate(touched["number"].to_list())}
    _require_known(said, at)
    rules = Constraints(
        tuple(frozenset({at[one], at[other]}) for (one, other), _ in one_matter),
        tuple((frozenset({at[one]}), frozenset({at[other]})) for (one, other), _ in two_matters),
    )
    event = touched["event"].rank("dense").cast(pl.Int64).to_numpy() - 1
    found, how = rule(event, touched["how"].cast(pl.Int64).to_numpy(), np.arange(len(event)), rules)
    first = np.unique(found, return_index=True)[1][found]
    return _replaced(rows, touched, first, pl.Series(how))


def _replaced(
    rows: pl.LazyFrame, touched: pl.DataFrame, first: np.ndarray[tuple[int], np.dtype[np.int64]],
    how: pl.Series,
) -> pl.LazyFrame:  # fmt: skip
    """Give the touched rows the event of the first of them; its number names it."""
    said = touched.select("row").with_columns(
        touched.select(event_="number", began_="row")[first], how_=how.cast(pl.Int8)
    )
    both = rows.join(said.lazy(), on="row", how="left", maintain_order="left")
    names = ("event", "began", "how")
    return both.with_columns(pl.coalesce(f"{name}_", name).alias(name) for name in names).drop(
        f"{name}_" for name in names
    )


def _pairs(file: Path | None) -> list[tuple[Pair, tuple[int, str]]]:
    """Return the pairs of a sheet, each with its row and the name of the sheet."""
    if file is None:
        return []
    found = []
    for row in read_any(file, ["工单编号", "另一工单编号"]).rows:
        one, other = (text(cell).strip() for cell in row.cells[:2])
        found.append(((one, other), (row.number, file.name)))
    return found


def _require_known(said: Mapping[str, tuple[int, str]], known: Mapping[str, int]) -> None:
    for number, (row, file) in said.items():
        if number not in known:
            raise BadInput("no_such_ticket", row=row, value=number, file=file)
