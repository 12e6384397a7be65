"""Home of the complaint strip: tickets of a project's places and topics over time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from xiaowei.base.policies.queries import policy_for
from xiaowei.base.remembering import remembered
from xiaowei.domain.evaluation import WORST_FIRST, observed_days
from xiaowei.domain.months import first_of
from xiaowei.journey.line import Line
from xiaowei.journey.survey import RECORDS
from xiaowei.stages.evaluation.queries import silences, topic_group
from xiaowei.stages.intake.queries import Complaint, complaints
from xiaowei.stages.intake.volumes import heard_by_month

MONTHS_BEFORE, MOST_MONTHS = 6, 24


@remembered(*RECORDS)
def complaints_about(line: Line, as_of: date) -> dict[str, Any]:
    """Return the complaints that a project answers: counts, callers, months, since its end."""
    heard = complaints(line.place_ids, topic_group(line.type_code), until=as_of)
    used = line.used_on
    before = [c for c in heard if used is None or c.received_on < used]
    after = [c for c in heard if used is not None and c.received_on > used]
    return {
        "tickets_before": len(before),
        "callers_before": callers(before),
        "tickets_after": len(after),
        "days_since": (as_of - used).days if used else None,
        "months": _months(heard),
        "around": _around(line, as_of),
        "received_on": [c.received_on.isoformat() for c in heard],
        "ticket_numbers": [c.number for c in heard],
        "after_numbers": [c.number for c in after],
    }


def callers(heard: list[Complaint]) -> int:
    """Count distinct callers; a ticket without a known caller counts as one of its own."""
    known = {c.caller_hash for c in heard if c.caller_hash}
    return len(known) + sum(not c.caller_hash for c in heard)


@remembered(*RECORDS)
def silence_of(line: Line, as_of: date) -> dict[str, Any] | None:
    """Return the verdict on a completed project's sites on a day, the worst site's; None before."""
    if not line.is_completed or line.works_pk is None:
        return None
    policy = policy_for(line.district_code, line.year)
    sites = silences([line.works_pk], as_of, policy.silence_min_days)
    if not sites:
        return None
    worst = min(sites, key=lambda site: WORST_FIRST.index(site.silence.verdict))
    window = observed_days(worst.since, as_of)
    return {
        "verdict": worst.silence.verdict.value,
        "since": worst.since.isoformat() if worst.since else None,
        "observed_days": [day.isoformat() for day in window] if window else None,
        "before": worst.silence.before,
        "after": worst.silence.after,
        "tickets": list(worst.tickets),
        "min_days": policy.silence_min_days,
    }


def _around(line: Line, as_of: date) -> dict[str, int | None]:
    """Return what the whole district had in each month from half a year before the works on; None
    where no ticket of a month was imported.
    """
    begun = min(line.ordered_on or line.started_on or as_of, as_of)
    months = [first_of(begun, -n) for n in range(MONTHS_BEFORE, 0, -1)]
    while (following := first_of(months[-1], 1)) <= as_of:
        months.append(following)
    months = months[-MOST_MONTHS:]
    counts = heard_by_month(line.district_code, tuple(months))
    return {f"{m:%Y-%m}": n or None for m, n in zip(months, counts, strict=True)}


def _months(heard: list[Complaint]) -> list[dict[str, Any]]:
    counts = Counter(c.received_on.strftime("%Y-%m") for c in heard)
    return [{"month": month, "tickets": counts[month]} for month in sorted(counts)]
