"""Home of the places that a ledger names: found among the known ones, or taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiaowei.base.places.operations import take_places
from xiaowei.base.places.queries import Finder, Spoken, finder
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import PlaceRow
from xiaowei.domain.wording import Note, Sayable
from xiaowei.procedures.adopt_ledger.facts import Facts
from xiaowei.procedures.adopt_ledger.steps import Hand
from xiaowei.procedures.resettle import resettle

SURE = ("code", "name", "alias")


@dataclass(frozen=True)
class Found:
    """The places of one row, by primary key, and what was not quite as the sheet writes it."""

    ids: tuple[int, ...]
    warnings: tuple[Sayable, ...]


def take_unknown(every: Sequence[Facts], cause: str, hand: Hand) -> None:
    """Take in the places that only the ledger knows; households where it names one place."""
    known = finder()
    drafts: dict[tuple[str, str], PlaceRow] = {}
    for facts in every:
        for name in facts.row.places:
            if _locate(known, name, facts) is None:
                drafts.setdefault((facts.town_code, name), _draft(name, facts))
    if drafts:
        take_places(rows=list(drafts.values()), cause=cause, by=hand.by, on=hand.on, at=hand.at)
        resettle(cause=cause, by=hand.by, on=hand.on, at=hand.at)


def find_all(facts: Facts, known: Finder) -> Found:
    """Return the row's places.

    :raises BadInput: `no_place`
    """
    ids: list[int] = []
    warnings: list[Sayable] = []
    for name in facts.row.places:
        code = _locate(known, name, facts)
        if code is None:
            raise BadInput("no_place", row=facts.row.row, column="村(社区)/小区", value=name)
        place = known.by_code[code]
        ids.append(place.pk)
        if place.name != name:
            warnings.append(
                Note("warning.place_read_as", row=facts.row.row, value=name, place=place.name)
            )
    if not ids:
        raise BadInput("no_place", row=facts.row.row, column="村(社区)/小区", value="")
    return Found(tuple(dict.fromkeys(ids)), tuple(warnings))


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
