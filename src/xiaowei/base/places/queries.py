"""Home of reading places, and of finding the place that words speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from xiaowei.analysis.locating import Gazetteer, GazetteerEntry, Located
from xiaowei.analysis.text import fold
from xiaowei.base.places.models import Alias, Place
from xiaowei.base.regions.queries import lying_in, tree
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import RegionTree, significant

_DISTRICT = 6
EXACT = ("name", "alias")
LIKELY = 0.5
"""From which score on a guess is worth showing to whoever typed the words."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a ticket says of its place; towns and districts are 12-digit codes, blank where unknown."""

    address: str = ""
    estate: str = ""
    community: str = ""
    content: str = ""
    town: str = ""
    town_code: str = ""
    district_code: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A known place as the finder returns it."""

    pk: int
    code: str
    name: str
    kind: str
    town_code: str


@dataclass(frozen=True, slots=True)
class Meant:
    """A place that typed words may mean; `how` is name, alias, part, short, nickname or typo."""

    place: Known
    how: str


class Finder:
    """Finds places among those of a district, or among all where the district is unknown."""

    def __init__(
        self, places: tuple[Known, ...], aliases: dict[int, list[str]], regions: RegionTree
    ) -> None:
        self.by_code = {place.code: place for place in places}
        self._places = places
        self._codes = {place.pk: place.code for place in places}
        self._aliases = aliases
        self._within = {p.code: district_of(regions.today(p.town_code)) for p in places}
        self._districts = frozenset(self._within.values())
        self._folded = [
            (place.code, fold(place.name), [fold(name) for name in aliases.get(place.pk, ())])
            for place in places
        ]
        self._regions = regions
        self._gazetteers: dict[str, Gazetteer] = {}
        self._named: dict[str, list[Known]] = {}
        for place in places:
            for name in {place.name, *aliases.get(place.pk, ())}:
                self._named.setdefault(name, []).append(place)

    def locate(self, spoken: Spoken) -> Located:
        """Return the place spoken of, or candidates where it can't be told."""
        town = self._regions.today(spoken.town_code)
        return self._gazetteer(district_of(town or spoken.district_code)).locate(
            address=" ".join(filter(None, (spoken.estate, spoken.address))),
            content=spoken.content,
            community=spoken.community,
            town_code=town,
            town=spoken.town,
        )

    def meant(self, words: str, district: str = "", limit: int = 8) -> list[Meant]:
        """Return the places that typed words may mean, likeliest first, blank words none.

        A name or alias as it stands comes first, then one that holds the words, then what
        `locate` makes of them: a short name, a nickname, a slip of the pen.
        """
        typed = fold("".join(words.split()))
        found = dict(self._written(typed, district) if typed else ())
        if typed and not any(how in EXACT for how in found.values()):
            likely = self.locate(Spoken(address=words, district_code=district)).candidates
            found |= {c.code: c.why for c in likely if c.code not in found and c.score > LIKELY}
        return [Meant(self.by_code[code], how) for code, how in found.items()][:limit]

    def _written(self, typed: str, district: str) -> Iterator[tuple[str, str]]:
        """Yield code and how of the places whose name or alias is or holds the words, exact first."""
        order = (*EXACT, "part")
        found = [
            (order.index(how), code)
            for code, name, others in self._folded
            if not district or self._within[code] == district
            if (how := _how(typed, name, others))
        ]
        yield from ((code, order[rank]) for rank, code in sorted(found))

    def districts(self) -> frozenset[str]:
        """Return the codes of the districts that have places."""
        return self._districts

    def named(self, name: str, town_code: str) -> list[Known]:
        """Return the places of a township with exactly that name or alias, names before aliases."""
        found = (p for p in self._named.get(name, ()) if self.share_town(p.town_code, town_code))
        return sorted(found, key=lambda place: place.name != name)

    def share_town(self, one: str, other: str) -> bool:
        """Tell whether two codes are one township in today's list."""
        return self._regions.today(one) == self._regions.today(other)

    def code_of(self, pk: int | None) -> str:
        """Return the code of a place, blank for none."""
        return self._codes.get(pk, "") if pk is not None else ""

    def _gazetteer(self, district: str) -> Gazetteer:
        if district not in self._gazetteers:
            self._gazetteers[district] = Gazetteer(
                self._entry(place)
                for place in self._places
                if not district or self._within[place.code] == district
            )
        return self._gazetteers[district]

    def _entry(self, place: Known) -> GazetteerEntry:
        stands = self._regions.today(place.town_code)
        town = self._regions.get(place.town_code) or self._regions.get(stands)
        return GazetteerEntry(
            code=place.code,
            name=place.name,
            kind=place.kind,
            town_code=stands,
            town=town.name if town else "",
            aliases=tuple(self._aliases.get(place.pk, ())),
        )


def _how(typed: str, name: str, others: Collection[str]) -> str:
    if typed == name:
        return "name"
    if typed in others:
        return "alias"
    return "part" if any(typed in one for one in (name, *others)) else ""


def district_of(code: str) -> str:
    """Return the 12-digit code of the district around `code`; blank for blank or wider regions."""
    if not code or len(significant(code)) < _DISTRICT:
        return ""
    return code[:_DISTRICT].ljust(12, "0")


@remembered("places")
def every_place() -> Mapping[int, Place]:
    """Return all places by primary key."""
    return Place.objects.in_bulk()


@remembered("places")
def place_names() -> Mapping[int, str]:
    """Return the names of all places by primary key."""
    return dict(Place.objects.values_list("pk", "name"))


@remembered("places", "regions", most=2)
def finder() -> Finder:
    """Return a finder over all places and aliases as they stand now, built once per state."""
    places = Place.objects.order_by("code").values_list("pk", "code", "name", "kind", "town_code")
    aliases = Alias.objects.order_by("place_id", "name").values_list("place_id", "name")
    return _finder(tuple(places), tuple(aliases), tree())


def outside(town_code: str, places: Iterable[Place]) -> list[str]:
    """Return the names of the places outside a township, boundary changes followed."""
    today = tree().today
    town = today(town_code)
    return [place.name for place in places if today(place.town_code) != town]


@remembered("places", "regions")
def points_of(region_code: str) -> dict[str, tuple[float, float]]:
    """Return (longitude, latitude) by place code of a region's places that have one."""
    known = Place.objects.filter(
        lying_in("town_code", region_code), longitude__isnull=False, latitude__isnull=False
    )
    rows = known.values_list("code", "longitude", "latitude")
    return {code: (lon, lat) for code, lon, lat in rows if lon is not None and lat is not None}


def households_of(region_code: str, on: date) -> dict[str, tuple[int | None, int]]:
    """Return (households, places that give none) by township on a day.

    Villages and estates count; a community's households are those of its estates.
    """
    rows = Place.objects.filter(lying_in("town_code", region_code, on)).exclude(kind="community")
    found: dict[str, tuple[int | None, int]] = {}
    standing = tree().standing
    for town, households in rows.values_list("town_code", "households"):
        code = standing(town, on)
        known, unknown = found.get(code, (None, 0))
        if households is None:
            found[code] = known, unknown + 1
        else:
            found[code] = (known or 0) + households, unknown
    return found


def place_with(code: str) -> Place | None:
    """Return the place with that code."""
    return Place.objects.filter(code=code).first()


def names_of(codes: Collection[str]) -> dict[str, str]:
    """Return the names of places by their codes; what is no place is left out."""
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))


def stored_towns(codes: Iterable[str]) -> dict[str, str]:
    """Return the township's code that each place is stored under, by the place's code.

    :raises BadInput: `no_such_place`
    """
    wanted = sorted(set(codes))
    found = dict(Place.objects.filter(code__in=wanted).values_list("code", "town_code"))
    for code in wanted:
        if code not in found:
            raise BadInput("no_such_place", value=code)
    return found


def place_named(name: str, kind: str, town_code: str) -> Place:
    """Return the one place of that name and kind in a township.

    :raises BadInput: `no_such_place`
    """
    bare = "".join(name.split())
    own = lying_in("town_code", town_code)
    found = Place.objects.filter(own, name=bare, kind=kind).first()
    if found is None:
        raise BadInput("no_such_place", value=bare)
    return found


@remembered("places", "regions")
def places_within(region_code: str, on: date | None = None) -> list[Place]:
    """Return the places of a region (as it is on a day), by township and name, aliases ready."""
    return list(
        Place.objects.filter(lying_in("town_code", region_code, on))
        .order_by("town_code", "name")
        .prefetch_related("aliases")
    )


def districts() -> tuple[str, ...]:
    """Return the codes of the districts that have places, in order."""
    towns = Place.objects.order_by().values_list("town_code", flat=True).distinct()
    today = tree().today
    return tuple(sorted({district_of(today(code)) for code in towns}))


@lru_cache(maxsize=2)
def _finder(
    places: tuple[tuple[int, str, str, str, str], ...],
    aliases: tuple[tuple[int, str], ...],
    regions: RegionTree,
) -> Finder:
    names: dict[int, list[str]] = {}
    for place, name in aliases:
        names.setdefault(place, []).append(name)
    return Finder(tuple(Known(*row) for row in places), names, regions)
