"""Home of finding: which place, project, ticket or problem spot typed words mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.places.queries import Meant, finder
from xiaowei.domain.errors import BadInput
from xiaowei.journey import numbers
from xiaowei.journey.line import Line
from xiaowei.journey.projects import Wish, fitting_lines, listed
from xiaowei.journey.spots import pressing_spots, spot_row
from xiaowei.stages.identification.queries import SpotRow, spot_id_of
from xiaowei.stages.intake.queries import TicketLine, ticket_rows

SHOWN = 20


@dataclass(frozen=True)
class Area:
    """Where somebody may read tickets and spots; places narrow it where there are any."""

    region_code: str = ""
    place_codes: Collection[str] = ()


@dataclass(frozen=True)
class Findings:
    """What words mean, each list likeliest first; `total` counts the projects beyond those shown, `lines`
    are those of all townships.
    """

    places: list[Meant]
    projects: list[dict[str, Any]]
    total: int
    lines: list[Line]
    spots: list[SpotRow]
    tickets: list[TicketLine]


def numbered(words: str, as_of: date, *, inside: bool) -> tuple[str, str] | None:
    """Return kind and number of the project, ticket or spot of that number; None for other words.

    Tickets and spots are known inside only.
    """
    meant = numbers.numbered(words)
    if meant and (inside or meant[0] == "project"):
        return meant
    return _numbered_spot(numbers.plain(words).upper(), as_of) if inside else None


def find(
    words: str, district: str, as_of: date, area: Area | None = None, town: str = ""
) -> Findings:
    """Return what the words mean on a day; tickets and spots within `area`, projects of `town` only.

    Without a district there is no programme yet: places are looked for in all, projects in none.
    """
    places = finder().meant(words, district)
    lines, names = _lines(words, places, district, as_of, is_public=area is None)
    near = sorted(at_town(lines, town), key=lambda line: line.town_code)
    page = listed(near, names, Wish(limit=SHOWN), as_of)
    here = {meant.place.code for meant in places}
    return Findings(
        places=places,
        projects=page.rows,
        total=page.total,
        lines=lines,
        spots=_spots_at(here, district, as_of, area) if area and here else [],
        tickets=_tickets(words, as_of, area) if area else [],
    )


def lines_found(
    words: str, district: str, as_of: date, *, is_public: bool
) -> tuple[list[Line], Mapping[int, str]]:
    """Return the projects of every year that words mean, and the names of all places."""
    return _lines(words, finder().meant(words, district), district, as_of, is_public=is_public)


def at_town(lines: list[Line], town: str) -> list[Line]:
    """Return the lines of a township; all without one."""
    return [line for line in lines if not town or line.town_code == town]


def _lines(
    words: str, places: list[Meant], district: str, as_of: date, *, is_public: bool
) -> tuple[list[Line], Mapping[int, str]]:
    if not district:
        return [], {}
    near = frozenset(meant.place.pk for meant in places)
    wish = Wish(search=words, places=near, is_public=is_public)
    return fitting_lines(district, as_of, wish, ahead=True)


def _numbered_spot(number: str, as_of: date) -> tuple[str, str] | None:
    if not number.startswith("S"):
        return None
    try:
        found = spot_row(spot_id_of(number), as_of)
    except BadInput:
        return None
    return ("spot", found["id"]) if found else None


def _spots_at(codes: set[str], district: str, as_of: date, area: Area) -> list[SpotRow]:
    own = codes & set(area.place_codes) if area.place_codes else codes
    if not own:
        return []
    return pressing_spots(area.region_code or district, as_of).at(own).rows(limit=SHOWN)


def _tickets(words: str, as_of: date, area: Area) -> list[TicketLine]:
    return ticket_rows(
        region_code=area.region_code,
        place_codes=area.place_codes,
        words=words,
        until=as_of,
        limit=SHOWN,
    )
