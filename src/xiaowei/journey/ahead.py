"""Home of where to go before anyone complains: leads, seasons and neighbours of some places as one list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from xiaowei.base.places.queries import every_place
from xiaowei.domain.months import first_of
from xiaowei.domain.wording import Note
from xiaowei.journey.hints import Hint
from xiaowei.journey.leads import Lead, leads_of
from xiaowei.journey.neighbours import neighbours_ahead
from xiaowei.journey.seasons import seasons_ahead


def hints_at(codes: Collection[str], district: str, as_of: date) -> list[Hint]:
    """Return the hints of a district at some places, each place and topic once, the likeliest first."""
    told = leads_of(district, first_of(as_of, 1), as_of)
    found: dict[tuple[int, str], Hint] = {}
    for one in (
        *(as_hint(lead) for lead in (told.rows if told else ()) if lead.place_code in codes),
        *(hint for coming in seasons_ahead(district, as_of) for hint in coming.rows),
        *neighbours_ahead(district, as_of),
    ):
        if one.place.code in codes:
            found.setdefault((one.place.pk, one.topic_code), one)
    return list(found.values())


def as_hint(lead: Lead) -> Hint:
    """Return a lead as a hint; who takes it up has found it by going there."""
    chance = Note("lead.chance", percent=round(100 * lead.chance))
    place = every_place()[lead.place_id]
    return Hint(place, lead.topic_code, "patrol", (chance, *lead.reasons[:2]))
