"""Home of the atlas: the places of a district, known and discovered, and which of them a head names.

No gazetteer is complete. A head that is often told in one community, and is no name of a place known
there, is a place of its own, unless it is another form of one (short, misheard, 老…) in that community.
Within a community a loose likeness is enough, since few places are there; elsewhere only an exact name
counts. Where a sheet tells no communities, the township stands for them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xiaowei.analysis.grouping.likeness import likeness
from xiaowei.analysis.masking import mask
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.analysis.placenames import is_shaped, stem
from xiaowei.analysis.text import fold

OFTEN = 2
"""So often told, a head is a place whatever it looks like."""
LEAST_SHARE = 0.2
"""A head of which no community has so large a share is no place: 不详, 路边."""
SPREAD = 20
"""Told in so many communities, by none of which in more than one of so many calls, a head is no place."""
FEW = 3
"""What more communities of a township tell is the name of a place in each."""
CROWD = 200
"""A character in the names of so many places of a community, such as that of their kind, tells nothing."""
SURE, LIKELY, APART = 0.8, 0.6, 0.04
NOT_PLACES = frozenset(
    {"不详", "不清楚", "未知", "不明", "暂无", "保密", "匿名", "本市", "本区", "未提供"}
)
REMEMBERED = 1 << 18
"""So many heads are remembered with their places; a sheet of any size must not fill the memory."""
_VILLAGE = "村"
_ESTATE = re.compile(
    r"小区|花园|公[寓馆]|[家嘉]园|[苑府邸]|新城|大厦|广场|市场|[小中]学|学校|幼儿园|医院|卫生院"
    r"|[路街巷](?:[甲乙丙丁]?\d+号)?$|胡同|大道|\d[期区]$|[东西南北][里区院]$"
)
"""A spot in a village that is called so is a place of its own."""
_NOTHING: Counter[str] = Counter()
HeadThere = tuple[str, str]
"""A folded head and its context: the community, or else the township."""


@dataclass(slots=True)
class AtlasPlace:
    """A place with all its folded forms; `code` is None where it was discovered."""

    name: str
    code: str | None
    town: str
    context: str
    forms: list[str]

    @property
    def shown(self) -> str:
        """Return the name as it may be shown: what was discovered may hold a phone number."""
        return mask(self.name).text if self.code is None else self.name


class _Kin:
    """The places of each community: which of them a head may mean."""

    def __init__(self, places: Sequence[AtlasPlace], by_form: Mapping[str, list[int]]) -> None:
        self._places, self._by_form = places, by_form
        self._by_char: dict[HeadThere, list[int]] = defaultdict(list)

    def add(self, index: int) -> None:
        """Take in a place of the list."""
        place = self._places[index]
        for char in set("".join(place.forms)) if place.context else ():
            self._by_char[place.context, char].append(index)

    def best(self, head: str, context: str) -> list[tuple[int, float]]:
        """Return the likeliest place of a context, with its rivals where several are as likely."""
        owners = self._by_form.get(head, ())
        if own := [place for place in owners if self._places[place].context == context]:
            return [(place, 1.0) for place in own]
        found = [(place, self._likeness(head, place)) for place in self._near(head, context)]
        best = max((score for _, score in found), default=0.0)
        return [one for one in found if one[1] >= max(best - APART, 0.5)]

    def _near(self, head: str, context: str) -> list[int]:
        """Return the places of a context that have two characters in common with a head, if it has three."""
        shared: Counter[int] = Counter()
        for char in set(head):
            places = self._by_char.get((context, char), ())
            shared.update(places if len(places) <= CROWD else ())
        least = 2 if len(head) > 2 else 1
        return sorted(place for place, chars in shared.items() if chars >= least)

    def _likeness(self, head: str, place: int) -> float:
        return max(likeness(head, form) for form in self._places[place].forms)


class Atlas:
    """Resolves heads to places; `survey` makes it."""

    def __init__(
        self,
        districts: Mapping[str, str] | None = None,
        spelt: Mapping[str, str] | None = None,
    ) -> None:
        self._spelt = spelt or {}
        self.places: list[AtlasPlace] = []
        self.districts = districts or {}
        self.by_form: dict[str, list[int]] = defaultdict(list)
        self._kin = _Kin(self.places, self.by_form)
        self._settled: dict[HeadThere, int | None] = {}
        self._resolved: dict[tuple[str, str, str], int | None] = {}
        self.by_town: dict[HeadThere, Counter[int]] = defaultdict(Counter)
        """What a head means in a township, for calls that tell no community."""
        self._villages: dict[str, int | None] = {}
        self._spread: frozenset[str] = frozenset()
        self._same: dict[int, int] = {}
        self.common: frozenset[HeadThere] = frozenset()
        """Heads with the township in which many communities tell them."""

    def resolve(self, head: str, context: str, town: str) -> int | None:
        """Return the place that a folded head names, as an index into `places`; None if untold.

        Whether that is but another name of a place, `meant` tells.
        """
        if head in self._spread:
            return None
        if not context:
            return self._anywhere(head, town)
        if (head, context) in self._settled:
            return self._settled[head, context]
        key = (head, context, town)
        if key not in self._resolved:
            if len(self._resolved) >= REMEMBERED:
                self._resolved.clear()
            self._resolved[key] = self._resolve(*key)
        return self._resolved[key]

    def meant(self, place: int) -> int:
        """Return the place for whose other name one is taken; -1 stays."""
        return _meant(self._same, place) if place >= 0 else -1

    def may_be_near(self, town: str, other: str) -> bool:
        """Tell whether two townships may be of one district."""
        return _near(self.districts, town, other)

    def take_for(self, place: int, other: int) -> None:
        """Take one place for another name of the other."""
        if _meant(self._same, other) != place:
            self._same[place] = other

    def village(self, context: str) -> int | None:
        """Return the place of a context that is a village and has exactly its name."""
        if not context.partition("@")[0].endswith(_VILLAGE):
            return None
        if context not in self._villages:
            owners = self.by_form.get(fold(context.partition("@")[0]), ())
            own = (place for place in owners if self.places[place].context == context)
            self._villages[context] = next(own, None)
        return self._villages[context]

    def add_villages(self, communities: Iterable[HeadThere]) -> None:
        """Take in the villages, each with its township, that are no places yet."""
        fresh = [(name, town) for name, town in communities if self.village(name) is None]
        self._villages.clear()
        for context, town in fresh:
            name = context.partition("@")[0]
            short = stem(fold(name))
            forms = [fold(name), *([short] if len(short) > 2 else [])]
            self.add(AtlasPlace(name, None, town, context, forms))

    def pass_over(self, heads: Iterable[str]) -> None:
        """Take heads for no places, unless a place has exactly that name."""
        self._spread = frozenset(heads) - self.by_form.keys() | NOT_PLACES

    def add(self, place: AtlasPlace) -> int:
        """Take a place in."""
        self.places.append(place)
        index = len(self.places) - 1
        for form in dict.fromkeys(place.forms):
            self.by_form[form].append(index)
        self._kin.add(index)
        return index

    def settle(self, head: str, context: str, town: str, told: int) -> int | None:
        """Resolve a folded head that was told so often there; take it in as a place where it is one."""
        likely = self._kin.best(head, context)
        if len(likely) == 1 and likely[0][1] >= (SURE if told >= OFTEN else LIKELY):
            place: int | None = likely[0][0]
            if head not in self.places[likely[0][0]].forms:
                self.by_form[head].append(likely[0][0])
        elif len(likely) > 1:
            place = None
        elif (place := self._elsewhere(head, town)) is None:
            place = self.around(head, context)
            if place is None:
                name = self._spelt.get(head, head)
                place = self.add(AtlasPlace(name, None, town, context, [head]))
        self._settled[head, context] = place
        return place

    def _resolve(self, head: str, context: str, town: str) -> int | None:
        likely = self._kin.best(head, context)
        if likely and likely[0][1] >= LIKELY:
            return likely[0][0] if len(likely) == 1 else None
        own = self._only(head, town)
        return self.around(head, context) if own is None else own

    def around(self, head: str, context: str) -> int | None:
        """Return the village that a community is, for a head that names a spot in it and no estate."""
        return None if _ESTATE.search(head) else self.village(context)

    def _anywhere(self, head: str, town: str) -> int | None:
        meant = self.by_town.get((head, town))
        if meant:
            (place, told), *_ = meant.most_common(1)
            return place if told >= LIKELY * meant.total() else None
        return self._only(head, town)

    def _only(self, head: str, town: str) -> int | None:
        """Return the one place of exactly that name in the township, or if none is there, anywhere."""
        return self._single(self.by_form.get(head, ()), town)

    def _elsewhere(self, head: str, town: str) -> int | None:
        """Return the one such place for a head that is told often in another community.

        One that was discovered counts in its township only, and not where several communities have
        one of the name: 菜市场, 卫生室.
        """
        own = (head, town) not in self.common
        owners = (
            place
            for place in self.by_form.get(head, ())
            if self._is_told(place) or (own and self.places[place].town == town)
        )
        return self._single([*owners], town)

    def _single(self, owners: Sequence[int], town: str) -> int | None:
        near = [place for place in owners if self.places[place].town == town] or [
            place for place in owners if _near(self.districts, self.places[place].town, town)
        ]
        return near[0] if len(near) == 1 else None

    def _is_told(self, place: int) -> bool:
        """Tell whether a gazetteer tells a place, or no community does."""
        return self.places[place].code is not None or not self.places[place].context


def _meant(same: Mapping[int, int], place: int) -> int:
    """Return the place for whose other name one is taken, by however many steps."""
    while place in same:
        place = same[place]
    return place


def _near(districts: Mapping[str, str], town: str, other: str) -> bool:
    """Tell whether two townships may be of one district."""
    one, two = districts.get(town), districts.get(other)
    return one is None or two is None or one == two


def survey(
    mentions: Sequence[tuple[str, str, str, int]],
    known: Iterable[GazetteerEntry],
    districts: Mapping[str, str] | None = None,
    spelt: Mapping[str, str] | None = None,
) -> Atlas:
    """Return the atlas of heads as they were told: (folded head, context, township, how often).

    `districts` are those of the townships, where there are several: a name doesn't reach beyond its own.
    `spelt` is how each head is written mostly.
    """
    atlas = Atlas(districts, spelt)
    told: dict[str, Counter[str]] = defaultdict(Counter)
    towns: dict[HeadThere, Counter[str]] = defaultdict(Counter)
    for head, context, town, count in mentions:
        if context:
            told[head][context] += count
            towns[head, context][town] += count
    contexts = _contexts(known := list(known), told, towns)
    for entry, context in zip(known, contexts, strict=True):
        forms = [fold(form) for form in (entry.name, *entry.aliases)]
        town = _town_of(entry, context, forms, towns)
        atlas.add(AtlasPlace(entry.name, entry.code, town, context, forms))
    atlas.add_villages(_villages(towns))
    atlas.common = _common(towns)
    for count, head, context in _candidates(told):
        town = towns[head, context].most_common(1)[0][0]
        place = atlas.settle(head, context, town, count)
        if place is not None:
            for name, often in towns[head, context].items():
                atlas.by_town[head, name][place] += often
    atlas.pass_over(head for head, contexts in told.items() if _is_spread(contexts))
    return atlas


def _villages(towns: Mapping[HeadThere, Counter[str]]) -> list[HeadThere]:
    """Return the communities that are villages, with the township in which each is told most."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, context), told in towns.items():
        if context.partition("@")[0].endswith(_VILLAGE):
            found[context].update(told)
    return sorted((context, told.most_common(1)[0][0]) for context, told in found.items())


def _common(towns: Mapping[HeadThere, Counter[str]]) -> frozenset[HeadThere]:
    """Return the heads, each with its township, that more than a few communities of it tell."""
    told = Counter(
        (head, town)
        for (head, _), of_towns in towns.items()
        for town, often in of_towns.items()
        if often >= OFTEN
    )
    return frozenset(one for one, communities in told.items() if communities > FEW)


def _contexts(
    known: Sequence[GazetteerEntry],
    told: dict[str, Counter[str]],
    towns: dict[HeadThere, Counter[str]],
) -> list[str]:
    """Return for each known place its community: that of its name, if any, else where it is told most.

    Of two places of one name each has a community of its own, if possible in its own township.
    """
    everywhere: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, context), of_towns in towns.items():
        everywhere[context].update(of_towns)
    named: dict[str, list[str]] = defaultdict(list)
    for context in sorted(everywhere):
        named[fold(context.partition("@")[0])].append(context)
    taken: set[HeadThere] = set()
    found = []
    for entry in known:
        whole = named[fold(entry.name)]
        here = [one for one in whole if _has(everywhere[one], entry.town)]
        if here or len(whole) == 1:
            found.append((here or whole)[0])
            continue
        most = _told_most(entry, told, towns, taken)
        found.append(most or (entry.town if entry.town in everywhere else ""))
    return found


def _told_most(
    entry: GazetteerEntry,
    told: dict[str, Counter[str]],
    towns: dict[HeadThere, Counter[str]],
    taken: set[HeadThere],
) -> str:
    """Return the community in which a place is told most, by its name or else its others, and take it."""
    for form in map(fold, (entry.name, *entry.aliases)):
        own: Counter[str] = Counter()
        for one, count in told.get(form, _NOTHING).items():
            if (form, one) not in taken:
                own[one] = count * (10 if _has(towns[form, one], entry.town) else 1)
        if own:
            context = own.most_common(1)[0][0]
            taken.add((form, context))
            return context
    return ""


def _town_of(
    entry: GazetteerEntry, context: str, forms: Sequence[str], towns: dict[HeadThere, Counter[str]]
) -> str:
    """Return a known place's township as the sheet tells it: with its district, where that is needed."""
    for form in forms:
        for town, _ in towns.get((form, context), _NOTHING).most_common():
            if town.partition("@")[0] == entry.town:
                return town
    return entry.town


def _has(towns: Counter[str], town: str) -> bool:
    return any(told.partition("@")[0] == town for told in towns)


def _candidates(told: dict[str, Counter[str]]) -> list[tuple[int, str, str]]:
    """Return the heads that may be places, with their context, the most told first."""
    found = []
    for head, contexts in told.items():
        total = contexts.total()
        for context, count in contexts.items():
            shaped = count >= OFTEN or is_shaped(head)
            if shaped and head not in NOT_PLACES and count >= LEAST_SHARE * total:
                found.append((count, head, context))
    return sorted(found, key=lambda one: (-one[0], one[1], one[2]))


def _is_spread(contexts: Counter[str]) -> bool:
    """Tell whether a head is told all over the district: 路边, the name of a road."""
    most = contexts.most_common(1)[0][1]
    return len(contexts) >= SPREAD and most * SPREAD < contexts.total()
