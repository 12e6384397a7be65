"""Home of the kinds of source behind the filed money: each project's fund lines, read at once."""

from __future__ import annotations

from collections.abc import Sequence

from xiaowei.base.parts import in_parts
from xiaowei.domain.envelopes import is_split, needs, spread
from xiaowei.journey.line import Line
from xiaowei.stages.selection.models import FundLine


def kinds_by_number(lines: Sequence[Line]) -> dict[str, list[tuple[str, int]]]:
    """Return (kind, fen) of each project's filed money; a blank kind for what is not split."""
    asked = _approved({line.pk for line in lines})
    return {line.number: _kinds(line, asked.get(line.pk, [])) for line in lines}


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
    filed = line.filed_fen or 0
    told = [(source, amount) for source, amount in asked if amount is not None]
    if not told or len(told) != len(asked):
        told = [(line.fund_source, filed)] if line.fund_source else []
    if not is_split(told):
        return [("", filed)]
    known = list(needs(spread(told, filed)).items())
    rest = filed - sum(amount for _, amount in known)
    return [*known, ("", rest)] if rest else known
