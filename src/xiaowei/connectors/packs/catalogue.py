"""Home of reading a pack's topics, ticket kinds, project types, prices, themes and seasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from xiaowei.connectors.packs.fetch import PackFolder
from xiaowei.connectors.packs.meanings import Said
from xiaowei.connectors.packs.sections import Section, read
from xiaowei.domain.catalogue import (
    TICKET_KINDS,
    Catalogue,
    Indicator,
    Picture,
    PriceBand,
    ProjectType,
    Season,
    Theme,
    Topic,
)
from xiaowei.domain.money import DISPLAYS, FEN_PER_YUAN

YEAR = 12


@dataclass
class Shelf:
    """What the packs read so far bring; a later pack replaces what has the same code."""

    topics: dict[str, Topic] = field(default_factory=dict)
    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    types: dict[str, ProjectType] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    themes: dict[tuple[date, str], Theme] = field(default_factory=dict)
    seasons: dict[str, Season] = field(default_factory=dict)
    told: list[Said] = field(default_factory=list)

    def take(self, folder: PackFolder) -> None:
        """Take in the topics, types, prices, themes and seasons of one more pack.

        :raises BadInput: `pack_wrong`
        """
        readers = {
            "topics.yaml": self._take_topics,
            "types.yaml": lambda top: self._take_types(top, folder.name),
            "prices.yaml": self._take_prices,
            "themes.yaml": self._take_themes,
            "seasons.yaml": self._take_seasons,
        }
        for name, reader in readers.items():
            file = folder.file(name)
            if file is not None:
                top = read(file)
                reader(top)
                top.done()

    def catalogue(self, version: str) -> Catalogue:
        """Return all that was taken in."""
        topics, types = tuple(self.topics.values()), tuple(self.types.values())
        themes = tuple(self.themes[key] for key in sorted(self.themes))
        pictures = tuple(self.pictures.values())
        seasons = tuple(self.seasons.values())
        return Catalogue(version, topics, types, dict(self.kinds), pictures, themes, seasons)

    def _take_topics(self, top: Section) -> None:
        if top.has("kinds"):
            kinds = top.section("kinds")
            for kind in kinds.names():
                if kind not in TICKET_KINDS:
                    allowed = ", ".join(TICKET_KINDS)
                    raise kinds.refuse(kind, "not_allowed", value=kind, allowed=allowed)
                self.kinds[kind] = tuple(
                    dict.fromkeys((*self.kinds.get(kind, ()), *kinds.texts(kind)))
                )
        fresh: set[str] = set()
        for section, topic in _topics(top, None):
            if topic.code in fresh:
                raise section.refuse("code", "twice", value=topic.code)
            fresh.add(topic.code)
            self.topics[topic.code] = topic
        for section in top.sections("pictures"):
            picture = self._picture(section)
            section.done()
            self.pictures[picture.code] = picture

    def _picture(self, section: Section) -> Picture:
        topic = section.text("topic")
        if topic not in self.topics:
            raise section.refuse("topic", "not_known", value=topic, where="topics.yaml")
        return Picture(section.text("code"), section.text("name"), section.text("icon"), topic)

    def _take_types(self, top: Section, pack: str) -> None:
        if top.has("classes"):
            classes = top.section("classes")
            self.classes |= {code: classes.text(code) for code in classes.names()}
        fresh: set[str] = set()
        for section in top.sections("types"):
            kind = self._type(section)
            section.done()
            if kind.code in fresh:
                raise section.refuse("code", "twice", value=kind.code)
            fresh.add(kind.code)
            self.types[kind.code] = kind
            self.told.append(Said(pack, kind, section))

    def _type(self, section: Section) -> ProjectType:
        klass = section.text("class")
        if klass not in self.classes:
            raise section.refuse("class", "not_known", value=klass, where="classes")
        return ProjectType(
            code=section.text("code"),
            name=section.text("name"),
            klass=klass,
            klass_name=self.classes[klass],
            unit=section.text("unit"),
            topics=self._known_topics(section),
            aliases=section.texts("aliases"),
            words=section.texts("words"),
            indicators=tuple(_indicators(section)),
        )

    def _take_prices(self, top: Section) -> None:
        year, illustrative, prices = (
            top.whole("year"),
            top.flag("illustrative"),
            top.section("prices"),
        )
        for code in prices.names():
            low, high = prices.pair(code)
            if code not in self.types:
                raise prices.refuse(code, "not_known", value=code, where="types.yaml")
            band = PriceBand(
                round(low * FEN_PER_YUAN), round(high * FEN_PER_YUAN), year, illustrative
            )
            self.types[code] = replace(self.types[code], price=band)

    def _take_themes(self, top: Section) -> None:
        for section in top.sections("themes"):
            month = section.day("month")
            if month.day != 1:
                raise section.refuse("month", "not_first_day", value=month)
            name, lead = section.text("name"), section.text("lead")
            theme = Theme(month, name, lead, self._known_topics(section))
            section.done()
            self.themes[month, theme.name] = theme

    def _take_seasons(self, top: Section) -> None:
        for section in top.sections("seasons"):
            months = section.wholes("months")
            following = [month % YEAR + 1 for month in months]
            if not months or not 1 <= months[0] <= YEAR or list(months[1:]) != following[:-1]:
                raise section.refuse("months", "not_season_months", value=list(months))
            code, name, advice = (section.text(key) for key in ("code", "name", "advice"))
            self.seasons[code] = Season(code, name, months, self._known_topics(section), advice)
            section.done()

    def _known_topics(self, section: Section) -> frozenset[str]:
        topics = section.texts("topics")
        for topic in topics:
            if topic not in self.topics:
                raise section.refuse("topics", "not_known", value=topic, where="topics.yaml")
        return frozenset(topics)


def _topics(section: Section, parent: str | None) -> Iterator[tuple[Section, Topic]]:
    for below in section.sections("topics"):
        code = below.text("code")
        name, aliases, words = below.text("name"), below.texts("aliases"), below.texts("words")
        yield below, Topic(code, name, parent, aliases, words)
        yield from _topics(below, code)
        below.done()


def _indicators(section: Section) -> Iterator[Indicator]:
    display = section.choice("display", DISPLAYS, "plain")
    yield Indicator("quantity", section.text("name"), section.text("unit"), display)
    for below in section.sections("indicators"):
        shown = below.choice("display", DISPLAYS, "plain")
        yield Indicator(below.text("code"), below.text("name"), below.text("unit"), shown)
        below.done()
