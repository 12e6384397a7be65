"""Home of what is approved beside what is left: each round of a year, and the year's envelopes."""

from __future__ import annotations

from dataclasses import dataclass

from xiaowei.domain.envelopes import BUDGET
from xiaowei.stages.funding.queries import envelopes
from xiaowei.stages.identification.queries import candidate
from xiaowei.stages.selection.queries import application, approved_by_round


@dataclass(frozen=True)
class Beside:
    """What a round has approved, and not filed yet, beside what is left of the year's money, in fen.

    `left_fen` is None where the year has no envelope: its money is unknown.
    """

    approved_fen: int
    unfiled_fen: int
    left_fen: int | None


def beside_pots(district_code: str, year: int) -> dict[str, Beside]:
    """Return each round of a programme-year that has approved something, by name."""
    rows = [row for row in envelopes(district_code, year) if row["kind"] in BUDGET]
    left = sum(row["left_fen"] for row in rows) if rows else None
    found = approved_by_round(district_code, year)
    return {name: Beside(**sums, left_fen=left) for name, sums in found.items()}


def beside_of(number: str) -> Beside | None:
    """Return the same for the round of a project; None while nothing is approved in it.

    :raises BadInput: `not_found`
    """
    mine, round_ = candidate(number), application(number).round
    return beside_pots(mine.district_code, mine.year).get(round_.name if round_ else "")
