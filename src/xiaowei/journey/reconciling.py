"""Home of reconciliation: what does not match, each as a line with its amount and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xiaowei.domain.envelopes import kind_of
from xiaowei.domain.funding import remainder_fen
from xiaowei.domain.money import yuan
from xiaowei.journey.line import Line
from xiaowei.journey.survey import Survey
from xiaowei.stages.funding.models import Envelope, EnvelopeLine


@dataclass(frozen=True)
class Group:
    """Projects under one name with their filed money in fen; a blank name is nobody's."""

    name: str
    lines: list[Line]
    fen: int


def reconciliation(
    survey: Survey, every: list[Line], groups: Mapping[str, Sequence[Group]]
) -> list[dict[str, Any]]:
    """Return a line for whatever does not match: by project first, then sums that miss their total."""
    live = [line for line in every if not line.is_ended]
    told = [
        _told(code, [x for x in (every if code == UNKNOWN else live) if fits(x)], amount)
        for code, fits, amount in RULES
    ]
    told += [
        _told(code, [x for x in every if x.money_state == code], _unused)
        for code in ("withdrawn", "terminated")
    ]
    told.append(_told("not_drawn", _not_drawn(survey, live), _filed))
    held = [line for line in every if line.money_state != "withdrawn"]
    told += [_remainder(name, found, held) for name, found in groups.items()]
    return [line for line in told if line["projects"]]


def _filed(line: Line) -> int:
    return line.filed_fen or 0


def _unused(line: Line) -> int:
    return _filed(line) - line.disbursed_fen


def _open(line: Line) -> int:
    return line.undisbursed_fen


UNKNOWN = "payments_unknown"
"""What an ended project lacks too: until it is told, nobody can say what goes back."""
Rule = tuple[str, Callable[[Line], bool], Callable[[Line], int]]
RULES: tuple[Rule, ...] = (
    ("not_disbursed", lambda x: x.disbursed_fen == 0, _open),
    ("disbursed_in_part", lambda x: x.disbursed_fen > 0 and x.undisbursed_fen > 0, _open),
    (UNKNOWN, lambda x: x.paid_fen is None and x.disbursed_fen > 0, _filed),
    ("source_not_split", lambda x: bool(x.fund_source) and kind_of(x.fund_source) is None, _filed),
    (
        "disbursement_day_unknown",
        lambda x: bool(x.disbursed_fen) and x.disbursed_on is None,
        _filed,
    ),
)


def _told(code: str, lines: list[Line], amount: Callable[[Line], int]) -> dict[str, Any]:
    return {
        "code": code,
        "projects": len(lines),
        "amount": yuan(sum(map(amount, lines))),
        "numbers": [line.number for line in lines],
    }


def _remainder(name: str, groups: Sequence[Group], lines: list[Line]) -> dict[str, Any]:
    """Return what the named groups leave of the filed total; nothing where they add up."""
    rest = remainder_fen(sum(map(_filed, lines)), (g.fen for g in groups if g.name))
    loose = [line for group in groups if not group.name for line in group.lines]
    found = _told(f"{name}_remainder", loose, _filed)
    return {**found, "amount": yuan(rest), "projects": len(loose) if rest else 0}


def _not_drawn(survey: Survey, lines: list[Line]) -> list[Line]:
    """Return filed projects that no envelope carries, in years that have envelopes."""
    keys = {(line.district_code, line.year) for line in lines}
    has = {
        (district, year)
        for district, year in Envelope.objects.values_list("district_code", "year")
        if (district, year) in keys
    }
    asked = [line for line in lines if (line.district_code, line.year) in has]
    if not asked:
        return []
    drawn = EnvelopeLine.objects.filter(kind="drawn").exclude(on__gt=survey.as_of)
    known = set(drawn.values_list("filing__application__candidate_id", flat=True))
    return [line for line in asked if line.pk not in known]
