"""Home of the carry-over 结转: what each project has not used on the last day of a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from xiaowei.domain.funding import balance_fen, lapse_on
from xiaowei.domain.instalments import allowed_fen
from xiaowei.domain.money import yuan
from xiaowei.journey.line import Line
from xiaowei.journey.survey import Survey, survey_of


def carry_over(district: str, year: int) -> list[dict[str, Any]]:
    """Return what a region's projects carry out of a year, as plain rows; amounts in yuan as text.

    :raises BadInput: `bad_region_code`, `unknown_region`
    """
    return carried(survey_of(district, date(year, 12, 31)))


def carried(survey: Survey) -> list[dict[str, Any]]:
    """Return each project's money that is undisbursed or unpaid on the survey's day; `must_return` where
    its years are over. What is unpaid is None where payments are unknown.
    """
    rows = (_row(survey, line) for line in survey.booked)
    return [row for row in rows if row is not None]


def _row(survey: Survey, line: Line) -> dict[str, Any] | None:
    undisbursed = line.undisbursed_fen
    unpaid = _unpaid(survey, line)
    if not undisbursed and unpaid == 0:
        return None
    lapses = lapse_on(line.year, survey.policy_of(line).unused_years)
    return {
        "number": line.number,
        "name": line.name,
        "town": survey.town_name(line.town_code),
        "undisbursed": yuan(undisbursed),
        "unpaid": None if unpaid is None else yuan(unpaid),
        "lapses_on": lapses.isoformat(),
        "must_return": lapses <= survey.as_of,
    }


def _unpaid(survey: Survey, line: Line) -> int | None:
    """Return what lies unpaid with the township, in fen, without a retention whose warranty runs."""
    balance = balance_fen(line.disbursed_fen, line.paid_fen, line.back_fen)
    if balance is None or line.settled_fen is None:
        return balance
    return max(balance - retention_fen(survey, line), 0)


def retention_fen(survey: Survey, line: Line) -> int:
    """Return the retention 质保金 still kept under a running warranty, in fen."""
    if line.settled_fen is None or line.warranty_to is None or line.warranty_to < survey.as_of:
        return 0
    shares = survey.policy_of(line).instalments
    return line.settled_fen - allowed_fen("settlement", shares, 0, line.settled_fen)
