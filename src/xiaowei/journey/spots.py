"""Home of problem spots across rooms: which projects still answer them, and which were done before.

Identification counts tickets and names the projects at a place; only later rooms know which of them are
completed. Doors read spots here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from xiaowei.base.remembering import remembered
from xiaowei.journey.line import Line
from xiaowei.journey.register import register
from xiaowei.journey.survey import RECORDS
from xiaowei.stages.identification import queries
from xiaowei.stages.identification.queries import Pressing, SpotRow, SpotStory, district_codes

LONG_AGO = date.min
"""Stands for the day of use of a completed project that nobody knows: it answers no ticket."""


def spots(
    district: str | None = None,
    as_of: date | None = None,
    kind: str | None = None,
    limit: int | None = None,
    language: str = "zh",
) -> list[SpotRow]:
    """Return open problem spots as of a day: bursts by callers, then repeats by callers.

    :raises BadInput: `no_such_spot_kind`, `bad_region_code`
    """
    return queries.spots(district, as_of, kind, limit, language, done_since)


@remembered(*RECORDS, most=32)
def pressing_spots(district: str | None, as_of: date, kind: str | None = None) -> Pressing:
    """Return open problem spots as of a day, counted and in order, before anything is said of each.

    :raises BadInput: `no_such_spot_kind`, `bad_region_code`
    """
    return queries.pressing_spots(district, as_of, kind, done_since)


def closed_spots(region_code: str, as_of: date) -> Pressing:
    """Return the spots of a region that are set aside or resolved now, those called last first."""
    return queries.closed_spots(region_code, as_of, done_since)


def spot_row(spot_id: int, as_of: date, language: str = "zh") -> SpotRow | None:
    """Return one spot as of a day, open or not, few tickets or many."""
    return queries.spot_row(spot_id, as_of, language, done_since)


def spot(number: str | int, as_of: date, language: str = "zh") -> SpotStory:
    """Return the story of one spot as of a day.

    :raises BadInput: `not_found`
    """
    return queries.spot(number, as_of, language, done_since)


def done_since(numbers: Collection[str], as_of: date) -> Mapping[str, date | None]:
    """Return since when each project known on a day is completed and in use; None until it is.

    One that was closed or stopped answers nothing; under a warranty repair it is done when that is.
    """
    districts = district_codes(numbers, as_of)
    lines = (line for code in districts for line in register(code, as_of=as_of, ahead=True))
    known = {line.number: line for line in lines}
    found = (known[number] for number in sorted(numbers) if number in known)
    return {line.number: _done_since(line) for line in found if not line.is_over}


def _done_since(line: Line) -> date | None:
    if not line.is_completed:
        return None
    if line.facts.is_repairing:
        return None
    used = line.used_on or line.accepted_on or LONG_AGO
    return max([used, *(one.done_on for one in line.facts.repairs if one.done_on)])
