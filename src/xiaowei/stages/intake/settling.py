"""Home of settling a ticket: its kind, township, place and topic, read from the words it keeps.

The outcome depends on the ticket's own words and on what is known now, never on the order of
imports; so tickets may be settled again whenever more places or names are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from xiaowei.analysis.classifying import TopicRules
from xiaowei.analysis.locating import Located
from xiaowei.analysis.masking import mask
from xiaowei.base.catalogue.queries import catalogue, mapped_names
from xiaowei.base.places.queries import Finder, Known, Spoken, district_of, finder
from xiaowei.base.places.reading import town_named
from xiaowei.base.regions.queries import tree
from xiaowei.domain.catalogue import Catalogue, Topic
from xiaowei.domain.intake import (
    ANSWERED,
    MODEL,
    NOT_OURS,
    ONE_TICKET,
    PATH,
    UNKNOWN,
    UNSURE,
    is_complaint,
    place_words,
)
from xiaowei.domain.regions import RegionTree, level, significant
from xiaowei.domain.zone import day_of
from xiaowei.stages.intake.models import Question, Ticket
from xiaowei.stages.intake.trained import LIKELIEST, Teller, teller

SETTLED = (
    "kind",
    "topic_code",
    "topic_how",
    "topic_model",
    "town_code",
    "place_id",
    "place_how",
    "place_words",
)
MAPPED = "mapped"
"""A topic that a mapping table of another topic tree told."""

State = tuple[Any, ...]
Asked = dict[tuple[str, str, str], list[dict[str, Any]]]
"""(kind, words, town) of a question -> its candidates."""


@dataclass
class Settler:
    """What is known now, ready to settle many tickets; `asked` collects the open questions."""

    catalogue: Catalogue
    rules: TopicRules
    finder: Finder
    regions: RegionTree
    answers: dict[tuple[str, str, str], str]
    mapped: frozenset[str] = frozenset()
    teller: Teller | None = None
    asked: Asked = field(default_factory=dict)
    _towns: dict[tuple[str, str, str, date | None], tuple[str, str]] = field(default_factory=dict)
    _topics: dict[str, str] = field(default_factory=dict)

    def settle(self, ticket: Ticket, home: str) -> None:
        """Read kind, township, place and topic from the ticket's words.

        `home` is the one region for which the importer acts, or blank.
        """
        ticket.kind = self.catalogue.ticket_kind(ticket.kind_words) or UNKNOWN
        self._settle_place(ticket, home)
        self._settle_topic(ticket)

    def _settle_place(self, ticket: Ticket, home: str) -> None:
        town, district = self._town(ticket, home)
        ticket.town_code, ticket.place_id, ticket.place_words = town, None, ""
        located = self.finder.locate(_spoken(ticket, town, district))
        ticket.place_how = located.how[:20]
        if located.code is not None:
            self._put(ticket, self.finder.by_code[located.code])
            return
        told = place_words(ticket.estate_words, ticket.community_words, ticket.address)
        words = mask(told).text  # blanks taken out can bring the digits of a number together
        answer = self.answers.get(key := ("place", words, town), "")
        if answer and answer != NOT_OURS and answer in self.finder.by_code:
            self._put(ticket, self.finder.by_code[answer])
            ticket.place_how = ANSWERED
        elif answer == NOT_OURS:
            ticket.place_how = "not_ours"
        elif words and is_complaint(ticket.kind):
            ticket.place_words = words
            self.asked.setdefault(key, _place_candidates(located))

    def _put(self, ticket: Ticket, place: Known) -> None:
        ticket.place_id, ticket.town_code = place.pk, place.town_code

    def _settle_topic(self, ticket: Ticket) -> None:
        ticket.topic_model = ""
        ticket.topic_code, ticket.topic_how = self._known_topic(ticket)
        if ticket.topic_code or not is_complaint(ticket.kind):
            return
        words = ticket.topic_words
        key = ("topic", words or f"{ONE_TICKET}{ticket.number}", "")
        if key in self.answers:
            return
        likeliest = self._by_model(ticket)
        if not ticket.topic_code and words:
            self.asked.setdefault(key, likeliest or self._topic_candidates(words))
        elif not ticket.topic_code and likeliest:
            self.asked.setdefault(key, likeliest)

    def _known_topic(self, ticket: Ticket) -> tuple[str, str]:
        """Return the topic that the sheet names, a person answered, or problem words tell, and by what."""
        words = ticket.topic_words
        answer = self.answers.get(("topic", words or f"{ONE_TICKET}{ticket.number}", ""), NOT_OURS)
        if self._is_leaf(answer) or (answer != NOT_OURS and not words):
            return answer, ANSWERED
        if named := self._leaf(words):
            return named, MAPPED if self.mapped & {words, *words.split(PATH)} else "name"
        levels = words.split(PATH) if words else []
        code, how = self.rules.classify(levels, said_in(ticket))
        if how == "hint":  # A category that nobody knows is asked for, not outvoted by one word.
            code = None
        return (code, how[:20]) if code else ("", "")

    def _by_model(self, ticket: Ticket) -> list[dict[str, Any]]:
        """Let the trained model tell the topic where it is sure; return the likeliest ones else."""
        said = said_in(ticket).strip()
        found = self.teller.tell(said) if self.teller and said else None
        if found is None or self.teller is None:
            return []
        ticket.topic_model = self.teller.name
        ticket.topic_how = MODEL if found[0].is_sure else UNSURE
        if found[0].is_sure:
            ticket.topic_code = found[0].name
        return [
            {"code": topic.code, "name": topic.name, "score": round(one.chance, 3), "why": MODEL}
            for one in found
            if (topic := self.catalogue.topic(one.name))
        ]

    def _leaf(self, words: str) -> str:
        """Return the topic that the path names, where it names one without topics below it."""
        if words and words not in self._topics:
            known = self.catalogue
            found = known.topic_named(words) or known.topic_named(*words.split(PATH))
            self._topics[words] = found.code if found and self._is_leaf(found.code) else ""
        return self._topics[words] if words else ""

    def _is_leaf(self, code: str) -> bool:
        return code in self._leaves

    @cached_property
    def _leaves(self) -> frozenset[str]:
        return leaves(self.catalogue)

    def _topic_candidates(self, words: str) -> list[dict[str, Any]]:
        wanted = set(words)
        scored = sorted(
            ((_likeness(wanted, topic), topic) for topic in self.catalogue.topics),
            key=lambda pair: (-pair[0], pair[1].code),
        )
        return [
            {"code": topic.code, "name": topic.name, "score": round(score, 3), "why": "words"}
            for score, topic in scored[:LIKELIEST]
            if score > 0
        ]

    def _town(self, ticket: Ticket, home: str) -> tuple[str, str]:
        day = day_of(ticket.received_at)
        key = (ticket.district_words, ticket.town_words or f"@{ticket.community_words}", home, day)
        if key not in self._towns:
            self._towns[key] = self._find_town(ticket, home, day)
        return self._towns[key]

    def _find_town(self, ticket: Ticket, home: str, day: date | None) -> tuple[str, str]:
        district = self._district(ticket.district_words, day) or district_of(home)
        known = self.finder.districts()
        found = town_named(ticket.town_words, self.regions, district, day, known)
        if found is None and not ticket.town_words:
            found = self._town_around(ticket.community_words, district, day)
        if found:
            return found.code, district_of(found.code)
        own = home if home and not ticket.town_words and level(home) == "township" else ""
        return own, district

    def _district(self, words: str, day: date | None) -> str:
        for on in (day, None) if words else ():
            found = self.regions.find(words, None, on)
            if found and level(found.code) == "district":
                return found.code
        return ""

    def _town_around(self, community: str, district: str, day: date | None) -> Any:
        if not community or not district:
            return None
        found = self.regions.find(community, district, day)
        if found is None or level(found.code) != "community":
            return None
        return self.regions.get(significant(found.code)[:9], day)


def settler() -> Settler:
    """Return a settler over the catalogue, places, regions and answers as they stand now."""
    answered = Question.objects.exclude(answer="")
    known = catalogue()
    return Settler(
        catalogue=known,
        rules=_rules(known.topics),
        finder=finder(),
        regions=tree(),
        mapped=mapped_names(),
        teller=teller(frozenset(topic.code for topic in known.topics)),
        answers={
            (kind, words, town): answer
            for kind, words, town, answer in answered.values_list(
                "kind", "words", "town_code", "answer"
            )
        },
    )


def said_in(ticket: Ticket) -> str:
    """Return the masked words of a ticket."""
    return f"{ticket.title} {ticket.text}"


def leaves(known: Catalogue) -> frozenset[str]:
    """Return the topics without topics below them."""
    above = {topic.parent for topic in known.topics}
    return frozenset(topic.code for topic in known.topics if topic.code not in above)


def state_of(ticket: Ticket) -> State:
    """Return what settling decides, to see whether it changed."""
    return tuple(getattr(ticket, name) for name in SETTLED)


@lru_cache(maxsize=2)
def _rules(topics: tuple[Topic, ...]) -> TopicRules:
    return TopicRules(topics)


def _spoken(ticket: Ticket, town: str, district: str) -> Spoken:
    return Spoken(
        address=ticket.address,
        estate=ticket.estate_words,
        community=ticket.community_words,
        content=said_in(ticket),
        town=ticket.town_words,
        town_code=town,
        district_code=district,
    )


def _place_candidates(located: Located) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "name": one.name, "score": round(one.score, 3), "why": one.why}
        for one in located.candidates[:LIKELIEST]
    ]


def _likeness(wanted: set[str], topic: Topic) -> float:
    return max(_overlap(wanted, name) for name in _all_names(topic))


def _all_names(topic: Topic) -> Iterator[str]:
    yield topic.name
    yield from topic.aliases


def _overlap(wanted: set[str], name: str) -> float:
    letters = set(name)
    return len(wanted & letters) / len(wanted | letters)
