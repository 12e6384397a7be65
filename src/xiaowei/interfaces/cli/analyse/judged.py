"""Home of what people said of a sheet's tickets: pairs of them that are one matter, or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xiaowei.analysis.constraints import Constraints
from xiaowei.connectors.tabular.reading import read_any
from xiaowei.connectors.tabular.values import text
from xiaowei.domain.errors import BadInput


def constraints_of(
    together: Path | None, apart: Path | None, numbers: Sequence[str]
) -> Constraints[int]:
    """Return what two-column sheets of ticket numbers put together and held apart, as rows of a sheet.

    :raises BadInput: `no_such_ticket`, `links_contradict`, and what the sheets' reader refuses
    """
    rows = {number: row for row, number in enumerate(numbers)} if together or apart else {}
    try:
        return Constraints(
            tuple(frozenset(pair) for pair in _pairs(together, rows)),
            tuple((frozenset({one}), frozenset({other})) for one, other in _pairs(apart, rows)),
        )
    except BadInput as error:
        if error.code != "links_contradict":
            raise
        named = "、".join(numbers[int(row)] for row in str(error.facts["value"]).split("、"))
        raise BadInput("links_contradict", value=named) from None


def _pairs(file: Path | None, rows: Mapping[str, int]) -> list[tuple[int, int]]:
    if file is None:
        return []
    found = []
    for row in read_any(file, ["工单编号", "另一工单编号"]).rows:
        pair = [text(cell).strip() for cell in row.cells[:2]]
        for number in pair:
            if number not in rows:
                raise BadInput("no_such_ticket", row=row.number, value=number, file=file.name)
        found.append((rows[pair[0]], rows[pair[1]]))
    return found
