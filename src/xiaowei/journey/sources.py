"""Home of the kinds of source behind the filed money: each project's fund lines, read at once."""

from __future__ import annotations

from collections.abc import Sequence

from xiaowei.base.parts import in_parts
from xiaowei.domain.envelopes import is_split, needs, shares, spread
from xiaowei.journey.line import Line
from xiaowei.stages.selection.models import FundLine


def kinds_by_number(lines: Sequence[Line]) -> dict[str, list[tuple[str, int]]]:
    """Return (kind, fen) of each project's filed money; a blank kind for what is not split."""
    asked = _approved({line.pk for line in lines})
    return {line.number: _kinds(line, asked.get(line.pk, [])) for line in lines}


def to_come(lines: Sequence[Line]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return (source, fen) of what is still to be disbursed of each project, by number."""
    asked = _approved({line.pk for line in lines})
    return {
        x.number: shares(_told(x, asked.get(x.pk, [])), x.disbursed_fen, x.undisbursed_fen)
        for x in lines
    }


def _approved(keys: set[int]) -> dict[int, list[tuple[str, int | None]]]:
    found: dict[int, list[tuple[str, int | None]]] = {}
    for part in in_parts(sorted(keys)):
        rows = FundLine.objects.filter(application__candidate_id__in=part).order_by("pk")
        for key, source, amount in rows.values_list(
            "application__candidate_id", "source", "approved_fen"
        ):
            found.setdefault(key, []).append((source, amount))
    return found


def _kinds(line: Line, asked: list[tuple[str, int | None]]) -> list[tuple[str, int]]:
    filed, told = line.filed_fen or 0, _told(line, asked)
    if not is_split(told):
        return [("", filed)]
    known = list(needs(spread(told, filed)).items())
    rest = filed - sum(amount for _, amount in known)
    return [*known, ("", rest)] if rest else known


def _told(line: Line, asked: list[tuple[str, int | None]]) -> list[tuple[str, int]]:
    """Return (source, fen) approved of each source; one line where they are not told apart."""
    told = [(source, amount) for source, amount in asked if amount is not None]
    if told and len(told) == len(asked):
        return told
    return [(line.fund_source, line.filed_fen or 0)] if line.fund_source else []
