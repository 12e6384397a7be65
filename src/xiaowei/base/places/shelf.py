"""Home of putting places on the shelf: which stored place a draft is, what changed, saved in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xiaowei.base.places.models import Alias, Place
from xiaowei.base.places.reading import Draft, is_made
from xiaowei.domain.errors import BadInput
from xiaowei.domain.intake import Change
from xiaowei.domain.regions import RegionTree
from xiaowei.domain.wording import Note, Sayable

BATCH = 500
FIELDS = (
    "name",
    "kind",
    "town_code",
    "community_code",
    "households",
    "longitude",
    "latitude",
    "coordinate_system",
    "note",
)
_FINDING = frozenset({"name", "kind", "town_code"})
_Named = tuple[str, str, str]


class Shelf:
    """All stored places, and what a sheet does to them; nothing is written before `save`."""

    def __init__(self, places: Iterable[Place], regions: RegionTree) -> None:
        self.new: dict[str, Place] = {}
        self.changed: dict[str, Place] = {}
        self.changes: list[Change] = []
        self.renamed = False
        self._regions = regions
        self._by_code = {place.code: place for place in places}
        self._named = {
            self._name_key(place.town_code, place.kind, place.name): place.code
            for place in self._by_code.values()
        }
        self._made = {(k[0], k[2]): code for k, code in self._named.items() if is_made(code)}
        self._aliases: dict[str, tuple[int, tuple[str, ...]]] = {}
        self._scoped = 0

    def settle(self, draft: Draft) -> Draft:
        """Return the draft under the code of the place that it is, known or new.

        :raises BadInput: `place_code_taken`
        """
        key = self._name_key(draft.town_code, draft.kind, draft.name)
        code = self._named.get(key) or self._made.get((key[0], draft.name))
        code = self._take_code(code, draft) if code else self._free_code(draft)
        self._named[key] = code
        return replace(draft, code=code)

    def town_of(self, code: str) -> str:
        """Return the township of a known place, blank for a new one."""
        known = self._by_code.get(code)
        return known.town_code if known else ""

    def put(self, draft: Draft) -> None:
        """Add the place or note what changed."""
        self._aliases[draft.code] = (draft.row, draft.aliases)
        place = self._by_code.get(draft.code)
        if place is None:
            place = Place(code=draft.code)
            for name in FIELDS:
                value = getattr(draft, name)
                setattr(place, name, _blank(name) if value is None else value)
            self._by_code[draft.code] = self.new[draft.code] = place
            self.renamed = True
            return
        for name in FIELDS:
            self._update(place, draft, name)

    def save(self) -> None:
        """Write new and changed places and the aliases nobody knew yet."""
        Place.objects.bulk_create(self.new.values(), batch_size=BATCH)
        Place.objects.bulk_update(self.changed.values(), ["code", *FIELDS], batch_size=BATCH)
        wanted = {
            (self._by_code[code].pk, name): code
            for code, (_, names) in self._aliases.items()
            for name in names
        }
        known = set(Alias.objects.values_list("place_id", "name")) if wanted else set()
        missing = sorted(wanted.keys() - known)
        Alias.objects.bulk_create(
            [Alias(place_id=place, name=name, source="sheet") for place, name in missing],
            batch_size=BATCH,
        )
        for key in missing:
            self._note_alias(wanted[key], key[1])

    def warnings(self) -> list[Sayable]:
        """Return what the clerk should know of the places taken."""
        unknown = sum(1 for place in self.new.values() if place.households is None)
        counts = {"places_scoped": self._scoped, "households_unknown": unknown}
        return [Note(f"warning.{code}", count=count) for code, count in counts.items() if count]

    def _note_alias(self, code: str, name: str) -> None:
        self.renamed = True
        if code not in self.new:
            self.changed[code] = self._by_code[code]
            self.changes.append(Change(self._aliases[code][0], code, "aliases", "", name))

    def _update(self, place: Place, draft: Draft, name: str) -> None:
        old, new = getattr(place, name), getattr(draft, name)
        if new is None or old == new:
            return
        if name == "town_code" and new in self._regions.trace(old):
            return  # What a boundary change moved, no sheet moves back.
        if name == "name":
            # The old name is still in people's mouths.
            self._aliases[draft.code] = (draft.row, (*draft.aliases, old))
        self.renamed = self.renamed or name in _FINDING
        setattr(place, name, new)
        if draft.code not in self.new:
            self.changed[draft.code] = place
        text = "" if old is None else str(old)
        self.changes.append(Change(draft.row, draft.code, name, text, str(new)))

    def _take_code(self, code: str, draft: Draft) -> str:
        """Give a place that only another sheet named the code its own sheet gives it."""
        place = self._by_code.get(code)
        if place is None or not is_made(code) or is_made(draft.code):
            return code
        place.code = self._free_code(draft)
        self.changed[place.code] = self._by_code[place.code] = self._by_code.pop(code)
        self.changes.append(Change(draft.row, place.code, "code", code, place.code))
        self.renamed = True
        return place.code

    def _free_code(self, draft: Draft) -> str:
        owner = self._by_code.get(draft.code)
        if owner is None:
            return draft.code
        if owner.town_code[:6] != draft.town_code[:6]:
            self._scoped += 1
            return f"{draft.town_code[:6]}-{draft.code}"[:40]
        if owner.name != draft.name and owner.town_code != draft.town_code:
            raise BadInput(
                "place_code_taken",
                row=draft.row,
                column="code",
                value=draft.code,
                name=owner.name,
                town=owner.town_code,
            )
        return draft.code

    def _name_key(self, town_code: str, kind: str, name: str) -> _Named:
        return (self._regions.today(town_code), kind, name)


def _blank(name: str) -> str | None:
    return None if name in ("households", "longitude", "latitude") else ""
