"""Home of the ledger as read: money by project, round and township, with its reconciliation.

Words as in domain/funding.py; unknown is None, never 0; a remainder is a reconciliation line, never
hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.steady import steady
from xiaowei.domain.funding import balance_fen, surplus_fen
from xiaowei.domain.money import yuan
from xiaowei.journey.reach import books_read
from xiaowei.journey.register import Line
from xiaowei.journey.survey import Survey

Sums = dict[str, str | None]


def ledger(
    district: str, as_of: date, year: int | None = None, *, by: Actor | None = None
) -> dict[str, Any]:
    """Return a region's money on a day as the command line prints it; amounts are yuan as text.

    What `by` may read of it; all of it where nobody is named, as at the command line.

    :raises NotAllowed: `not_permitted`
    """
    return books(Survey(district, as_of, year, books_read(by, district) if by else ()))


@steady()
def books(survey: Survey) -> dict[str, Any]:
    """Return the ledger of a survey that is already at hand."""
    filed = survey.started
    return {
        "as_of": survey.as_of.isoformat(),
        "year": survey.year,
        "years": list(survey.years),
        "allotted": None,
        **sums(filed),
        "rows": [_row(survey, line) for line in filed],
        "townships": _grouped(filed, lambda line: survey.town_name(line.town_code)),
        "rounds": _grouped(filed, lambda line: line.round_name),
        "sources": _grouped(filed, lambda line: line.fund_source),
        "reconciliation": _reconciliation(filed),
    }


def sums(lines: Iterable[Line]) -> Sums:
    """Return the sums of some projects; None where no project's amount is known."""
    known = [_amounts(line) for line in lines]
    return {name: _sum(amounts[name] for amounts in known) for name in AMOUNTS}


def _amounts(line: Line) -> dict[str, int | None]:
    return {
        "filed": line.approved_fen,
        "disbursed": line.disbursed_fen,
        "paid": line.paid_fen,
        "settled": line.settled_fen,
        "surplus": surplus_fen(line.disbursed_fen, line.settled_fen),
        "returned": line.returned_fen if line.settled_fen is not None else None,
        "balance": balance_fen(line.disbursed_fen, line.paid_fen, line.returned_fen),
    }


AMOUNTS = ("filed", "disbursed", "paid", "settled", "surplus", "returned", "balance")


def _sum(amounts: Iterable[int | None]) -> str | None:
    known = [amount for amount in amounts if amount is not None]
    return yuan(sum(known)) if known else None


def _row(survey: Survey, line: Line) -> dict[str, Any]:
    amounts = {
        name: None if amount is None else yuan(amount) for name, amount in _amounts(line).items()
    }
    return {
        "number": line.number,
        "name": line.name,
        "town": survey.town_name(line.town_code),
        "round": line.round_name,
        "source": line.fund_source,
        "applied": None if line.applied_fen is None else yuan(line.applied_fen),
        **amounts,
    }


def _grouped(lines: list[Line], key: Callable[[Line], str]) -> list[dict[str, Any]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return [
        {"name": name, "projects": len(group), **sums(group)}
        for name, group in sorted(groups.items())
    ]


def _reconciliation(lines: list[Line]) -> list[dict[str, Any]]:
    found = (
        ("not_disbursed", [x for x in lines if x.disbursed_fen == 0]),
        ("disbursed_in_part", [x for x in lines if 0 < x.disbursed_fen < (x.approved_fen or 0)]),
        ("payments_unknown", [x for x in lines if x.paid_fen is None and x.disbursed_fen]),
        ("source_not_split", [x for x in lines if "+" in x.fund_source]),
        (
            "disbursement_day_unknown",
            [x for x in lines if x.disbursed_fen and x.disbursed_on is None],
        ),
    )
    return [
        {
            "code": code,
            "projects": len(group),
            "amount": yuan(sum((x.approved_fen or 0) - (x.disbursed_fen if partly else 0)
                               for x in group)),
            "numbers": [x.number for x in group],
        }
        for code, group in found
        if group
        for partly in (code in ("not_disbursed", "disbursed_in_part"),)
    ]  # fmt: skip
