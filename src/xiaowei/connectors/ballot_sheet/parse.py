"""Home of reading paper ballots into a poll: a row names one project or all of a ballot's, by id or name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xiaowei.connectors.pabulib.ballots import Said, read_ballots
from xiaowei.connectors.pabulib.numbers import read_number
from xiaowei.connectors.pabulib.poll import Option, Poll
from xiaowei.connectors.tabular.amounts import as_yuan
from xiaowei.connectors.tabular.columns import Bound, Match, load
from xiaowei.connectors.tabular.rows import Cell, Row, Table
from xiaowei.connectors.tabular.values import as_text, as_ticket_number, plain
from xiaowei.domain.errors import BadInput
from xiaowei.domain.voting import APPROVAL, CUMULATIVE, ORDINAL

_PARTED = frozenset(",;\n")
_COMMAS = re.compile(r"[;；、,，|\n\r]+")
Ids = Mapping[str, str]
"""Project ids by what a ballot may call them: the id itself or the name."""


@dataclass(slots=True)
class Ballot:
    """A ballot as its rows tell it: projects, and what stands beside each."""

    number: str
    row: int
    projects: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def parse(ballots: Table, projects: Table, budget: str) -> Poll:
    """Return the poll of a sheet of ballots, a sheet of projects and a budget in yuan.

    Points make the ballots cumulative, ranks ordinal; without either they are approvals. A ballot that
    names no project is blank and counts as a voter.

    :raises BadInput: `sheet_columns_missing`, `vote_budget`, `vote_project_blank`, `vote_project_id`,
        `vote_project_twice`, `vote_cost_line`, `vote_ballot_blank`, `vote_ballot_twice`,
        `vote_unknown_project`, `vote_rank_value`, `vote_points_count`, `vote_no_ballots`, and what
        `pabulib.ballots.read_ballots` refuses
    """
    amount = read_number(budget)
    if amount is None or amount <= 0:
        raise BadInput("vote_budget", value=budget)
    options = _options(projects)
    columns = load("ballot_sheet")
    match = columns.match(ballots.headers)
    columns.require(match)
    beside = match.of("points") or match.of("rank")
    kind = APPROVAL if beside is None else CUMULATIVE if beside.field == "points" else ORDINAL
    found = _ballots(ballots, match, beside, _names(options))
    if not found:
        raise BadInput("vote_no_ballots")
    said = _said(found, kind)
    read = read_ballots(said, [option.id for option in options])
    told = ("voter_id", "vote", "points")[: 3 if kind == CUMULATIVE else 2]
    rows = [
        list(row[: len(told)]) for row in zip(said.voters, said.votes, said.points, strict=True)
    ]
    return Poll(
        {"description": ballots.sheet_name}, kind, amount, options,
        read.begins, read.choices, read.points, told, rows,
        (*ballots.warnings, *projects.warnings, *read.warnings),
    )  # fmt: skip


def _options(table: Table) -> tuple[Option, ...]:
    columns = load("ballot_projects")
    match = columns.match(table.headers)
    columns.require(match)
    options: dict[str, Option] = {}
    for row in table.rows:
        option = _option(row, match)
        if option.id in options:
            raise BadInput("vote_project_twice", row=row.number, value=option.id)
        options[option.id] = option
    return tuple(options.values())


def _option(row: Row, match: Match) -> Option:
    if row.fault:
        raise row.fault
    name = as_ticket_number(_cell(row, match.of("id")))
    if not name:
        raise BadInput("vote_project_blank", row=row.number)
    if not _PARTED.isdisjoint(name):
        raise BadInput("vote_project_id", row=row.number, value=name)
    column = match.of("cost")
    cell = _cell(row, column)
    try:
        cost = as_yuan(cell, (column and column.unit) or "元")
    except BadInput as trouble:
        header = column.header if column else None
        raise BadInput(trouble.code, row=row.number, column=header, **trouble.facts) from trouble
    if not cost:
        raise BadInput("vote_cost_line", row=row.number, name=name, value=plain(cell))
    told = {
        "project_id": name,
        "cost": f"{cost:f}",
        "name": as_text(_cell(row, match.of("name"))) or "",
    }
    return Option(name, Decimal(cost), told)


def _cell(row: Row, column: Bound | None) -> Cell:
    return row.cells[column.index] if column else None


def _names(options: Sequence[Option]) -> Ids:
    """Return ids by id, and by name where only one project has it."""
    named: dict[str, str] = {}
    for option in options:
        named[option.name] = "" if option.name in named else option.id
    return {name: one for name, one in named.items() if one} | {o.id: o.id for o in options}


def _ballots(table: Table, match: Match, beside: Bound | None, ids: Ids) -> list[Ballot]:
    """Return the ballots in order of their first rows.

    A sheet in which a row names several projects has one row a ballot, so that a number must not come again.
    """
    found: dict[str, Ballot] = {}
    again: list[tuple[int, str]] = []
    whole = False
    for row in table.rows:
        if row.fault:
            raise row.fault
        number = as_ticket_number(_cell(row, match.of("ballot")))
        if not number:
            raise BadInput("vote_ballot_blank", row=row.number)
        if number in found:
            again.append((row.number, number))
        ballot = found.setdefault(number, Ballot(number, row.number))
        projects = _projects(row, match, ids)
        whole = whole or len(projects) > 1
        values = _parts(_cell(row, beside))
        if beside and len(values) != len(projects):
            raise BadInput(
                "vote_points_count", row=row.number, points=len(values), projects=len(projects)
            )
        ballot.projects += projects
        ballot.beside += values
    if whole and again:
        raise BadInput("vote_ballot_twice", row=again[0][0], value=again[0][1])
    return list(found.values())


def _projects(row: Row, match: Match, ids: Ids) -> list[str]:
    """Return the ids of the projects that a row names, by id or name.

    :raises BadInput: `vote_unknown_project`
    """
    column = match.of("project")
    cell = _cell(row, column)
    if (said := as_ticket_number(cell)) in ids:
        return [ids[said or ""]]
    names = _parts(cell)
    for name in names:
        if name not in ids:
            header = column.header if column else None
            raise BadInput("vote_unknown_project", row=row.number, column=header, value=name)
    return [ids[name] for name in names]


def _parts(cell: Cell) -> list[str]:
    return [part.strip() for part in _COMMAS.split(as_ticket_number(cell) or "") if part.strip()]


def _said(found: Sequence[Ballot], kind: str) -> Said:
    if kind == ORDINAL:
        for ballot in found:
            ballot.projects = _ranked(ballot)
    return Said(
        kind,
        [ballot.row for ballot in found],
        [ballot.number for ballot in found],
        [",".join(ballot.projects) for ballot in found],
        [",".join(ballot.beside) for ballot in found],
    )


def _ranked(ballot: Ballot) -> list[str]:
    """Return a ballot's projects by rank, 1 first.

    :raises BadInput: `vote_rank_value`
    """
    ranks: dict[int, str] = {}
    for rank, project in zip(ballot.beside, ballot.projects, strict=True):
        number = int(rank[:9]) if rank.isascii() and rank.isdigit() else 0
        if not number or number in ranks:
            raise BadInput("vote_rank_value", row=ballot.row, value=rank, ballot=ballot.number)
        ranks[number] = project
    return [ranks[rank] for rank in sorted(ranks)]
