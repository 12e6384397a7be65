"""Home of a district's morning in tests: a thousand open projects at every step, made in bulk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests import town
from xiaowei.base.places.models import Place
from xiaowei.stages.delivery.models import Suspension, Works
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.identification.models import Candidate, CandidatePlace
from xiaowei.stages.selection.models import Application, Opinion, Return

COUNT = 1_000
FIRST = date(2022, 3, 1)
STATES = (
    "town_review", "submitted", "returned", "in_review", "approved", "filed", "disbursed", "ordered",
    "under_way", "suspended", "finished", "accepted",
)  # fmt: skip
APPLIED = STATES[:5]
WORKS = STATES[7:]
TOWNS = (town.WHITESTONE, town.MAPLE, town.RIVERVIEW)


def make(count: int = COUNT) -> None:
    """Make the projects, as many at each step, none of them settled."""
    places = list(Place.objects.order_by("pk"))
    candidates = Candidate.objects.bulk_create(
        Candidate(
            number=f"QC2022-{index:04d}", name=f"道路修补{index}", district_code=town.DISTRICT,
            town_code=TOWNS[index % 3], year=2022, type_code="road", sites_planned=1,
            estimate_fen=1_500_000, state="handed_on", collected_on=FIRST + timedelta(index % 90),
        )
        for index in range(count)
    )  # fmt: skip
    CandidatePlace.objects.bulk_create(
        CandidatePlace(candidate=one, place=places[index % len(places)], sequence=1)
        for index, one in enumerate(candidates)
    )
    applications = Application.objects.bulk_create(
        _application(one, STATES[index % len(STATES)]) for index, one in enumerate(candidates)
    )
    _beside(applications)
    filings = Filing.objects.bulk_create(
        _filing(one, state)
        for index, one in enumerate(applications)
        if (state := STATES[index % len(STATES)]) not in APPLIED
    )
    built = [one for one in filings if one.state == "disbursed"]
    _build([one for index, one in enumerate(built) if index % 6])


def _application(candidate: Candidate, state: str) -> Application:
    day = candidate.collected_on or FIRST
    is_approved = state not in APPLIED[:4]
    found: dict[str, Any] = {"state": "approved" if is_approved else state, "policy_version": "x"}
    if state != "town_review":
        found |= {"applied_fen": 1_500_000, "applied_on": day + timedelta(2)}
    if is_approved:
        found |= {"approved_fen": 1_400_000, "approved_on": day + timedelta(6)}
    if state == "returned":
        found |= {"returned_on": day + timedelta(3), "return_reason": "补照片"}
    return Application(candidate=candidate, **found)


def _beside(applications: list[Application]) -> None:
    Return.objects.bulk_create(
        Return(application=x, sequence=1, on=x.returned_on, reason="补照片", by_name="韩")
        for x in applications
        if x.returned_on
    )
    Opinion.objects.bulk_create(
        Opinion(
            application=x, department=code, asked_on=FIRST + timedelta(95),
            due_on=FIRST + timedelta(97),
        )
        for x in applications
        if x.state == "in_review"
        for code in ("water", "finance")
    )  # fmt: skip


def _filing(application: Application, state: str) -> Filing:
    day = application.approved_on or FIRST
    told: dict[str, Any] = {"filed_on": day + timedelta(1), "approved_fen": 1_400_000}
    if state != "filed":
        told |= {"disbursed_fen": 1_400_000, "disbursed_on": day + timedelta(3)}
    where = "filed" if state == "filed" else "disbursed"
    common = {"digest": "", "policy_version": "x", "paid_fen": 0}
    return Filing(application=application, state=where, **told, **common)


def _build(filings: list[Filing]) -> None:
    works = []
    for index, filing in enumerate(filings):
        state, day = WORKS[index % len(WORKS)], filing.disbursed_on or FIRST
        days = {"ordered_on": day + timedelta(1)}
        if state != "ordered":
            days["started_on"] = day + timedelta(2)
        if state in ("finished", "accepted"):
            days |= {"finished_on": day + timedelta(8), "in_use_on": day + timedelta(8)}
        if state == "accepted":
            days["accepted_on"] = day + timedelta(10)
        works.append(Works(filing=filing, state=state, contractor="修路队", **days))
    Suspension.objects.bulk_create(
        Suspension(works=one, sequence=1, reason="weather", from_on=one.started_on, asked_by="孟")
        for one in Works.objects.bulk_create(works)
        if one.state == "suspended"
    )
