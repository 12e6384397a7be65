"""Home of reading projects to choose among: each row a project with its cost in fen and its value."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Any

from xiaowei.connectors.tabular.amounts import as_yuan
from xiaowei.connectors.tabular.columns import Bound, load
from xiaowei.connectors.tabular.rows import Cell, Table
from xiaowei.connectors.tabular.taking import Reader, Values, take
from xiaowei.connectors.tabular.values import (
    as_decimal,
    as_text,
    as_ticket_number,
    as_yes,
    text,
)
from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen
from xiaowei.domain.portfolio import CREW_PARTS, PARTS, Project, Weights

Row = tuple[int, Project]


def parse(table: Table, weights: Weights | None = None) -> tuple[Project, ...]:
    """Return the projects of a table; where a row has no value of its own, its weighted parts make it.

    The first row that can't be read is refused: a choice among the others would not be the best.

    :raises BadInput: `sheet_columns_missing`, `portfolio_id`, `portfolio_id_twice`, `portfolio_cost`,
        `portfolio_value`, `portfolio_negative`, `bad_money`, `below_fen`, `negative_amount`, `bad_number`
    """
    columns = load("portfolio_sheet")
    match = columns.match(table.headers)
    columns.require(match)
    weighing = weights or Weights()
    parsed = take(
        table, match, [_reader(bound) for bound in match.bound],
        lambda row, values: (row, _project(values, weighing)),
    )  # fmt: skip
    for reject in parsed.rejected:
        raise reject.error
    header = parsed.mapping["id"]
    return _once(tuple(parsed.rows), header)


def _once(rows: tuple[Row, ...], header: str) -> tuple[Project, ...]:
    first: dict[str, int] = {}
    for row, project in rows:
        if first.setdefault(project.id, row) != row:
            raise BadInput(
                "portfolio_id_twice", row=row, column=header, value=project.id,
                first=first[project.id],
            )  # fmt: skip
    return tuple(project for _, project in rows)


def _reader(bound: Bound) -> Reader:
    read: Any = _READ.get(bound.field, _counted)
    if bound.field == "cost_yuan":
        unit = bound.unit or "元"

        def read(cell: Cell) -> Decimal | None:
            return as_yuan(cell, unit)

    return Reader(bound.field, bound.index, bound.header, read)


def _counted(cell: Cell) -> Decimal | None:
    """Read a number of 0 or more."""
    number = as_decimal(cell)
    if number is not None and number < 0:
        raise BadInput("portfolio_negative", value=text(cell))
    return number


def _served(cell: Cell) -> Decimal | None:
    """Read yes or no, or a number."""
    answer = as_yes(cell)
    return _counted(cell) if answer is None else Decimal(answer)


_READ = {
    "id": as_ticket_number,
    "town": as_text,
    "category": as_text,
    "group": as_text,
    "bundle": as_text,
    "never_served": _served,
}


def _project(values: Values, weights: Weights) -> Project:
    for name, code in (("id", "portfolio_id"), ("cost_yuan", "portfolio_cost")):
        if name not in values:
            raise BadInput(code)
    parts = tuple((name, values[name] * getattr(weights, name)) for name in PARTS if name in values)
    value = values.get("value")
    if value is None and not parts:
        raise BadInput("portfolio_value")
    if value is not None:
        parts = ()
    crew = values.get("crew", Decimal(0)) * CREW_PARTS
    return Project(
        id=values["id"],
        cost_fen=fen(values["cost_yuan"]),
        value=sum((part for _, part in parts), Decimal(0)) if value is None else value,
        township=values.get("town"),
        category=values.get("category"),
        group=values.get("group"),
        bundle=values.get("bundle"),
        crew=int(crew.to_integral_value(ROUND_CEILING)),
        parts=parts,
    )
