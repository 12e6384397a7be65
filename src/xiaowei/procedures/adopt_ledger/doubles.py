"""Home of what a ledger says twice or against itself: doubles are errors, the rest are warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note
from xiaowei.procedures.adopt_ledger.facts import Facts

Double = tuple[Facts, BadInput]
FINISHED_WORDS = ("已完工", "完工", "竣工", "已竣工", "已验收", "验收")


def split(every: Sequence[Facts]) -> tuple[list[Facts], list[Double]]:
    """Return (rows to take, doubles): same number, or same place, type, quantity and amount."""
    single: list[Facts] = []
    twice: list[Double] = []
    numbers: dict[str, int] = {}
    alike: dict[tuple[object, ...], int] = {}
    for facts in every:
        row = facts.row
        like = _likeness(facts)
        other, code = numbers.get(facts.number or ""), "double_project"
        if other is None:
            other, code = alike.get(like), "double_content"
        if other is not None:
            error = BadInput(code, row=row.row, value=facts.number or row.name, other=other)
            twice.append((facts, error))
            continue
        if facts.number:
            numbers[facts.number] = row.row
        alike[like] = row.row
        single.append(facts)
    return single, twice


def same_place_and_type(every: Sequence[Facts]) -> list[Note]:
    """Return a warning for each further project of the same place and type."""
    seen: dict[tuple[str, str, str], int] = {}
    pairs: dict[tuple[int, int], str] = defaultdict(str)
    for facts in every:
        for name in facts.row.places:
            first = seen.setdefault((facts.town_code, name, facts.type_code), facts.row.row)
            if first != facts.row.row:
                pairs[first, facts.row.row] = name
    return [
        Note("warning.same_place_and_type", row=later, other=first, place=name)
        for (first, later), name in pairs.items()
    ]


def status_says_otherwise(facts: Facts) -> list[Note]:
    """Return a warning where the status word goes further than the dates."""
    row = facts.row
    if row.status in FINISHED_WORDS and row.accepted_on is None:
        return [Note("warning.not_accepted", row=row.row, status=row.status)]
    return []


def _likeness(facts: Facts) -> tuple[object, ...]:
    row = facts.row
    amount = row.applied_yuan if row.applied_yuan is not None else row.approved_yuan
    return (facts.town_code, *sorted(row.places), facts.type_code, row.quantity_planned, amount)
