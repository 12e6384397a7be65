"""Home of the flow of money: from its sources to townships, and from there to projects."""

from __future__ import annotations

from collections.abc import Iterator

from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.journey.line import Line
from xiaowei.journey.sources import kinds_by_number
from xiaowei.journey.survey import RECORDS, Survey

Stream = tuple[str, str, str, int]
"""(kind of source, township's code, project number, fen filed)"""


@steady()
def money_streams(survey: Survey) -> list[Stream]:
    """Return the filed money that stands in the books, each project's by kind of source."""
    return list(_known(survey))


@remembered(*RECORDS, most=32)
def _known(survey: Survey) -> tuple[Stream, ...]:
    return tuple(_streams(survey.booked))


def _streams(lines: list[Line]) -> Iterator[Stream]:
    kinds = kinds_by_number(lines)
    for line in lines:
        for kind, amount in kinds[line.number]:
            if amount:
                yield kind, line.town_code, line.number, amount
