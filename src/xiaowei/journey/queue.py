"""Home of the queues of money: what waits for district finance, what waits for an envelope."""

from __future__ import annotations

from datetime import date

from xiaowei.journey.desk import waits_for
from xiaowei.journey.line import Line
from xiaowei.journey.register import register


def waiting_for_money(district: str, as_of: date) -> list[Line]:
    """Return the filed projects of a region that finance may disburse on a day, the oldest first."""
    lines = [
        line for line in register(district, as_of=as_of, ahead=True) if waits_for("disburse", line)
    ]
    return sorted(lines, key=lambda line: (line.filed_on or as_of, line.number))


def waiting_for_envelopes(district: str, year: int, as_of: date) -> list[Line]:
    """Return a year's filed projects that no envelope carries though there are some, the oldest first."""
    lines = [
        line
        for line in register(district, year, as_of)
        if line.is_funded and line.has_envelopes and not line.is_charged
    ]
    return sorted(lines, key=lambda line: (line.filed_on or as_of, line.number))
