"""Home of what was asked for as of a day: an application sent again, or merged and not sent yet.

The application carries what was sent last; what stood on an earlier day is in its submissions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiaowei.journey.line import Line
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.selection.models import Application, Submission

DRAFT = "town_review"


@dataclass(frozen=True)
class Sent:
    """An application as it stood on a day; blank where it was a draft again."""

    state: str
    first_on: date | None = None
    amount_fen: int | None = None


def stood(candidates: QuerySet[Candidate], as_of: date) -> dict[int, Sent]:
    """Return how the applications stood on a day that were sent or merged again after it, by candidate."""
    merged = _merged(candidates)
    later = Submission.objects.filter(application=OuterRef("application"), on__gt=as_of)
    rows = Submission.objects.filter(
        Exists(later) | Q(application__applied_on__isnull=True),
        application__candidate__in=candidates,
        on__lte=as_of,
    ).order_by("application", "sequence")
    columns = (
        "application__candidate_id",
        "on",
        "snapshot__applied_fen",
        "application__applied_on",
    )
    sent: dict[int, list[tuple[date, int | None]]] = {}
    now: dict[int, date | None] = {}
    for key, on, amount, applied_on in rows.values_list(*columns):
        sent.setdefault(key, []).append((on, amount))
        now[key] = applied_on
    return {key: _stood(found, merged.get(key, []), now[key], as_of) for key, found in sent.items()}


def as_it_stood(line: Line, sent: Sent) -> Line:
    """Return a line with what was asked for on the day, before its later steps are cut off."""
    if sent.state == DRAFT:
        return replace(_unjudged(line), application_state=DRAFT, applied_on=None, applied_fen=None)
    if sent.state:
        line = replace(_unjudged(line), application_state=sent.state)
    return replace(line, applied_on=sent.first_on, applied_fen=sent.amount_fen)


def _unjudged(line: Line) -> Line:
    return replace(line, approved_on=None, approved_fen=None)


def _merged(candidates: QuerySet[Candidate]) -> dict[int, list[tuple[date, str]]]:
    """Return when others were merged into each application, and in which state it then was."""
    found: dict[int, list[tuple[date, str]]] = {}
    rows = Application.objects.filter(merged_into__candidate__in=candidates)
    columns = ("merged_into__candidate_id", "closed_on", "closed_from")
    for key, on, state in rows.order_by("closed_on").values_list(*columns):
        if on is not None:
            found.setdefault(key, []).append((on, state))
    return found


def _stood(
    sent: list[tuple[date, int | None]],
    merged: list[tuple[date, str]],
    applied_on: date | None,
    as_of: date,
) -> Sent:
    """Return how an application stood: merged since it was sent last it is a draft, and one that is
    merged later was in the state that it then left.
    """
    last, amount = sent[-1]
    before = [on for on, _ in merged if on <= as_of]
    since = before[-1] if before else None
    if since is not None and (since > last or (since == last and applied_on != last)):
        return Sent(DRAFT)
    first = next(on for on, _ in sent if since is None or on >= since)
    coming = next((state for on, state in merged if on > as_of), "")
    return Sent(coming, first, amount)
