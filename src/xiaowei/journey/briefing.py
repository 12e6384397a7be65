"""Home of the briefing: the programme's figures and the news paragraph, all from rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import quantiles
from typing import Any

from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.catalogue import ProjectType, is_measured
from xiaowei.domain.evaluation import rate
from xiaowei.domain.money import shown
from xiaowei.domain.paragraph import Figures, paragraph, silence_claim
from xiaowei.domain.regions import significant
from xiaowei.domain.wording import say
from xiaowei.journey.clock import mean_days
from xiaowei.journey.figures import quantity_types, rows_behind
from xiaowei.journey.survey import RECORDS, Survey, survey_of

DEFINITION = "T1"


def briefing(district: str, as_of: date, year: int | None = None) -> dict[str, Any]:
    """Return the programme's figures on a day as the command line prints them.

    Quantities and amounts are decimal strings, rates 0..1; a figure's rows are
    `figures.rows_behind(figure, survey_of(district, as_of, year))`. `years` are the programme-years
    covered, `year` is the one of them, None where there are several.
    """
    return brief(survey_of(district, as_of, year))


@remembered(*RECORDS, most=64)
@steady()
def brief(survey: Survey, language: str = "zh") -> dict[str, Any]:
    """Return the briefing of a survey that is already at hand; what nobody measured is None."""
    counts = {name: _total(name, survey) for name in COUNTS}
    quantities = {code: _total(f"quantity:{code}", survey) for code in quantity_types(survey)}
    silent, observed = rate([site.silence for site in survey.silences])
    figures = Figures(
        quantities=quantities,
        parking_spaces=counts["parking_spaces"],
        projects=counts["projects_started"],
        sites_total=counts["sites_total"],
        townships=counts["townships"],
        villages=counts["villages"],
        estates=counts["estates"],
        communities=counts["communities"],
        households=counts["households"],
        sites_completed=counts["sites_completed"],
        sites_observed=observed,
        sites_silent=silent,
        sites_not_judged=counts["sites_not_judged"],
        tickets_until=survey.tickets_until,
    )
    wording = survey.policy.paragraph
    return {
        "district": significant(survey.district),
        "year": survey.year,
        "years": list(survey.years),
        "as_of": survey.as_of.isoformat(),
        **counts,
        "sites_observed": observed,
        "sites_silent": silent,
        "silence_rate": figures.silence_rate,
        "silence_reason": figures.silence_reason,
        "tickets_until": figures.tickets_until and figures.tickets_until.isoformat(),
        "silence_wording": silence_claim(figures, wording.silence),
        "quantities": [
            _quantity(code, value, survey, language) for code, value in quantities.items()
        ],
        "households_display": shown(counts["households"], wording.households.display),
        "working_days": _working_days(survey),
        "finished_not_accepted": _waiting(survey),
        "money": _money(survey),
        "proactive_share": _total("proactive_share", survey),
        "policy_version": survey.policy.version,
        "text": paragraph(figures, wording, survey.as_of, survey.programme_year),
    }


COUNTS = (
    "projects_started", "sites_total", "sites_completed", "sites_too_early", "sites_not_judged",
    "sites_complained_before", "sites_complained_before_silent", "parking_spaces", "villages",
    "estates", "communities", "households", "townships",
)  # fmt: skip


MONEY = ("applied", "approved", "disbursed", "settled", "surplus")


def _total(figure: str, survey: Survey) -> Any:
    return rows_behind(figure, survey).total


def _quantity(
    code: str, value: Decimal | None, survey: Survey, language: str
) -> dict[str, str | None]:
    kind = survey.catalogue.type(code) or ProjectType(code, code, "", "", "", frozenset())
    parts = [c.parts[0] for c in survey.policy.paragraph.clauses if c.type == code]
    indicator = kind.indicator()
    display = parts[0].display if parts else indicator.display if indicator else "plain"
    return {
        "type": kind.name,
        "code": code,
        "value": None if value is None else _decimal(value, kind.unit),
        "unit": kind.unit,
        "display": say("note.not_measured", language) if value is None else shown(value, display),
    }


def _working_days(survey: Survey) -> dict[str, Any]:
    days = sorted(row[-1] for row in rows_behind("working_days", survey).rows)
    building = {row[0]: row[-1] for row in rows_behind("building_days", survey).rows}
    names = {line.number: line.name for line in survey.completed}
    fastest = min(building, key=lambda number: (building[number], number), default=None)
    return {
        "n": len(days),
        "mean": mean_days(days),
        "p50": _percentile(days, 50),
        "p90": _percentile(days, 90),
        "min": days[0] if days else None,
        "max": days[-1] if days else None,
        "definition": DEFINITION,
        "fastest": fastest
        and {"number": fastest, "name": names[fastest], "days": building[fastest]},
    }


def _waiting(survey: Survey) -> dict[str, Any]:
    days = [row[-1] for row in rows_behind("finished_not_accepted", survey).rows]
    return {"n": len(survey.waiting), "mean_working_days": mean_days(days)}


def _money(survey: Survey) -> dict[str, str | None]:
    amounts = {name: _known(name, survey) for name in MONEY}
    sums = {name: f"{sum(known):.2f}" if known else None for name, known in amounts.items()}
    found = rows_behind("mean_approved", survey).total
    return {**sums, "mean_approved": None if found is None else f"{found:f}"}


def _known(figure: str, survey: Survey) -> list[Decimal]:
    rows = rows_behind(figure, survey).rows
    return [row[-1] for row in rows if row[-1] is not None]


def _percentile(days: list[int], percent: int) -> float | None:
    if len(days) < 2:
        return float(days[0]) if days else None
    return round(quantiles(days, n=100, method="inclusive")[percent - 1], 2)


def _decimal(value: Decimal, unit: str) -> str:
    """Write a quantity: pieces as a whole number, measures with at least two decimals."""
    if not is_measured(unit) and value == value.to_integral_value():
        return f"{value.to_integral_value():f}"
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return f"{value.quantize(Decimal(1).scaleb(-places)):f}"
