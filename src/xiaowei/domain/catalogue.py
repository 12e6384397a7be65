"""Home of topics, topic groups, project types, and indicators with their display units.

How a figure is written for each display stands in `money.shown`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

MEASURED_UNITS = ("米", "里", "亩", "顷", "吨", "升", "m", "m²", "m³", "km", "ha", "t")
TICKET_KINDS = ("complaint", "request", "report", "inquiry", "suggestion", "praise")
_STEP = re.compile(r"->|=>|→|>|/|\\|\||—+|-+|\s+")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a ticket is about; `words` are problem words for tickets without a usable category."""

    code: str
    name: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured: `quantity` or a second measure such as `parking_spaces`."""

    code: str
    name: str
    unit: str
    display: str = "plain"


@dataclass(frozen=True, slots=True)
class PriceBand:
    """The usual price per unit in fen; `illustrative` prices are made up and say so."""

    low_fen: int
    high_fen: int
    year: int
    illustrative: bool = True

    @property
    def middle_fen(self) -> int:
        """The middle of the band in fen."""
        return (self.low_fen + self.high_fen + 1) // 2


@dataclass(frozen=True, slots=True)
class ProjectType:
    """A kind of small works; `topics` is its topic group, whole branches included."""

    code: str
    name: str
    klass: str
    klass_name: str
    unit: str
    topics: frozenset[str]
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    price: PriceBand | None = None

    def indicator(self, code: str = "quantity") -> Indicator | None:
        """Return the indicator of that code."""
        return next((known for known in self.indicators if known.code == code), None)


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the few pictures that somebody outside presses to say what is wrong: it stands for a topic."""

    code: str
    name: str
    icon: str
    topic: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A common hard problem that a month is about 每月一题: its topics, whole branches, and who leads."""

    month: date
    """The month's first day."""
    name: str
    lead: str
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Season:
    """A time of the year 季节 that brings complaints on some topics, whole branches; what to look at before.

    `months` stand in their order, so that the first one is the month in which it begins.
    """

    code: str
    name: str
    months: tuple[int, ...]
    topics: frozenset[str]
    advice: str


def is_measured(unit: str) -> bool:
    """Tell whether a unit is measured (a length, an area, a mass) rather than counted by the piece."""
    return unit.endswith(MEASURED_UNITS)


@dataclass(frozen=True)
class Catalogue:
    """The topics, project types and ticket kinds in use; names may be written in many ways."""

    version: str
    topics: tuple[Topic, ...]
    types: tuple[ProjectType, ...]
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    themes: tuple[Theme, ...] = ()
    seasons: tuple[Season, ...] = ()

    def topic(self, code: str) -> Topic | None:
        """Return the topic with that code."""
        return self._topics.get(code)

    def topic_name(self, code: str) -> str:
        """Return a topic's name, the code itself where it is unknown."""
        return topic.name if (topic := self.topic(code)) else code

    def type(self, code: str) -> ProjectType | None:
        """Return the project type with that code."""
        return self._types.get(code)

    def topic_named(self, *names: str) -> Topic | None:
        """Return the topic for category names given from the first level to the last.

        The deepest name that is known wins; a name may hold a whole path (一级->二级). A name that
        stands for several topics is settled by the levels before it, or else passed over.
        """
        steps = [step for name in names for step in self._steps(name)]
        for depth in range(len(steps), 0, -1):
            found = self._settle(self._topics_by_name.get(_plain(steps[depth - 1]), ()), steps)
            if found:
                return found
        return None

    def type_named(self, name: str) -> ProjectType | None:
        """Return the type of that name or alias, or else the one whose longest word is in it."""
        wanted = _plain(name)
        if wanted in self._types_by_name:
            return self._types_by_name[wanted]
        words = sorted(self._type_words, key=lambda pair: len(pair[0]))
        found = {code: len(word) for word, code in words if word in wanted}
        best = [code for code, size in found.items() if size == max(found.values())]
        return self._types[best[0]] if len(best) == 1 else None

    def types_for(self, topic: str) -> tuple[ProjectType, ...]:
        """Return the project types that may cure complaints on that topic."""
        line = {topic, *(above.code for above in self.topics_above(topic))}
        return tuple(kind for kind in self.types if kind.topics & line)

    def covers(self, type_code: str, topic: str | None) -> bool:
        """Tell whether the topic is in the topic group of that project type."""
        return topic is not None and any(kind.code == type_code for kind in self.types_for(topic))

    def topics_above(self, topic: str) -> tuple[Topic, ...]:
        """Return the topics around `topic`, the nearest first."""
        line: list[Topic] = []
        here = self._topics.get(topic)
        while here and here.parent and here.parent in self._topics and len(line) < 9:
            here = self._topics[here.parent]
            line.append(here)
        return tuple(line)

    def family(self, topic: str) -> str:
        """Return the code that stands for a topic's family: siblings that the same types cure.

        Topics of one parent form a family where exactly the same project types cure them; a branch
        that is cured as a whole is one family. Every other topic stands for itself.
        """
        return self._families.get(topic, topic)

    def branch(self, topic: str) -> tuple[str, ...]:
        """Return the codes of the whole branch of the tree in which a topic stands, root first."""
        return self._branches.get(self._root(topic), (topic,))

    def ticket_kind(self, name: str) -> str | None:
        """Return the stored kind of a ticket for the word that a sheet uses."""
        return self._kinds.get(_plain(name))

    def _steps(self, name: str) -> Iterable[str]:
        return [name] if _plain(name) in self._topics_by_name else filter(None, _STEP.split(name))

    def _settle(self, found: Iterable[Topic], steps: list[str]) -> Topic | None:
        choice = list(found)
        if len(choice) > 1:
            near = {_plain(step) for step in steps}
            choice = [t for t in choice if any(near & _names(a) for a in self.topics_above(t.code))]
        return choice[0] if len(choice) == 1 else None

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        return {topic.code: topic for topic in self.topics}

    @cached_property
    def _types(self) -> dict[str, ProjectType]:
        return {kind.code: kind for kind in self.types}

    @cached_property
    def _topics_by_name(self) -> dict[str, list[Topic]]:
        index: dict[str, list[Topic]] = {}
        for topic in self.topics:
            for name in _names(topic):
                index.setdefault(name, []).append(topic)
        return index

    @cached_property
    def _families(self) -> dict[str, str]:
        first: dict[tuple[str | None, frozenset[str]], str] = {}
        found: dict[str, str] = {}
        for topic in self.topics:
            cures = self._cures(topic.code)
            top = topic
            for above in self.topics_above(topic.code) if cures else ():
                if self._cures(above.code) != cures:
                    break
                top = above
            key = (top.parent, cures)
            found[topic.code] = first.setdefault(key, top.code) if cures else topic.code
        return found

    def _cures(self, topic: str) -> frozenset[str]:
        return frozenset(kind.code for kind in self.types_for(topic))

    def _root(self, topic: str) -> str:
        return next((above.code for above in self.topics_above(topic)[-1:]), topic)

    @cached_property
    def _branches(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for topic in self.topics:
            found.setdefault(self._root(topic.code), []).append(topic.code)
        return {root: tuple(codes) for root, codes in found.items()}

    @cached_property
    def _types_by_name(self) -> dict[str, ProjectType]:
        pairs = [(_plain(alias), kind) for kind in self.types for alias in kind.aliases]
        return dict(pairs) | {_plain(kind.name): kind for kind in self.types}

    @cached_property
    def _type_words(self) -> list[tuple[str, str]]:
        return [
            (_plain(word), kind.code)
            for kind in self.types
            for word in (kind.name, *kind.aliases, *kind.words)
        ]

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {_plain(name): kind for kind, names in self.kinds.items() for name in names}


def branches(known: Catalogue, topics: Collection[str]) -> tuple[str, ...]:
    """Return the codes of every topic in the branches of some topics, in the catalogue's order."""
    wanted = set(topics)
    return tuple(
        topic.code
        for topic in known.topics
        if wanted & {topic.code, *(above.code for above in known.topics_above(topic.code))}
    )


def _plain(name: str) -> str:
    return "".join(name.split()).replace("(", "(").replace(")", ")").casefold()


def _names(topic: Topic) -> set[str]:
    return {_plain(name) for name in (topic.name, *topic.aliases)}
