"""Home of paper ballots as a poll, such as a `.pb` file holds one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xiaowei.connectors.pabulib.ballots import Said, read_ballots
from xiaowei.connectors.pabulib.poll import Option, Poll
from xiaowei.domain.money import FEN_PER_YUAN
from xiaowei.domain.voting import CUMULATIVE, ORDINAL, Ballot


def poll_of(
    ballots: Sequence[Ballot],
    projects: Sequence[tuple[str, int, str]],
    budget_fen: int,
    kind: str,
    meta: Mapping[str, str],
) -> Poll:
    """Return the poll of the valid ballots on these projects: (id, cost in fen, name) in their places.

    :raises BadInput: whatever `pabulib.ballots.read_ballots` refuses
    """
    options = tuple(
        Option(
            number, _yuan(cost), {"project_id": number, "cost": f"{_yuan(cost):f}", "name": name}
        )
        for number, cost, name in projects
    )
    valid = [ballot for ballot in ballots if ballot.valid]
    marks = [_in_order(ballot, kind) for ballot in valid]
    said = Said(
        kind,
        range(1, len(valid) + 1),
        [ballot.number for ballot in valid],
        [",".join(options[place - 1].id for place, _ in one) for one in marks],
        [",".join(str(mark) for _, mark in one) for one in marks],
    )
    read = read_ballots(said, [option.id for option in options])
    columns = ("voter_id", "vote", "points")[: 3 if kind == CUMULATIVE else 2]
    rows = [
        list(row[: len(columns)]) for row in zip(said.voters, said.votes, said.points, strict=True)
    ]
    return Poll(
        meta, kind, _yuan(budget_fen), options, read.begins, read.choices, read.points,
        columns, rows, read.warnings,
    )  # fmt: skip


def _in_order(ballot: Ballot, kind: str) -> list[tuple[int, int]]:
    """Return the marks as they stand on the ballot; of ranks the first one first."""
    return sorted(ballot.marks, key=lambda one: one[1]) if kind == ORDINAL else list(ballot.marks)


def _yuan(amount_fen: int) -> Decimal:
    return Decimal(amount_fen) / FEN_PER_YUAN
