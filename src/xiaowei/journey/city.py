"""Home of the city's view: its districts beside each other, each by its own page's definitions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xiaowei.base.attachments.models import Attachment
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.parts import in_parts
from xiaowei.base.places.queries import place_names
from xiaowei.base.regions.queries import name_of
from xiaowei.base.steady import steady
from xiaowei.domain.regions import within
from xiaowei.journey.briefing import brief
from xiaowei.journey.line import Line
from xiaowei.journey.spots import pressing_spots
from xiaowei.journey.survey import Survey, survey_of
from xiaowei.journey.townships import township_rows
from xiaowei.stages.selection.queries import programmes

PICTURED = ("after", "before")
"""Which photo stands for a site: how it is now, else how it was."""


@dataclass(frozen=True)
class District:
    """A district's programme on a day; what nobody measured is None."""

    code: str
    name: str
    year: int
    started: int
    completed: int
    mean_yuan: Decimal | None
    mean_days: float | None
    grounded: int
    """Started projects that rest on tickets or on a recorded proactive reason."""
    silent: int
    observed: int
    overdue: int
    approved_yuan: str | None
    unserved: int


@steady()
def districts(region: str, year: int, as_of: date) -> list[District]:
    """Return the districts of a region that have a programme that year, in order."""
    codes = [row["district_code"] for row in programmes() if row["year"] == year]
    near = [code for code in codes if not region or within(code, region)]
    return [_district(survey_of(code, as_of, year), year) for code in near]


def _district(survey: Survey, year: int) -> District:
    told, towns, grounds = brief(survey), township_rows(survey), survey.grounds
    mean = told["money"]["mean_approved"]
    return District(
        code=survey.district,
        name=name_of(survey.district, survey.as_of),
        year=year,
        started=told["projects_started"],
        completed=len(survey.completed),
        mean_yuan=None if mean is None else Decimal(mean),
        mean_days=told["working_days"]["mean"],
        grounded=len(grounds.tickets) + len(grounds.proactive),
        silent=told["sites_silent"],
        observed=told["sites_observed"],
        overdue=sum(row["overdue"] for row in towns),
        approved_yuan=told["money"]["approved"],
        unserved=pressing_spots(survey.district, survey.as_of).unlisted,
    )


@steady()
def pictured(lines: Collection[Line]) -> list[dict[str, Any]]:
    """Return projects with the newest photo of how each site is now, else of how it was."""
    names, types = place_names(), catalogue()
    photos = _photos([line.number for line in lines])
    return [
        {
            "number": line.number,
            "place": "、".join(names.get(place, "") for place in line.place_ids) or line.name,
            "type": kind.name if (kind := types.type(line.type_code)) else line.type_code,
            "state": line.state,
            "approved_fen": line.approved_fen,
            "used_on": line.used_on if line.is_finished else None,
            "photo": photos.get(line.number),
        }
        for line in lines
    ]


def _photos(numbers: list[str]) -> dict[str, tuple[int, str]]:
    """Return (key, kind) of the photo that stands for each project."""
    found: dict[str, tuple[int, str]] = {}
    for part in in_parts(sorted(numbers)):
        rows = Attachment.objects.filter(number__in=part, kind__in=PICTURED)
        newest = rows.order_by("taken_on", "pk").values_list("number", "pk", "kind")
        found |= _best(newest)
    return found


def _best(rows: Iterable[tuple[str, int, str]]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for number, pk, kind in rows:
        known = found.get(number)
        if known is None or PICTURED.index(kind) <= PICTURED.index(known[1]):
            found[number] = pk, kind
    return found
