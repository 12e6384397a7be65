"""Home of the queues of money: what waits for district finance, what waits for an envelope."""

from __future__ import annotations

from datetime import date

from xiaowei.journey.desk import waits_for
from xiaowei.journey.line import Line
from xiaowei.journey.register import register


def waiting_for_money(district: str, as_of: date) -> list[Line]:
    """Return the filed projects of a region that finance may disburse on a day, the oldest first."""
    every = register(district, as_of=as_of, ahead=True)
    return _oldest_first([line for line in every if waits_for("disburse", line)], as_of)


def waiting_for_envelopes(district: str, year: int, as_of: date) -> list[Line]:
    """Return a year's filed projects that no envelope carries though there are some, the oldest first."""
    every = register(district, year, as_of)
    waiting = [x for x in every if x.is_funded and x.has_envelopes and not x.is_charged]
    return _oldest_first(waiting, as_of)


def _oldest_first(lines: list[Line], as_of: date) -> list[Line]:
    return sorted(lines, key=lambda line: (line.filed_on or as_of, line.number))
