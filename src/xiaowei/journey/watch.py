"""Home of the watch: works that ring again, without news, begun before their money, cut up; the use of
the emergency lane.

A finding says "look", it refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.attachments.models import Attachment
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.parts import in_parts
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.delivery import Piece, cut_up
from xiaowei.journey.clock import after
from xiaowei.journey.line import Line
from xiaowei.journey.reach import reads_project
from xiaowei.journey.relapses import watch_of
from xiaowei.journey.survey import RECORDS, Survey
from xiaowei.stages.delivery.models import Measurement


@remembered(*RECORDS, most=64)
@steady()
def watched(survey: Survey, by: Actor | None = None) -> list[dict[str, Any]]:
    """Return what of a survey somebody should look at, as plain rows: code, numbers, measure.

    What `by` may read of it; all of it where nobody is named.

    `stale_progress` measures working days without a measurement or photo, `started_without_money`
    nothing, `cut_up` names two projects, `relapse` complaints that came back.
    """
    live = [x for x in survey.lines if not x.is_over and (by is None or reads_project(by, x))]
    return [*_again(survey, live), *_stale(survey, live), *_bare(live), *_cut(survey, live)]


def _again(survey: Survey, lines: list[Line]) -> list[dict[str, Any]]:
    """Return the finished projects that ring again; the measure is how many complaints came since."""
    near = {line.number for line in lines}
    found = watch_of(survey.district, survey.as_of, survey.asked_year).relapses
    return [_told("relapse", [one.number], one.since) for one in found if one.number in near]


def _stale(survey: Survey, lines: list[Line]) -> list[dict[str, Any]]:
    building = [x for x in lines if x.works_state == "under_way" and x.started_on]
    news = _news(building, survey.as_of)
    days = calendar()
    found = []
    for line in building:
        silent = after(days, news.get(line.number) or line.started_on, survey.as_of) or 0
        if silent > survey.policy_of(line).clock("stale_progress"):
            found.append(_told("stale_progress", [line.number], silent))
    return found


def _news(lines: list[Line], as_of: date) -> dict[str, date]:
    """Return the last day on which something was seen of some works: measured, photographed, resumed."""
    found = {x.number: x.started_on for x in lines if x.started_on}
    works = {x.works_pk: x.number for x in lines if x.works_pk}
    seen: list[tuple[str, date | None]] = [
        (x.number, one.resumed_on) for x in lines for one in x.facts.suspensions
    ]
    for part in in_parts(sorted(works)):
        rows = Measurement.objects.filter(works_id__in=part, measured_on__lte=as_of).order_by()
        last = rows.values_list("works_id").annotate(Max("measured_on"))
        seen += [(works[pk], day) for pk, day in last]
    for numbers in in_parts(sorted(found)):
        photos = Attachment.objects.filter(number__in=numbers, taken_on__lte=as_of).order_by()
        seen += list(photos.values_list("number").annotate(Max("taken_on")))
    for number, day in seen:
        if day is not None and day > found[number]:
            found[number] = day
    return found


def _bare(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return works that began before their money came: contractors do not prefinance."""
    return [_told("started_without_money", [x.number], None) for x in lines if x.is_prefinanced]


def _cut(survey: Survey, lines: list[Line]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.district_code, line.year), []).append(line)
    limits = {key: survey.policy_of(own[0]).split_days for key, own in groups.items()}
    return [
        _told("cut_up", list(pair), limits[key])
        for key, own in groups.items()
        for pair in cut_up(map(_piece, own), limits[key])
    ]


def _piece(line: Line) -> Piece:
    day = line.ordered_on or line.started_on
    return Piece(line.number, line.type_code, line.contractor, line.place_ids, day)


def _told(code: str, numbers: list[str], measure: int | None) -> dict[str, Any]:
    return {"code": code, "numbers": numbers, "measure": measure}


def emergencies(lines: Iterable[Line]) -> dict[str, Any]:
    """Return how the emergency lane was used: of how many projects, judged, wrongly.

    `share` is of the projects with a filing or works, closed ones left out; None of none.
    """
    begun = [x for x in lines if not x.is_closed and (x.is_filed or x.works_state)]
    flagged = [x for x in begun if x.is_emergency]
    flags = [x.facts.emergency for x in flagged if x.facts.emergency]
    judged = [flag for flag in flags if flag.judged_on]
    return {
        "projects": len(flagged),
        "of": len(begun),
        "share": round(len(flagged) / len(begun), 4) if begun else None,
        "judged": len(judged),
        "unjustified": sum(flag.justified is False for flag in judged),
        "numbers": [x.number for x in flagged],
    }
