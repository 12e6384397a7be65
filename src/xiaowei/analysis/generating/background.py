"""Home of seeded background tickets: the usual noise of a hotline around a demo, invented throughout.

The n-th ticket depends on the seed and on the tickets before it, not on how many are asked for. No
place and topic is called about more than `MOST_A_DAY` times a day, so that chance makes no burst, and
as long as there is room none is called about often enough to be a repeated problem.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate, count

from xiaowei.analysis.generating.events import DAYTIME
from xiaowei.analysis.generating.telling import traces
from xiaowei.domain.catalogue import Catalogue, Topic
from xiaowei.domain.demo import Phrases
from xiaowei.domain.sheets import TicketRow
from xiaowei.domain.zone import ZONE

MOST_A_DAY = 2
PATIENCE = 40
"""After so many places and topics that were called about enough, any will do."""
Key = tuple[int, int, date | None]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that tickets may speak of; `names` are its name and aliases."""

    names: tuple[str, ...]
    town: str
    town_code: str


@dataclass(frozen=True)
class Ground:
    """What background tickets may be about, and between which days."""

    places: Sequence[Spot]
    topics: Sequence[Topic]
    paths: Sequence[tuple[str, ...]]
    first: date
    last: date
    alike: int = 2
    """How many tickets one place and topic gets while others are free: fewer than a repeat needs."""


def quiet_topics(catalogue: Catalogue, heard: Collection[str]) -> list[Topic]:
    """Return the topics that no project cures and nobody has called about: they change no figure.

    A topic is left out, too, when its own name does not lead back to it.
    """
    return [
        topic
        for topic in catalogue.topics
        if topic.parent
        and topic.code not in heard
        and not catalogue.types_for(topic.code)
        and catalogue.topic_named(*path_of(catalogue, topic)) == topic
    ]


def path_of(catalogue: Catalogue, topic: Topic) -> tuple[str, ...]:
    """Return a topic's names from the broadest level down to its own."""
    above = catalogue.topic(topic.parent) if topic.parent else None
    return (*(path_of(catalogue, above) if above else ()), topic.name)


def background(
    tickets: int, ground: Ground, phrases: Phrases, seed: int = 1
) -> Iterator[TicketRow]:
    """Yield as many tickets as asked for; phones begin with 100, which is never issued."""
    chance = random.Random(seed)  # noqa: S311 a demo, no secret
    said: Counter[Key] = Counter()
    weights = list(accumulate(chance.paretovariate(1.5) for _ in ground.places))
    for index in range(1, tickets + 1):
        yield _ticket(index, chance, weights, ground, phrases, said)


def _ticket(
    index: int,
    chance: random.Random,
    weights: Sequence[float],
    ground: Ground,
    phrases: Phrases,
    said: Counter[Key],
) -> TicketRow:
    where, what, day = _free(chance, weights, ground, said)
    place, topic = ground.places[where], ground.topics[what]
    hour = chance.choices(range(24), DAYTIME)[0]
    at = datetime.combine(day, time(hour, chance.randrange(60)), ZONE)
    phone = f"100{chance.randrange(10**8):08d}"
    name = chance.choices(place.names, [4, *[1] * (len(place.names) - 1)])[0]
    numbers = {"n": chance.randrange(1, 10), "m": chance.randrange(1, 7)}
    kinds, often = zip(*phrases.kinds, strict=True)
    word = chance.choice(topic.words or (topic.name,))
    content = chance.choice(phrases.calls).format(place=name, word=word, **numbers)
    content += _trace(chance, phrases, phone, place.town_code) + chance.choice(phrases.tails)
    return TicketRow(
        row=index + 1,
        number=f"YS{index:09d}",
        received_at=at,
        caller=None if chance.random() < 0.06 else phone,
        kind=chance.choices(kinds, often)[0],
        topics=ground.paths[what],
        district=None,
        town=place.town,
        community=None,
        estate=None,
        address=chance.choice(phrases.addresses).format(town=place.town, place=name, **numbers),
        title=None,
        content=content,
        handler=place.town,
        deadline=phrases.deadline,
        limit_hours=None,
        due_at=None,
        status=None,
        result=None,
        closed_at=None,
        solved=None,
        satisfied=None,
        excluded=None,
        excluded_reason=None,
        lon=None,
        lat=None,
        extra={},
    )


def _free(
    chance: random.Random, weights: Sequence[float], ground: Ground, said: Counter[Key]
) -> tuple[int, int, date]:
    """Return a place, a topic and a day that were not called about too often yet."""
    days = (ground.last - ground.first).days + 1
    for attempt in count():
        where = chance.choices(range(len(weights)), cum_weights=weights)[0]
        what = chance.randrange(len(ground.topics))
        key = (where, what, ground.first + timedelta(chance.randrange(days)))
        matter: Key = (where, what, None)
        few = said[matter] < ground.alike or attempt >= PATIENCE
        if few and said[key] < MOST_A_DAY:
            said[matter] += 1
            said[key] += 1
            return key
    raise AssertionError


def _trace(chance: random.Random, phrases: Phrases, phone: str, town_code: str) -> str:
    """Return personal data as people blurt it out, for two tickets of three."""
    if chance.random() > 0.66:
        return ""
    form = chance.choice(phrases.traces)
    return form.format(**traces(phone, phrases.plate, town_code, chance))
