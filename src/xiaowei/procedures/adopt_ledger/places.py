"""Home of the places that a ledger names: found among the known ones, or taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiaowei.base.places.operations import take_places
from xiaowei.base.places.queries import Finder, Known, Spoken
from xiaowei.base.places.reading import kind_named
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import PlaceRow
from xiaowei.domain.wording import Note, Sayable
from xiaowei.procedures.adopt_ledger.facts import Facts
from xiaowei.procedures.adopt_ledger.steps import Hand
from xiaowei.procedures.resettle import resettle

SURE = ("code", "name", "alias")
Spot = int | tuple[str, str]
"""A known place by its primary key; one that only the sheet knows by township and name."""


@dataclass(frozen=True)
class Found:
    """The places of one row, and what was not quite as the sheet writes it."""

    names: Mapping[int, str]
    """Primary key -> the name in the sheet, in its order."""
    warnings: tuple[Sayable, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the primary keys."""
        return tuple(self.names)


def likely(facts: Facts, known: Finder) -> frozenset[Spot]:
    """Return the places that a row most likely means; a slip of a known name means that place."""
    read = {name: _read(known, name, facts)[0] for name in facts.row.places}
    return frozenset(place.pk if place else (facts.town_code, name) for name, place in read.items())


def take_unknown(every: Sequence[Facts], known: Finder, cause: str, hand: Hand) -> list[Sayable]:
    """Take in the places that only the ledger knows; return warnings of names like known ones.

    A place gets the row's households where the row names one place.
    """
    drafts: dict[tuple[str, str], PlaceRow] = {}
    warnings: list[Sayable] = []
    for facts in every:
        for name in facts.row.places:
            place, sure = _read(known, name, facts)
            key = (facts.town_code, name)
            if sure or key in drafts:
                continue
            drafts[key] = _draft(name, facts)
            if place is not None:
                said = {"row": facts.row.row, "value": name, "place": place.name}
                warnings.append(Note("warning.place_like_known", **said))
    if drafts:
        rows = list(drafts.values())
        taken = take_places(rows=rows, cause=cause, by=hand.by, on=hand.on, at=hand.at)
        if taken.renamed:
            resettle(cause=cause, by=hand.by, on=hand.on, at=hand.at)
    return warnings


def find_all(facts: Facts, known: Finder) -> Found:
    """Return the row's places.

    :raises BadInput: `no_place`
    """
    names: dict[int, str] = {}
    warnings: list[Sayable] = []
    for name in facts.row.places:
        place, sure = _read(known, name, facts)
        if place is None or not sure:
            raise BadInput("no_place", row=facts.row.row, column="村(社区)/小区", value=name)
        names.setdefault(place.pk, name)
        if place.name != name:
            warnings.append(
                Note("warning.place_read_as", row=facts.row.row, value=name, place=place.name)
            )
    if not names:
        raise BadInput("no_place", row=facts.row.row, column="村(社区)/小区", value="")
    return Found(names, tuple(warnings))


def _read(known: Finder, name: str, facts: Facts) -> tuple[Known | None, bool]:
    """Return the township's place that a name most likely means, and whether that is sure."""
    named = known.named(name, facts.town_code)
    if named:
        kind = kind_named(facts.row.place_kind or "")
        return next((place for place in named if place.kind == kind), named[0]), True
    located = known.locate(Spoken(address=name, town_code=facts.town_code))
    place = known.by_code[located.code] if located.code else None
    if place is None or not known.share_town(place.town_code, facts.town_code):
        return None, False
    return place, located.how in SURE


def _draft(name: str, facts: Facts) -> PlaceRow:
    row = facts.row
    alone = len(row.places) == 1
    return PlaceRow(
        row=row.row,
        name=name,
        kind=row.place_kind if kind_named(row.place_kind or "") else None,
        town_code=facts.town_code,
        households=row.households if alone else None,
    )
