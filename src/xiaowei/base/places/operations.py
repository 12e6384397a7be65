"""Home of taking places in: bulk, idempotent, never losing an alias that somebody learned."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.models import Alias, Place
from xiaowei.base.places.reading import LONGEST_NAME, Draft, read
from xiaowei.base.places.shelf import Shelf
from xiaowei.base.regions.queries import tree
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.intake import Change
from xiaowei.domain.roles import SHEET_BRINGERS, SYSTEM
from xiaowei.domain.sheets import PlaceRow, Rejected
from xiaowei.domain.wording import Sayable


@dataclass(frozen=True)
class PlacesTaken:
    """What came of a place sheet; `renamed` tells whether finding places may now differ."""

    new: int
    changed: int
    same: int
    rejected: tuple[Rejected, ...]
    changes: tuple[Change, ...]
    warnings: tuple[Sayable, ...]
    renamed: bool


@transaction.atomic
def take_places(
    *, rows: Sequence[PlaceRow], cause: str, by: Actor, on: date, at: datetime
) -> PlacesTaken:
    """Take the places of a sheet in; a value that the sheet doesn't give is left as it is.

    Leaves one trail entry on `cause`, the import run.

    :raises NotAllowed: `not_permitted`
    """
    require_import(by, "import_places")
    shelf = Shelf(Place.objects.all(), tree())
    drafts, rejected = _read_all(rows, by, on, shelf)
    for draft in drafts:
        shelf.put(draft)
    shelf.save()
    taken = PlacesTaken(
        new=len(shelf.new),
        changed=len(shelf.changed),
        same=len(rows) - len(rejected) - len(shelf.new) - len(shelf.changed),
        rejected=tuple(rejected),
        changes=tuple(shelf.changes),
        warnings=tuple(shelf.warnings()),
        renamed=shelf.renamed,
    )
    facts: dict[str, object] = {"new": taken.new, "changed": taken.changed, "same": taken.same}
    facts |= {"rejected": len(rejected), "digest": _digest(drafts)}
    record(subject=cause, action="places.take", by=by, on=on, at=at, facts=facts)
    return taken


@transaction.atomic
def learn_alias(
    *, place: Place, name: str, source: str, cause: str, by: Actor, on: date, at: datetime
) -> bool:
    """Remember another name of a place; return whether it was new."""
    if name == place.name or len(name) > LONGEST_NAME:
        return False
    _, new = Alias.objects.get_or_create(place=place, name=name, defaults={"source": source})
    if new:
        facts = {"place": place.code, "name": name}
        record(subject=cause, action="places.learn_alias", by=by, on=on, at=at, facts=facts)
    return new


@transaction.atomic
def follow_boundary(
    *, parts: Mapping[str, str], cause: str, by: Actor, on: date, at: datetime
) -> None:
    """Put places under the code that was cut out for them; what it stands for is said by day.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "change_boundary")
    for place, part in sorted(parts.items()):
        Place.objects.filter(code=place).update(town_code=part)
    facts = {"places": dict(sorted(parts.items()))}
    record(subject=cause, action="places.follow_boundary", by=by, on=on, at=at, facts=facts)


def require_import(by: Actor, action: str) -> None:
    """Refuse whoever may not import anywhere.

    :raises NotAllowed: `not_permitted`
    """
    if not by.roles() & set(SHEET_BRINGERS):
        raise by.refusal(SHEET_BRINGERS, "", action)


def home_of(by: Actor) -> str:
    """Return the one region for which an actor imports; blank for everywhere or several."""
    regions = {held.region_code for held in by.held if held.role in SHEET_BRINGERS}
    return next(iter(regions)) if len(regions) == 1 else ""


def _read_all(
    rows: Sequence[PlaceRow], by: Actor, on: date, shelf: Shelf
) -> tuple[list[Draft], list[Rejected]]:
    """Read the rows; of two rows for one place the later is taken."""
    found: dict[str, Draft] = {}
    rejected: list[Rejected] = []
    regions, home = tree(), home_of(by)
    for row in rows:
        try:
            draft = shelf.settle(read(row, regions, home, on))
            _check_reach(draft, by)
            _check_stored(draft, by, shelf)
        except BadInput as error:
            rejected.append(Rejected(row.row, error.column, row.name, error, ()))
            continue
        earlier = found.get(draft.code)
        if earlier and replace(earlier, row=draft.row) != draft:
            twice = BadInput(
                "place_twice", row=earlier.row, column="name", value=draft.name, other=draft.row
            )
            rejected.append(Rejected(earlier.row, "name", draft.name, twice, ()))
        found[draft.code] = draft
    return list(found.values()), sorted(rejected, key=lambda one: one.row)


def _check_reach(draft: Draft, by: Actor) -> None:
    if not by.holds(SHEET_BRINGERS, draft.town_code):
        raise BadInput("row_out_of_reach", row=draft.row, column="town", value=draft.name)


def _check_stored(draft: Draft, by: Actor, shelf: Shelf) -> None:
    """Refuse to move a place out of an area that the actor does not hold."""
    town = shelf.town_of(draft.code)
    if town and not by.holds(SHEET_BRINGERS, town):
        raise BadInput("row_out_of_reach", row=draft.row, column="town", value=draft.name)


def _digest(drafts: Iterable[Draft]) -> str:
    text = "\n".join(sorted(repr(replace(draft, row=0)) for draft in drafts))
    return hashlib.sha256(text.encode()).hexdigest()
