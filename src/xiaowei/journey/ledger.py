"""Home of the ledger as read: money by envelope, project, round, township, source, class.

Words as in domain/funding.py; unknown is None, never 0, and a sum that leaves an unknown out says "at
least"; a remainder is a reconciliation line, never hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.funding import balance_fen, surplus_fen
from xiaowei.domain.money import yuan
from xiaowei.domain.regions import full, significant
from xiaowei.journey.alerts import alerts
from xiaowei.journey.carrying import carried
from xiaowei.journey.line import Line
from xiaowei.journey.reach import books_read
from xiaowei.journey.reconciling import Group, reconciliation
from xiaowei.journey.sources import kinds_by_number
from xiaowei.journey.survey import RECORDS, Survey, survey_of
from xiaowei.stages.funding.queries import envelopes as envelopes_of

Sums = dict[str, Any]
AMOUNTS = ("filed", "disbursed", "paid", "settled", "surplus", "returned", "balance")
UNKNOWABLE = ("paid", "balance")
"""What an older sheet does not tell: missing from a sum, it makes it "at least"."""


def ledger(
    district: str, as_of: date, year: int | None = None, *, by: Actor | None = None
) -> dict[str, Any]:
    """Return a region's money on a day as the command line prints it; amounts are yuan as text.

    What `by` may read of it; all of it where nobody is named, as at the command line.

    :raises NotAllowed: `not_permitted`
    """
    return books(survey_of(district, as_of, year, books_read(by, district) if by else ()))


@remembered(*RECORDS, most=64)
@steady()
def books(survey: Survey) -> dict[str, Any]:
    """Return the ledger of a survey that is already at hand."""
    every = [line for line in survey.lines if line.is_filed]
    filed = survey.booked
    envelopes = _envelopes(survey)
    groups = _groups(survey, filed)
    kinds = _kinds(filed)
    lines = reconciliation(survey, every, {**groups, "kinds": kinds})
    return {
        "as_of": survey.as_of.isoformat(),
        "year": survey.year,
        "years": list(survey.years),
        "allotted": _sum(row["allotted_fen"] for row in envelopes),
        "drawn": _sum(row["drawn_fen"] for row in envelopes),
        **sums(filed),
        "envelopes": [_envelope(survey, row) for row in envelopes],
        "rows": [_row(survey, line) for line in filed],
        **{name: [_told(group) for group in found] for name, found in groups.items()},
        "kinds": [{"name": g.name, "projects": len(g.lines), "filed": yuan(g.fen)} for g in kinds],
        "reconciliation": lines,
        "carry_over": carried(survey) if (survey.as_of.month, survey.as_of.day) == (12, 31) else [],
        "alerts": alerts(survey, filed),
    }


def sums(lines: Iterable[Line]) -> Sums:
    """Return the sums of some projects; None where no project's amount is known, `at_least` naming
    those that leave an unknown out.
    """
    held = list(lines)
    known = [_amounts(line) for line in held]
    found: Sums = {name: _sum(amounts[name] for amounts in known) for name in AMOUNTS}
    unknown = any(line.paid_fen is None and line.disbursed_fen for line in held)
    found["at_least"] = [name for name in UNKNOWABLE if unknown and found[name] is not None]
    return found


def _amounts(line: Line) -> dict[str, int | None]:
    came_back = line.settled_fen is not None or line.is_ended
    return {
        "filed": line.filed_fen,
        "disbursed": line.disbursed_fen,
        "paid": line.paid_fen,
        "settled": line.settled_fen,
        "surplus": surplus_fen(line.disbursed_fen, line.settled_fen),
        "returned": line.back_fen if came_back else None,
        "balance": balance_fen(line.disbursed_fen, line.paid_fen, line.back_fen),
    }


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
        "filing_no": line.filing_no,
        "applied": None if line.applied_fen is None else yuan(line.applied_fen),
        **amounts,
        "ended": line.money_state if line.is_ended else None,
    }


def _groups(survey: Survey, lines: list[Line]) -> dict[str, list[Group]]:
    keys: dict[str, Callable[[Line], str]] = {
        "townships": lambda line: survey.town_name(line.town_code),
        "rounds": lambda line: line.round_name,
        "sources": lambda line: line.fund_source,
        "classes": lambda line: _class_name(survey, line),
    }
    return {name: _grouped(lines, key) for name, key in keys.items()}


def _grouped(lines: list[Line], key: Callable[[Line], str]) -> list[Group]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return [
        Group(name, group, sum(line.filed_fen or 0 for line in group))
        for name, group in sorted(groups.items())
    ]


def _kinds(lines: list[Line]) -> list[Group]:
    """Return the filed money by kind of source; what is not split stands under a blank name."""
    groups: dict[str, Group] = {}
    by_number = kinds_by_number(lines)
    for line in lines:
        for kind, amount in by_number[line.number]:
            group = groups.get(kind, Group(kind, [], 0))
            groups[kind] = Group(kind, [*group.lines, line], group.fen + amount)
    return [groups[kind] for kind in sorted(groups)]


def _class_name(survey: Survey, line: Line) -> str:
    kind = survey.catalogue.type(line.type_code)
    return kind.klass_name if kind else ""


def _told(group: Group) -> dict[str, Any]:
    return {"name": group.name, "projects": len(group.lines), **sums(group.lines)}


def _envelopes(survey: Survey) -> list[dict[str, Any]]:
    district = full(significant(survey.district)[:6])
    return envelopes_of(
        district, survey.asked_year, survey.as_of, survey.only or (survey.district,)
    )


def _envelope(survey: Survey, row: dict[str, Any]) -> dict[str, Any]:
    town = row["town_code"]
    return {
        "year": row["year"],
        "kind": row["kind"],
        "town": survey.town_name(town) if town else None,
        "managed_only": row["managed_only"],
        "allotted": yuan(row["allotted_fen"]),
        "drawn": yuan(row["drawn_fen"]),
        "left": yuan(row["left_fen"]),
    }
