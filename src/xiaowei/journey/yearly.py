"""Home of the yearly figures: each programme-year's projects, money, sites, days and silence."""

from __future__ import annotations

from datetime import date
from typing import Any

from xiaowei.base.steady import steady
from xiaowei.domain.money import wan
from xiaowei.journey.clock import mean_days
from xiaowei.journey.survey import Survey, survey_of
from xiaowei.stages.selection.queries import programmes


@steady()
def yearly(district: str, as_of: date) -> list[dict[str, Any]]:
    """Return one row a programme-year that has begun by the day, the newest first; money in 万元."""
    years = sorted(
        {r["year"] for r in programmes() if r["district_code"] == district}, reverse=True
    )
    return [_row(survey_of(district, as_of, year)) for year in years if year <= as_of.year]


def _row(survey: Survey) -> dict[str, Any]:
    lines, done = survey.lines, survey.completed
    days = [survey.working_days[x.number] for x in done if x.number in survey.working_days]
    judged = [site.silence for site in survey.silences if site.silence.observed]
    return {
        "year": survey.asked_year,
        "applied": sum(line.is_applied for line in lines),
        "filed": len(survey.started),
        "completed": len(done),
        "approved_wan": wan(sum(line.approved_fen or 0 for line in survey.started)),
        "sites": sum(line.sites_planned for line in survey.started),
        "mean_days": mean_days(days),
        "silent": sum(one.silent for one in judged),
        "observed": len(judged),
    }
