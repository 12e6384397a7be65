"""Home of the board: the projects of a programme by the stage they stand in, the longest there first."""

from __future__ import annotations

from datetime import date
from typing import Any

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.steady import steady
from xiaowei.journey.line import Line
from xiaowei.journey.projects import STAGES, Wish, fitting_lines, row_of


@steady()
def board(
    district: str, as_of: date, year: int | None, wish: Wish, shown: int
) -> list[dict[str, Any]]:
    """Return each stage with how many projects stand in it and the `shown` that stand there longest."""
    lines, names = fitting_lines(district, as_of, wish, year)
    types, found = catalogue(), []
    for stage, states in STAGES.items():
        own = sorted((line for line in lines if line.state in states), key=_came)
        found.append({
            "code": stage,
            "total": len(own),
            "rows": [
                row_of(one, names, types, policy_for(one.district_code, one.year), as_of)
                for one in own[:shown]
            ],
        })  # fmt: skip
    return found


def _came(line: Line) -> tuple[date, str]:
    """Return since when a project stands where it stands, as far as its days are known."""
    days = (
        line.collected_on, line.applied_on, line.approved_on, line.filed_on, line.disbursed_on,
        line.ordered_on, line.started_on, line.finished_on, line.accepted_on, line.settled_on,
    )  # fmt: skip
    return max((day for day in days if day), default=date.min), line.number
