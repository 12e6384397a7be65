"""Home of the register: every project of a programme as one line, as it stood on a day.

Fifteen queries at most whatever the number of projects; the line is cut at the as-of day in one place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from xiaowei.base.regions.queries import lying_in, tree
from xiaowei.base.remembering import remembered
from xiaowei.domain.changes import ASKED
from xiaowei.domain.funding import AHEAD, CHANGED, CORRECTED, NOTED
from xiaowei.journey.facts import NOTHING, facts_of
from xiaowei.journey.line import Line, later
from xiaowei.journey.sending import as_it_stood, stood
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.funding.models import (
    Envelope,
    EnvelopeLine,
    Filing,
    FilingVersion,
    LedgerLine,
)
from xiaowei.stages.identification.models import Candidate, CandidatePlace
from xiaowei.stages.selection.models import Application

IDENTIFIED = tuple(
    f"identification.{name}"
    for name in (
        "Spot", "SpotTicket", "StopGap", "Candidate", "Ground", "CandidatePlace", "PlannedSite",
        "EstimateLine", "Consultation", "ConsultationOption",
    )
)  # fmt: skip
"""What is identified; not what residents and butlers say every hour, which moves no figure."""
PROJECT_ROOMS = ("regions", *IDENTIFIED, "selection", "funding", "delivery")
"""The apps and tables on which a project's line stands."""
Moved = dict[int, dict[str, int]]


def register(
    district: str, year: int | None = None, as_of: date | None = None, *, ahead: bool = False
) -> list[Line]:
    """Return a region's projects as of a day: of one programme-year, or of all up to that day.

    `ahead` takes in the programme-years that begin after it, which are prepared before.
    """
    return list(_register(district, year, as_of, ahead))


@remembered(*PROJECT_ROOMS, most=32)
def _register(district: str, year: int | None, as_of: date | None, ahead: bool) -> tuple[Line, ...]:
    candidates = Candidate.objects.filter(lying_in("town_code", district, as_of))
    if year is not None:
        candidates = candidates.filter(year=year)
    elif as_of is not None and not ahead:
        candidates = candidates.filter(year__lte=as_of.year)
    return tuple(_lines(candidates.order_by("number"), as_of))


def line(number: str, as_of: date | None = None) -> Line | None:
    """Return one project's line, or None."""
    return _line(number, as_of)


@remembered(*PROJECT_ROOMS)
def _line(number: str, as_of: date | None) -> Line | None:
    found = _lines(Candidate.objects.filter(number=number), as_of)
    return found[0] if found else None


def lines_of(keys: Any, as_of: date) -> list[Line]:
    """Return the lines of projects by primary key, or by a query of keys, as of a day."""
    return _lines(Candidate.objects.filter(pk__in=keys), as_of)


def _lines(candidates: QuerySet[Candidate], as_of: date | None) -> list[Line]:
    applications = _rows(Application, "candidate_id", APPLICATION, candidate__in=candidates)
    filings = _rows(Filing, "application__candidate_id", FILING,
                    application__candidate__in=candidates)  # fmt: skip
    works = _rows(Works, "filing__application__candidate_id", WORKS,
                  filing__application__candidate__in=candidates)  # fmt: skip
    recorded = _recorded(candidates, as_of)
    places: dict[int, list[int]] = {}
    links = CandidatePlace.objects.filter(candidate__in=candidates).order_by("sequence")
    for candidate_id, place_id in links.values_list("candidate_id", "place_id"):
        places.setdefault(candidate_id, []).append(place_id)
    facts = facts_of(candidates)
    own = [f.name for f in fields(Line)][: len(CANDIDATE)]
    stands, day, town = tree().standing, as_of or date.max, CANDIDATE.index("town_code")
    lines = (
        Line(
            **dict(zip(own, row, strict=True)) | {"town_code": stands(row[town], day)},
            place_ids=tuple(places.get(row[0], ())),
            **applications.get(row[0], {}),
            **filings.get(row[0], {}),
            recorded_fen=recorded.get(row[0], 0),
            **works.get(row[0], {}),
            facts=facts.get(row[0], NOTHING),
        )
        for row in candidates.values_list(*CANDIDATE)
    )
    if as_of is None:
        return list(lines)
    sent = stood(candidates, as_of)
    lines = (as_it_stood(line, sent[line.pk]) if line.pk in sent else line for line in lines)
    return _cut(lines, _moved_after(candidates, as_of), as_of)


def _cut(lines: Iterable[Line], moved: Moved, as_of: date) -> list[Line]:
    """Return the lines as they stood on a day, without those that were collected later."""
    cut = [
        (_take_off(line, moved[line.pk]) if line.pk in moved else line).at(as_of) for line in lines
    ]
    return [line for line in cut if not later(line.collected_on, as_of)]


def _moved_after(candidates: QuerySet[Candidate], as_of: date) -> Moved:
    """Return what was paid, came back or was changed after a day, in fen, by candidate and kind; under
    `NOTED` stands that only later it was told what had been paid.

    Of disbursements the second and later ones: the first carries the filing's own day, and a line that
    corrects the sum moved no money.
    """
    moved: Moved = {}
    first = LedgerLine.objects.filter(filing=OuterRef("filing"), kind="disbursed")
    followed = Exists(first.filter(sequence__lt=OuterRef("sequence"))) & ~Q(note=CORRECTED)
    kinds = (
        Q(kind__in=("paid", "returned", "clawed_back"))
        | Q(kind="filed", note=CHANGED)
        | (Q(kind="disbursed") & followed)
    )
    rows = LedgerLine.objects.filter(
        kinds, filing__application__candidate__in=candidates, on__gt=as_of
    )
    sums = rows.order_by().values_list("filing__application__candidate_id", "kind")
    told = sums.annotate(total=Sum("amount_fen"), noted=Count("pk", filter=Q(note=NOTED)))
    for candidate, kind, total, noted in told:
        moved.setdefault(candidate, {})[kind] = total
        if noted:
            moved[candidate][NOTED] = noted
    return moved


def _recorded(candidates: QuerySet[Candidate], as_of: date | None) -> dict[int, int]:
    """Return the payments recorded up to a day where the sum is unknown, in fen by candidate."""
    rows = LedgerLine.objects.filter(
        filing__application__candidate__in=candidates, filing__paid_fen__isnull=True, kind="paid"
    )
    if as_of is not None:
        rows = rows.exclude(on__gt=as_of)
    sums = rows.order_by().values_list("filing__application__candidate_id")
    return dict(sums.annotate(total=Sum("amount_fen")))


def _take_off(line: Line, moved: dict[str, int]) -> Line:
    paid = None if line.paid_fen is None else line.paid_fen - moved.get("paid", 0)
    recorded = line.recorded_fen
    if NOTED in moved:
        paid, recorded = None, paid or 0
    filed = None if line.filed_fen is None else line.filed_fen - moved.get("filed", 0)
    return replace(
        line,
        paid_fen=paid,
        recorded_fen=recorded,
        filed_fen=filed,
        disbursed_fen=line.disbursed_fen - moved.get("disbursed", 0),
        returned_fen=line.returned_fen - moved.get("returned", 0),
        clawed_fen=line.clawed_fen + moved.get("clawed_back", 0),
    )


CANDIDATE = (
    "pk", "number", "name", "district_code", "town_code", "year", "type_code", "proactive",
    "reason", "spot_id", "quantity", "unit", "sites_planned", "households_claimed",
    "estimate_fen", "collected_on", "root_cause", "maintainer", "note", "basis",
)  # fmt: skip
APPLICATION = {
    "application_state": "state", "round_name": "round__name", "fund_source": "fund_source",
    "applied_on": "applied_on", "applied_fen": "applied_fen", "returned_on": "returned_on",
    "return_reason": "return_reason", "approved_on": "approved_on", "approved_fen": "approved_fen",
    "approver_id": "approved_by_id", "closed_on": "closed_on", "closed_from": "closed_from",
    "closing_code": "closing_code", "closing_reason": "closing_reason",
}  # fmt: skip
ASKED_CHANGES = FilingVersion.objects.filter(filing=OuterRef("pk"), state=ASKED)
FILING: dict[str, Any] = {
    "is_filed": "pk", "filing_state": "state", "filed_fen": "approved_fen", "clawed_fen": "clawed_fen",
    "warranty_to": "warranty_to", "notice_to": "notice_to", "ended_on": "ended_on",
    "change_waits": Exists(ASKED_CHANGES),
    "amount_waits": Exists(ASKED_CHANGES.filter(what="amount")),
    "is_charged": Exists(EnvelopeLine.objects.filter(filing=OuterRef("pk"))),
    "has_envelopes": Exists(Envelope.objects.filter(
        district_code=OuterRef("application__candidate__district_code"),
        year=OuterRef("application__candidate__year"))),
    "filing_no": "filing_no", "filed_on": "filed_on",
    "disbursed_on": "disbursed_on", "disbursed_fen": "disbursed_fen", "paid_fen": "paid_fen",
    "settled_on": "settled_on", "settled_fen": "settled_fen", "returned_fen": "returned_fen",
}  # fmt: skip
WORKS = {
    "works_pk": "pk", "works_state": "state", "contractor": "contractor",
    "ordered_on": "ordered_on", "started_on": "started_on", "finished_on": "finished_on",
    "in_use_on": "in_use_on", "accepted_on": "accepted_on", "stopped_on": "stopped_on",
    "stopped_from": "stopped_from",
}  # fmt: skip


def _rows(model: Any, key: str, columns: dict[str, Any], **where: Any) -> dict[int, dict[str, Any]]:
    rows = model.objects.filter(**where).values_list(key, *columns.values())
    found = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
    for values in found.values():
        if "is_filed" in values:
            values["is_filed"] = values["filing_state"] != AHEAD and values["filed_fen"] > 0
        if values.get("round_name", "") is None:
            values["round_name"] = ""
    return found
