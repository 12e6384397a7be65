"""Home of what a ledger says twice or against itself: doubles are errors, the rest are warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from xiaowei.domain.errors import BadInput
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
        other, what = numbers.get(facts.number or ""), f"编号 {facts.number}"
        if other is None:
            other, what = alike.get(like), "点位、类型、数量、金额都相同"
        if other is not None:
            error = BadInput("double_project", row=row.row, value=row.name, other=other, what=what)
            twice.append((facts, error))
            continue
        if facts.number:
            numbers[facts.number] = row.row
        alike[like] = row.row
        single.append(facts)
    return single, twice


def same_place_and_type(every: Sequence[Facts]) -> list[str]:
    """Return a warning for each further project of the same place and type."""
    seen: dict[tuple[str, str, str], int] = {}
    pairs: dict[tuple[int, int], str] = defaultdict(str)
    for facts in every:
        for name in facts.row.places:
            first = seen.setdefault((facts.town_code, name, facts.type_code), facts.row.row)
            if first != facts.row.row:
                pairs[first, facts.row.row] = name
    return [f"第{b}行与第{a}行:{name} 同类项目,请核是否重复安排" for (a, b), name in pairs.items()]


def status_says_otherwise(facts: Facts) -> list[str]:
    """Return a warning where the status word goes further than the dates."""
    row = facts.row
    if row.status in FINISHED_WORDS and row.accepted_on is None:
        return [f"第{row.row}行 进度「{row.status}」但没有验收日期,不计为已完工"]
    return []


def _likeness(facts: Facts) -> tuple[object, ...]:
    row = facts.row
    amount = row.applied_yuan if row.applied_yuan is not None else row.approved_yuan
    return (facts.town_code, *sorted(row.places), facts.type_code, row.quantity_planned, amount)
