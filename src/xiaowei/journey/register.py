"""Home of the register: every project of a programme as one line, as it stood on a day.

Thirteen queries at most whatever the number of projects; the line is cut at the as-of day in one place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from xiaowei.domain import delivery, funding, selection
from xiaowei.domain.regions import significant
from xiaowei.journey.facts import NOTHING, Facts, facts_of
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.funding.models import Filing, LedgerLine
from xiaowei.stages.identification.models import Candidate, CandidatePlace
from xiaowei.stages.selection.models import Application

Moved = dict[int, dict[str, int]]


@dataclass(frozen=True)
class Line:
    """A project as the furthest room knows it; amounts in fen, an unknown day is None."""

    pk: int
    number: str
    name: str
    district_code: str
    town_code: str
    year: int
    type_code: str
    proactive: bool
    reason: str
    spot_id: int | None
    quantity: Decimal | None
    unit: str
    sites_planned: int
    households_claimed: int | None
    estimate_fen: int | None
    collected_on: date | None
    root_cause: str
    maintainer: str
    note: str
    basis: str
    place_ids: tuple[int, ...] = ()
    application_state: str = ""
    round_name: str = ""
    fund_source: str = ""
    applied_on: date | None = None
    applied_fen: int | None = None
    returned_on: date | None = None
    return_reason: str = ""
    approved_on: date | None = None
    approved_fen: int | None = None
    closed_on: date | None = None
    closed_from: str = ""
    closing_code: str = ""
    closing_reason: str = ""
    is_filed: bool = False
    filing_state: str = ""
    filing_no: str = ""
    filed_on: date | None = None
    disbursed_on: date | None = None
    disbursed_fen: int = 0
    paid_fen: int | None = None
    recorded_fen: int = 0
    """What was recorded here as paid where it is unknown what was paid in all."""
    settled_on: date | None = None
    settled_fen: int | None = None
    returned_fen: int = 0
    works_pk: int | None = None
    works_state: str = ""
    contractor: str = ""
    ordered_on: date | None = None
    started_on: date | None = None
    finished_on: date | None = None
    in_use_on: date | None = None
    accepted_on: date | None = None
    stopped_on: date | None = None
    stopped_from: str = ""
    facts: Facts = NOTHING

    @property
    def is_closed(self) -> bool:
        """Tell whether its application goes no further: rejected, withdrawn, merged or split."""
        return self.application_state in selection.CLOSED

    @property
    def is_over(self) -> bool:
        """Tell whether nothing moves any more: closed, or its works stopped."""
        return self.is_closed or self.works_state == "stopped"

    @property
    def is_emergency(self) -> bool:
        """Tell whether two persons have flagged it: works go ahead of the papers."""
        return self.facts.emergency is not None and self.facts.emergency.confirmed_on is not None

    @property
    def is_applied(self) -> bool:
        """Tell whether the district has the application, and it was not closed."""
        return self.application_state not in (*EARLY, *selection.CLOSED)

    @property
    def is_started(self) -> bool:
        """Tell whether works have begun."""
        return self.works_state in STARTED or self.stopped_from in STARTED

    @property
    def is_finished(self) -> bool:
        """Tell whether works are finished, accepted or not."""
        return self.works_state in ("finished", "accepted")

    @property
    def is_completed(self) -> bool:
        """Tell whether the project is completed 已完工: accepted."""
        return self.works_state == "accepted"

    @property
    def used_on(self) -> date | None:
        """Return the day it came into use, the finish day where that is unknown."""
        return self.in_use_on or self.finished_on

    @property
    def money_state(self) -> str:
        """Return the state of its filing, as funding's table names it."""
        if self.filing_state in UNMONEYED:
            return self.filing_state
        if not self.is_filed:
            return funding.UNFILED
        if self.settled_fen is not None:
            return "given_back" if self.returned_fen else "settled"
        return "disbursed" if self.disbursed_fen else "filed"

    @property
    def state(self) -> str:
        """Return where the project is by the furthest room that holds it."""
        if self.is_closed:
            return self.application_state
        if self.settled_fen is not None:
            return self.money_state
        if self.works_state:
            return self.works_state
        return self.money_state if self.is_filed else self.application_state or selection.NEW

    @property
    def to_return_fen(self) -> int | None:
        """Return what of the surplus is still to be given back; None while unsettled."""
        return funding.to_return_fen(self.disbursed_fen, self.settled_fen, self.returned_fen)

    @property
    def paid_at_least_fen(self) -> int:
        """Return what is known to be paid: the sum, or where it is unknown, what was recorded."""
        return self.recorded_fen if self.paid_fen is None else self.paid_fen

    @property
    def owed_fen(self) -> int | None:
        """Return what a settled contractor still gets; None while unsettled or payments are unknown."""
        if self.settled_fen is None or self.paid_fen is None:
            return None
        return funding.payable_fen(self.disbursed_fen, self.settled_fen, self.paid_fen)

    def at(self, as_of: date) -> Line:
        """Return the line as it stood on a day: what came later is not there yet."""
        seen = replace(self, facts=self.facts.at(as_of))
        return _cut_money(
            _cut_works(_cut_selection(_cut_closing(seen, as_of), as_of), as_of), as_of
        )


def register(
    district: str, year: int | None = None, as_of: date | None = None, *, ahead: bool = False
) -> list[Line]:
    """Return a region's projects as of a day: of one programme-year, or of all up to that day.

    `ahead` takes in the programme-years that begin after it, which are prepared before.
    """
    region = significant(district)
    candidates = Candidate.objects.filter(
        district_code__startswith=region[:6], town_code__startswith=region
    )
    if year is not None:
        candidates = candidates.filter(year=year)
    elif as_of is not None and not ahead:
        candidates = candidates.filter(year__lte=as_of.year)
    return _lines(candidates.order_by("number"), as_of)


def line(number: str, as_of: date | None = None) -> Line | None:
    """Return one project's line, or None."""
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
    lines = (
        Line(
            **dict(zip(own, row, strict=True)),
            place_ids=tuple(places.get(row[0], ())),
            **applications.get(row[0], {}),
            **filings.get(row[0], {}),
            recorded_fen=recorded.get(row[0], 0),
            **works.get(row[0], {}),
            facts=facts.get(row[0], NOTHING),
        )
        for row in candidates.values_list(*CANDIDATE)
    )
    return _cut(lines, _moved_after(candidates, as_of), as_of) if as_of else list(lines)


def _cut(lines: Iterable[Line], moved: Moved, as_of: date) -> list[Line]:
    """Return the lines as they stood on a day, without those that were collected later."""
    cut = [
        (_take_off(line, moved[line.pk]) if line.pk in moved else line).at(as_of) for line in lines
    ]
    return [line for line in cut if not _later(line.collected_on, as_of)]


def _moved_after(candidates: QuerySet[Candidate], as_of: date) -> Moved:
    """Return what was paid and returned after a day, in fen, by candidate and kind."""
    moved: Moved = {}
    rows = LedgerLine.objects.filter(
        filing__application__candidate__in=candidates, kind__in=("paid", "returned"), on__gt=as_of
    )
    sums = rows.order_by().values_list("filing__application__candidate_id", "kind")
    for candidate, kind, total in sums.annotate(total=Sum("amount_fen")):
        moved.setdefault(candidate, {})[kind] = total
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
    return replace(line, paid_fen=paid, returned_fen=line.returned_fen - moved.get("returned", 0))


EARLY = ("", "reported", "town_review")
"""States of an application that the district does not have yet."""
STARTED = ("under_way", "suspended", "finished", "accepted")
UNMONEYED = ("ahead", *delivery.ENDED)
"""States of a filing that no sum tells: opened ahead of an emergency's papers, or ended."""
CANDIDATE = (
    "pk", "number", "name", "district_code", "town_code", "year", "type_code", "proactive",
    "reason", "spot_id", "quantity", "unit", "sites_planned", "households_claimed",
    "estimate_fen", "collected_on", "root_cause", "maintainer", "note", "basis",
)  # fmt: skip
APPLICATION = {
    "application_state": "state", "round_name": "round__name", "fund_source": "fund_source",
    "applied_on": "applied_on", "applied_fen": "applied_fen", "returned_on": "returned_on",
    "return_reason": "return_reason", "approved_on": "approved_on", "approved_fen": "approved_fen",
    "closed_on": "closed_on", "closed_from": "closed_from", "closing_code": "closing_code",
    "closing_reason": "closing_reason",
}  # fmt: skip
FILING = {
    "is_filed": "pk", "filing_state": "state", "filing_no": "filing_no", "filed_on": "filed_on",
    "disbursed_on": "disbursed_on", "disbursed_fen": "disbursed_fen", "paid_fen": "paid_fen",
    "settled_on": "settled_on", "settled_fen": "settled_fen", "returned_fen": "returned_fen",
}  # fmt: skip
WORKS = {
    "works_pk": "pk", "works_state": "state", "contractor": "contractor",
    "ordered_on": "ordered_on", "started_on": "started_on", "finished_on": "finished_on",
    "in_use_on": "in_use_on", "accepted_on": "accepted_on", "stopped_on": "stopped_on",
    "stopped_from": "stopped_from",
}  # fmt: skip


def _rows(model: Any, key: str, columns: dict[str, str], **where: Any) -> dict[int, dict[str, Any]]:
    rows = model.objects.filter(**where).values_list(key, *columns.values())
    found = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
    for values in found.values():
        if "is_filed" in values:
            values["is_filed"] = values["filing_state"] != "ahead"
        if values.get("round_name", "") is None:
            values["round_name"] = ""
    return found


def _later(day: date | None, as_of: date) -> bool:
    return day is not None and day > as_of


def _cut_closing(line: Line, as_of: date) -> Line:
    if not _later(line.closed_on, as_of):
        return line
    return replace(
        line, application_state=line.closed_from, closed_on=None, closed_from="",
        closing_code="", closing_reason="",
    )  # fmt: skip


def _cut_selection(line: Line, as_of: date) -> Line:
    if _later(line.applied_on, as_of):
        taken_up = "town_review" if line.facts.emergency else ""
        line = replace(
            line, application_state=taken_up, applied_on=None, applied_fen=None, approved_on=None,
            approved_fen=None, returned_on=None, return_reason="",
        )  # fmt: skip
    if _later(line.returned_on, as_of):
        state = "submitted" if line.application_state == "returned" else line.application_state
        line = replace(line, application_state=state, returned_on=None, return_reason="")
    if _later(line.approved_on, as_of):
        line = replace(line, application_state="in_review", approved_on=None, approved_fen=None)
    return _sent_back(line)


def _sent_back(line: Line) -> Line:
    """Return a line under review as returned where a correction was waited for on the day."""
    waits = any(one.answered_on is None for one in line.facts.returns)
    is_under = line.application_state in ("submitted", "in_review")
    return replace(line, application_state="returned") if waits and is_under else line


def _standing(line: Line) -> Line:
    """Return a line under way as suspended where its works stood still on the day."""
    if line.works_state not in ("under_way", "suspended"):
        return line
    stands = any(one.resumed_on is None for one in line.facts.suspensions)
    return replace(line, works_state="suspended" if stands else "under_way")


def _cut_works(line: Line, as_of: date) -> Line:
    if _later(line.stopped_on, as_of):
        line = replace(line, works_state=line.stopped_from, stopped_on=None, stopped_from="")
    if _later(line.accepted_on, as_of):
        line = replace(line, works_state="finished", accepted_on=None)
    if _later(line.in_use_on, as_of):
        line = replace(line, in_use_on=None)
    if _later(line.finished_on, as_of):
        line = replace(line, works_state="under_way", finished_on=None, accepted_on=None)
    line = _standing(line)
    if _later(line.started_on, as_of):
        line = replace(line, works_state="ordered", started_on=None)
    is_undated = line.works_state == "ordered" and line.ordered_on is None
    unfiled = _later(line.filed_on, as_of) and not line.is_emergency
    if is_undated or _later(line.ordered_on, as_of) or unfiled:
        line = replace(line, works_state="", works_pk=None, ordered_on=None, started_on=None)
    return line


def _cut_money(line: Line, as_of: date) -> Line:
    if _later(line.settled_on, as_of):
        line = replace(line, settled_on=None, settled_fen=None, returned_fen=0)
    if _later(line.disbursed_on, as_of):
        line = replace(line, disbursed_on=None, disbursed_fen=0, paid_fen=None)
    if _later(line.filed_on, as_of) or _later(line.approved_on, as_of):
        ahead = "ahead" if line.is_emergency and line.works_state else ""
        line = replace(
            line, is_filed=False, filing_state=ahead, filing_no="", filed_on=None,
            disbursed_on=None, disbursed_fen=0, paid_fen=None, settled_on=None, settled_fen=None,
            returned_fen=0,
        )  # fmt: skip
    return line
