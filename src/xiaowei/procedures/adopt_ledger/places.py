"""Home of the places that a ledger names: found among the known ones, or taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiaowei.base.places.operations import take_places
from xiaowei.base.places.queries import Finder, Known, Spoken, finder
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import PlaceRow
from xiaowei.domain.wording import Note, Sayable
from xiaowei.procedures.adopt_ledger.facts import Facts
from xiaowei.procedures.adopt_ledger.steps import Hand
from xiaowei.procedures.resettle import resettle

SURE = ("code", "name", "alias")


@dataclass(frozen=True)
class Placed:
    """A project with its places as they were found, and what was not quite as the sheet writes it."""

    facts: Facts
    places: tuple[Known, ...]
    warnings: tuple[Sayable, ...]

    @property
    def place_ids(self) -> tuple[int, ...]:
        """Return the places' primary keys, in the sheet's order."""
        return tuple(place.pk for place in self.places)


def take_unknown(every: Sequence[Facts], cause: str, hand: Hand) -> list[Note]:
    """Take in the places that only the ledger knows; return which of them resemble a known one.

    Their households are the row's where it names one place.
    """
    known = finder()
    drafts: dict[tuple[str, str], PlaceRow] = {}
    alike: list[Note] = []
    for facts in every:
        for name in facts.row.places:
            key = (facts.town_code, name)
            if key in drafts or _locate(known, name, facts) is not None:
                continue
            drafts[key] = _draft(name, facts)
            alike += _resembling(known, name, facts)
    if drafts:
        take_places(rows=list(drafts.values()), cause=cause, by=hand.by, on=hand.on, at=hand.at)
        resettle(cause=cause, by=hand.by, on=hand.on, at=hand.at)
    return alike


def find_all(facts: Facts, known: Finder) -> Placed:
    """Return the row's project with its places.

    :raises BadInput: `no_place`
    """
    found: list[Known] = []
    warnings: list[Sayable] = []
    for name in facts.row.places:
        code = _locate(known, name, facts)
        if code is None:
            raise BadInput("no_place", row=facts.row.row, column="村(社区)/小区", value=name)
        place = known.by_code[code]
        found.append(place)
        if place.name != name:
            warnings.append(
                Note("warning.place_read_as", row=facts.row.row, value=name, place=place.name)
            )
    if not found:
        raise BadInput("no_place", row=facts.row.row, column="村(社区)/小区", value="")
    return Placed(facts, tuple(dict.fromkeys(found)), tuple(warnings))


def _locate(known: Finder, name: str, facts: Facts) -> str | None:
    town = known.town_today(facts.town_code)
    for place in known.named(name):
        if known.town_today(place.town_code) == town:
            return place.code
    located = known.locate(Spoken(address=name, town_code=facts.town_code))
    if located.code is None or located.how not in SURE:
        return None
    found = known.by_code[located.code]
    return found.code if known.town_today(found.town_code) == town else None


def _resembling(known: Finder, name: str, facts: Facts) -> list[Note]:
    located = known.locate(Spoken(address=name, town_code=facts.town_code))
    if located.code is None:
        return []
    place = known.by_code[located.code].name
    return [Note("warning.place_resembles", row=facts.row.row, value=name, place=place)]


def _draft(name: str, facts: Facts) -> PlaceRow:
    row = facts.row
    alone = len(row.places) == 1
    return PlaceRow(
        row=row.row,
        code=None,
        kind=None if row.place_kind and "(" in row.place_kind else row.place_kind,
        town_code=facts.town_code,
        town=None,
        name=name,
        aliases=(),
        households=row.households if alone else None,
        community=None,
        community_code=None,
        lon=None,
        lat=None,
        note=None,
        extra={},
    )
