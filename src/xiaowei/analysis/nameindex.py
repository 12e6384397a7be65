"""Home of the index of place names: exact forms by automaton (Aho-Corasick), misspelt by keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import ahocorasick

from xiaowei.analysis.placenames import stem
from xiaowei.analysis.spelling import (
    abbreviates,
    holes,
    near_by_sight,
    near_by_sound,
    sound,
    sounds,
)
from xiaowei.analysis.surroundings import (
    has_kind_after,
    has_left_edge,
    has_right_edge,
    is_other_thing,
    landmark,
    may_be_longer,
)
from xiaowei.analysis.text import fold
from xiaowei.analysis.townships import Townships

Guess = tuple[int, float, str]


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """A known place: village, estate or community, with its other names."""

    code: str
    name: str
    kind: str = ""
    town_code: str = ""
    town: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name in a text: from `start` to `end`, `doubt` 0..1 from what stands around it.

    `edge` is False where a short name has no clear beginning.
    """

    start: int
    end: int
    owners: tuple[tuple[int, str], ...]
    doubt: float
    landmark: bool
    edge: bool


@dataclass(slots=True)
class NameIndex:
    """Every form under which the places of `entries` may be written."""

    entries: Sequence[GazetteerEntry]
    forms: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    towns: Townships = field(default_factory=Townships)
    _stems: list[str] = field(default_factory=list)
    _automaton: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton)
    _by_hole: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_char: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_sound: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.towns = Townships({entry.town for entry in self.entries})
        for number, entry in enumerate(self.entries):
            self._add(number, entry)
        for form in self.forms:
            self._automaton.add_word(form, form)
            if len(form) >= 3:
                self._add_misspelt(form)
        for town in self.towns.wholes - self.forms.keys():
            self._automaton.add_word(town, town)
        self._automaton.make_automaton()

    def find(self, text: str, *, is_talk: bool = False) -> list[Hit]:
        """Return the known names in folded `text` from left to right; the longest name wins.

        In talk a name of two characters counts only where its kind follows.
        """
        if not self.entries:
            return []
        spans = [(end + 1 - len(form), end + 1, form) for end, form in self._automaton.iter(text)]
        if len(spans) > 1:
            spans = _longest(spans)
        found = (self._judge(text, span, is_talk) for span in spans)
        return [hit for hit in found if hit]

    def misspelt(self, typed: str, *, by_sound_only: bool = False) -> Iterator[Guess]:
        """Yield entry, score 0..1 and reason for the names of which `typed` may be a slip."""
        if len(typed) < 3:
            return
        likely = {form: near_by_sound(typed, form) for form in self._by_sound.get(sound(typed), ())}
        if not by_sound_only:
            for key in holes(typed):
                for form in self._by_hole.get(key, ()):
                    likely[form] = likely.get(form) or near_by_sight(typed, form)
        for form, score in likely.items():
            if score:
                yield from ((number, score, "typo") for number in self.forms[form])

    def abbreviated(self, typed: str) -> Iterator[Guess]:
        """Yield entry, score 0..1 and reason for the names of which `typed` may be a nickname."""
        sharing = [self._by_char.get(char, set()) for char in set(typed)]
        for number in set.intersection(*sorted(sharing, key=len)) if sharing else ():
            likely = abbreviates(typed, self._stems[number])
            if likely:
                yield number, likely, "nickname"

    def _add(self, number: int, entry: GazetteerEntry) -> None:
        name = fold(entry.name)
        short = stem(name)
        named = [(name, "name"), *((fold(alias), "alias") for alias in entry.aliases)]
        self._stems.append(short)
        for char in short:
            self._by_char[char].add(number)
        if short not in self.towns.stems:
            named.append((short, "short"))
        for form, how in named:
            if len(form) >= 2:
                self.forms[form].setdefault(number, how)

    def _add_misspelt(self, form: str) -> None:
        for key in holes(form):
            self._by_hole[key].add(form)
        for heard in sounds(form):
            self._by_sound[heard].add(form)

    def _judge(self, text: str, span: tuple[int, int, str], is_talk: bool) -> Hit | None:
        """Weigh what stands around a name; None where it is part of another word."""
        start, end, form = span
        owners = self.forms.get(form)
        if not owners:
            return None
        edge = has_left_edge(text, start, self.towns.either)
        if end - start == 2 and not (edge and self._is_whole(text, end, owners, is_talk)):
            return None
        if is_other_thing(text, end) and not form.endswith(("村", "小区", "社区")):
            return None
        doubt = landmark(text, start, end)
        is_landmark = doubt < 1
        if not is_landmark and not edge and may_be_longer(text, start, self.towns.either):
            doubt = 0.55
        clear = edge or len(stem(form)) > 2
        return Hit(start, end, tuple(owners.items()), doubt, is_landmark, clear)

    def _is_whole(self, text: str, end: int, owners: Mapping[int, str], is_talk: bool) -> bool:
        if any(how != "short" for how in owners.values()):
            return True
        return has_kind_after(text, end) if is_talk else has_right_edge(text, end)


def _longest(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Drop the spans that a longer one overlaps; the rest from left to right."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)
