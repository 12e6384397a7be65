"""Home of double projects: the same number, or the same places, type, quantity and amount.

Compared within the sheet and with what the house holds, by the places as they were found, so that
an alias hides nothing. A further project of the same place and type is a warning only.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note
from xiaowei.procedures.adopt_ledger.places import Placed
from xiaowei.procedures.adopt_ledger.records import Shelf
from xiaowei.stages.identification.queries import candidates_at
from xiaowei.stages.selection.queries import applications_by_number

Double = tuple[Placed, BadInput]
Content = tuple[frozenset[int], str, Decimal, int]
"""(places, type, quantity, amount in fen)"""


def split(placed: Sequence[Placed], shelf: Shelf) -> tuple[list[Placed], list[Double]]:
    """Return (rows to take, doubles); of two rows the first is taken."""
    single: list[Placed] = []
    twice: list[Double] = []
    names: dict[str, int] = {}
    contents: dict[Content | None, int] = {}
    held = _held(placed, shelf)
    for one in placed:
        row, number = one.facts.row, one.facts.number
        name, content = number or one.facts.key, _content(one)
        for known, code in (
            (names.get(name), "double_project" if number else "double_content"),
            (contents.get(content), "double_content"),
            (held.get(content), "double_of_known"),
        ):
            if known is not None:
                error = BadInput(code, row=row.row, value=number or row.name, other=known)
                twice.append((one, error))
                break
        else:
            single.append(one)
            names[name] = row.row
            if content:
                contents[content] = row.row
    return single, twice


def same_place_and_type(placed: Sequence[Placed]) -> list[Note]:
    """Return a warning for each further project of the same place and type."""
    seen: dict[tuple[int, str], int] = {}
    pairs: dict[tuple[int, int], str] = {}
    for one in placed:
        row = one.facts.row.row
        for place in one.places:
            first = seen.setdefault((place.pk, one.facts.type_code), row)
            if first != row:
                pairs[first, row] = place.name
    return [
        Note("warning.same_place_and_type", row=later, other=first, place=name)
        for (first, later), name in pairs.items()
    ]


def _held(placed: Sequence[Placed], shelf: Shelf) -> dict[Content | None, str]:
    """Return content -> number of the house's projects at the sheet's places, its own left out."""
    own = {records.number for one in placed if (records := shelf.find(one.facts))}
    near = [
        candidate
        for candidate in candidates_at({place for one in placed for place in one.place_ids})
        if candidate.number not in own
    ]
    asked = applications_by_number([candidate.number for candidate in near])
    found: dict[Content | None, str] = {}
    for candidate in near:
        application = asked.get(candidate.number)
        if application is None or candidate.quantity is None:
            continue
        amount = _amount(application)
        if amount is not None:
            places = frozenset(link.place_id for link in candidate.place_links.all())
            found[places, candidate.type_code, candidate.quantity, amount] = candidate.number
    return found


def _content(one: Placed) -> Content | None:
    """Return what makes the project itself; None where its quantity or amount is unknown."""
    facts = one.facts
    amount = _amount(facts)
    if facts.row.quantity_planned is None or amount is None:
        return None
    return frozenset(one.place_ids), facts.type_code, facts.row.quantity_planned, amount


def _amount(asked: Any) -> int | None:
    """Return what was asked for, else what was approved, of a row or of an application."""
    amount: int | None = asked.approved_fen if asked.applied_fen is None else asked.applied_fen
    return amount
