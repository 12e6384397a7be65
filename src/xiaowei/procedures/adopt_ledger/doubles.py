"""Home of what a ledger says twice: a double project is an error, a place and type again a warning.

A project is a double when it has another's number, or when it is new and has the place, type, year,
quantity and amount of another one, in the sheet or in the house.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from xiaowei.base.places.queries import Finder
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note
from xiaowei.procedures.adopt_ledger.facts import Facts
from xiaowei.procedures.adopt_ledger.places import Found, Spot, likely
from xiaowei.procedures.adopt_ledger.records import Shelf
from xiaowei.stages.identification.queries import candidates_at
from xiaowei.stages.selection.queries import applications_by_number

Double = tuple[Facts, BadInput]
Likeness = tuple[frozenset[Spot], str, int, Decimal | None, int | None]
"""Places, type, year, quantity, amount in fen."""
Other = tuple[str, object]
"""("row", its number in the sheet) or ("project", its number in the house)."""


def split(every: Sequence[Facts], shelf: Shelf, known: Finder) -> tuple[list[Facts], list[Double]]:
    """Return (rows to take, doubles)."""
    once, doubles = _named_twice(every)
    said = {facts.row.row: _likeness(facts, known) for facts in once}
    new = [facts for facts in once if shelf.find(facts) is None]
    alike = _known(once, said, shelf, _in_house({s for f in new for s in said[f.row.row][0]}))
    single = []
    for facts in once:
        like = said[facts.row.row]
        other = alike.setdefault(like, ("row", facts.row.row))
        is_known = shelf.find(facts) is not None or other == ("row", facts.row.row)
        if is_known or like[3:] == (None, None):
            single.append(facts)
        else:
            doubles.append((facts, _refusal("double_content", facts, facts.row.name, other)))
    return single, doubles


def same_place_and_type(placed: Iterable[tuple[Facts, Found]], shelf: Shelf) -> list[Note]:
    """Return a warning for each further project of the same place and type."""
    placed = list(placed)
    new = {pk for facts, found in placed if shelf.find(facts) is None for pk in found.ids}
    seen: dict[tuple[int, str], Other] = {
        (link.place_id, candidate.type_code): ("project", candidate.number)
        for candidate in candidates_at(new)
        if candidate.number not in shelf.numbers
        for link in candidate.place_links.all()
    }
    pairs: dict[tuple[Other, int], str] = {}
    for facts, found in placed:
        own: Other = ("row", facts.row.row)
        for pk, name in found.names.items():
            other = seen.setdefault((pk, facts.type_code), own)
            if other != own:
                pairs[other, facts.row.row] = name
    return [
        Note("warning.same_place_and_type", row=row, other=_named(other), place=name)
        for (other, row), name in pairs.items()
    ]


def _named_twice(every: Sequence[Facts]) -> tuple[list[Facts], list[Double]]:
    """Return (first rows, further rows) of each number; without a number, of the same words."""
    first: dict[str, int] = {}
    once: list[Facts] = []
    doubles: list[Double] = []
    for facts in every:
        other = first.setdefault(facts.number or facts.key, facts.row.row)
        if other == facts.row.row:
            once.append(facts)
            continue
        code = "double_project" if facts.number else "double_content"
        value = facts.number or facts.row.name
        doubles.append((facts, _refusal(code, facts, value, ("row", other))))
    return once, doubles


def _known(
    once: Sequence[Facts],
    said: dict[int, Likeness],
    shelf: Shelf,
    in_house: dict[str, Likeness],
) -> dict[Likeness, Other]:
    """Return what a new project must not be like: known ones, as the sheet has them if it does."""
    found: dict[Likeness, Other] = {}
    for facts in once:
        records = shelf.find(facts)
        if records is not None:
            places, kind, year, quantity, amount = said[facts.row.row]
            held = in_house.pop(records.number, None)
            if held is not None:
                quantity = held[3] if quantity is None else quantity
                amount = held[4] if amount is None else amount
            found[places, kind, year, quantity, amount] = ("row", facts.row.row)
    return {like: ("project", number) for number, like in in_house.items()} | found


def _in_house(spots: Collection[Spot]) -> dict[str, Likeness]:
    """Return number -> likeness of the projects that the house holds at some places."""
    held = candidates_at([spot for spot in spots if isinstance(spot, int)])
    applications = applications_by_number([candidate.number for candidate in held])
    found: dict[str, Likeness] = {}
    for one in held:
        application = applications.get(one.number)
        amount = application.applied_fen if application else None
        if application and amount is None:
            amount = application.approved_fen
        places = frozenset(link.place_id for link in one.place_links.all())
        found[one.number] = (places, one.type_code, one.year, one.quantity, amount)
    return found


def _likeness(facts: Facts, known: Finder) -> Likeness:
    quantity = facts.row.quantity_planned
    return (likely(facts, known), facts.type_code, facts.year, quantity, facts.asked_fen)


def _refusal(code: str, facts: Facts, value: str, other: Other) -> BadInput:
    return BadInput(code, row=facts.row.row, value=value, other=_named(other))


def _named(other: Other) -> Note:
    kind, number = other
    return Note(f"other.{kind}", number=number)
