"""Home of what people said of a sheet's tickets: pairs of them that are one matter, or two."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from xiaowei.analysis.constraints import Constraints
from xiaowei.connectors.tabular.reading import read_any
from xiaowei.connectors.tabular.values import text
from xiaowei.domain.errors import BadInput

Pair = tuple[str, str]
PAIR = 2


def told(together: Path | None, apart: Path | None, rows: pl.LazyFrame) -> Constraints[str]:
    """Return what two-column sheets of ticket numbers say of these rows.

    :raises BadInput: `not_pairs`, `no_such_ticket`, `links_contradict`, and what the sheets' reader refuses
    """
    one_matter, two_matters = _pairs(together), _pairs(apart)
    rules = Constraints(
        tuple(frozenset(pair) for pair, _ in one_matter),
        tuple((frozenset({one}), frozenset({other})) for (one, other), _ in two_matters),
    )
    said = {n: where for pair, where in (*one_matter, *two_matters) for n in pair}
    meant = rows.filter(pl.col("number").is_in(list(said))).select("number").collect()
    _require_known(said, set(meant["number"].to_list()))
    return rules


def _pairs(file: Path | None) -> list[tuple[Pair, tuple[int, str]]]:
    """Return the pairs of a sheet, each with its row and the name of the sheet."""
    if file is None:
        return []
    found = []
    sheet = read_any(file, ["工单编号", "另一工单编号"])
    if len(sheet.headers) < PAIR:
        raise BadInput("not_pairs", file=file.name)
    for row in sheet.rows:
        one, other = (text(cell).strip() for cell in row.cells[:PAIR])
        found.append(((one, other), (row.number, file.name)))
    return found


def _require_known(said: Mapping[str, tuple[int, str]], known: Collection[str]) -> None:
    for number, (row, file) in said.items():
        if number not in known:
            raise BadInput("no_such_ticket", row=row, value=number, file=file)
