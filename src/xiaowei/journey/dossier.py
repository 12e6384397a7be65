"""Home of the dossier: all that stands behind an application, gathered for whoever weighs it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.identification import Check
from xiaowei.journey.line import Line
from xiaowei.journey.register import lines_of
from xiaowei.journey.spots import spot_row
from xiaowei.stages.identification.models import (
    Candidate,
    CandidatePlace,
    Consultation,
    EstimateLine,
    PlannedSite,
    StopGap,
)
from xiaowei.stages.identification.queries import SpotRow, candidate, checks, price_band
from xiaowei.stages.selection.forming import is_light


@remembered()
@steady()
def dossier(line: Line, as_of: date, language: str = "zh") -> dict[str, Any]:
    """Return a project's papers on a day as plain values; amounts in fen.

    `lines` are quantity x price with the library's band, `sites` those planned, `spot` the tickets
    and callers behind it, `earlier` the other works at its places, those of its type first.
    """
    mine = candidate(line.number)
    return {
        "estimate_fen": line.estimate_fen,
        "lines": _lines(line),
        "sites": _sites(mine),
        "spot": _spot(line, as_of, language),
        "stop_gaps": _stop_gaps(line, as_of),
        "consultations": _consultations(mine, as_of),
        "earlier": _earlier(line, as_of),
        "checks": _checks(mine),
    }


def _checks(mine: Candidate) -> list[Check]:
    """Return the checks of a draft without those that are not asked of a tiny project."""
    light = is_light(mine.number)
    return [check for check in checks(mine) if not (light and check.code == "consulted")]


def _lines(line: Line) -> list[dict[str, Any]]:
    where = (line.district_code, line.year)
    return [
        {
            "item": one.item,
            "quantity": one.quantity,
            "unit": one.unit,
            "price_fen": one.unit_price_fen,
            "amount_fen": one.amount_fen,
            "why": one.why,
            "check": price_band(line.type_code, one.unit, one.unit_price_fen, *where),
        }
        for one in EstimateLine.objects.filter(candidate_id=line.pk).order_by("sequence")
    ]


def _sites(mine: Candidate) -> list[dict[str, Any]]:
    rows = PlannedSite.objects.filter(candidate=mine).order_by("sequence")
    return [dict(row) for row in rows.values("sequence", "name", "place__name", "quantity")]


def _spot(line: Line, as_of: date, language: str) -> SpotRow | None:
    return spot_row(line.spot_id, as_of, language) if line.spot_id else None


def _stop_gaps(line: Line, as_of: date) -> list[dict[str, Any]]:
    rows = StopGap.objects.filter(spot_id=line.spot_id or 0, from_on__lte=as_of)
    return [dict(row) for row in rows.order_by("from_on").values("what", "from_on", "to_on")]


def _consultations(mine: Candidate, as_of: date) -> list[dict[str, Any]]:
    rows = Consultation.objects.filter(candidate=mine, held_on__lte=as_of).order_by("held_on", "pk")
    fields = ("name", "what", "cost_fen", "days", "maintainer", "chosen")
    return [
        {
            "held_on": talk.held_on,
            "parties": talk.parties,
            "decision": talk.decision,
            "options": list(talk.options.order_by("sequence").values(*fields)),
        }
        for talk in rows
    ]


def _earlier(line: Line, as_of: date) -> list[dict[str, Any]]:
    """Return the other projects at the same places on a day, the same type first, then the newest."""
    here = CandidatePlace.objects.filter(place_id__in=line.place_ids)
    found = lines_of(here.exclude(candidate_id=line.pk).values("candidate_id"), as_of)
    rows: Iterable[dict[str, Any]] = (
        {
            "number": one.number,
            "name": one.name,
            "year": one.year,
            "type_code": one.type_code,
            "same_type": one.type_code == line.type_code,
            "state": one.state,
            "approved_fen": one.approved_fen,
            "finished_on": one.finished_on,
        }
        for one in found
    )
    return sorted(rows, key=lambda row: (not row["same_type"], -row["year"], row["number"]))
