"""Home of the stream: tickets one by one, each to its event as a sheet of all of them would give it."""

from __future__ import annotations

from dataclasses import dataclass

import ahocorasick
import numpy as np
import numpy.typing as npt

from xiaowei.analysis.grouping import linking
from xiaowei.analysis.grouping.engine import GroupingModel
from xiaowei.analysis.grouping.heads import building_of, plain_text
from xiaowei.analysis.grouping.locating import is_street, place_of

Ints = npt.NDArray[np.int64]
_ROOM = 1024


@dataclass(frozen=True, slots=True)
class Call:
    """A ticket as it comes: seconds, texts as told, what it is about if told, whether it joins nothing."""

    at: int
    address: str = ""
    content: str = ""
    community: str = ""
    town: str = ""
    district: str = ""
    label: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """The event that a ticket joined or opened (`how` as in `linking`), its place and topic or -1."""

    event: int
    how: int
    place: int
    topic: int


class Stream:
    """Gives tickets that come in time order their events; what was learnt stays as it is."""

    def __init__(self, model: GroupingModel) -> None:
        self._model = model
        self._topics = len(model.habits.quiet)
        self._areas: dict[str, int] = {}
        self._begun = 0
        spots = max(1, len(model.atlas.places)) * self._topics
        self._events = linking.no_events(_ROOM, spots, _ROOM)
        self._event, self._how = np.zeros(1, np.int64), np.zeros(1, np.int64)
        self._names = _automaton(model.atlas.forms())

    def add(self, call: Call) -> Joined:
        """Return the event of the next ticket."""
        model = self._model
        town = model.wording.town(call.town, call.district)
        context = model.wording.context(call.community, town)
        head = model.wording.named(model.wording.head(call.address, call.content), context)
        place = self._place(call, head, context, town)
        topic = model.topics.clean_one(call.label, call.content)
        spot = place * self._topics + topic if place >= 0 and topic >= 0 else -1
        near = model.wording.area(head, context)
        area = self._area(near) * self._topics + topic if near and topic >= 0 else -1
        known = max(topic, 0)
        building = building_of(call.address, call.content) if model.habits.by_building[known] else 0
        self._make_room(area)
        calls = linking.Calls(
            *(
                np.array([one], np.int64)
                for one in (call.at, spot, area, building, call.alone, model.habits.quiet[known])
            )
        )
        self._begun = linking.link(calls, self._events, self._begun, self._event, self._how)
        return Joined(int(self._event[0]), int(self._how[0]), place, topic)

    def _place(self, call: Call, head: str, context: str, town: str) -> int:
        wording, atlas = self._model.wording, self._model.atlas
        place = atlas.resolve(head, context, town) if head else None
        if place is not None and not wording.by_content and not is_street(head):
            return place
        named = place_of(context, town, self._named(call.content), atlas)
        return named if named >= 0 or place is None else place

    def _named(self, content: str) -> list[str]:
        if self._names is None:
            return []
        return [form for _, form in self._names.iter_long(plain_text(content))]

    def _area(self, context: str) -> int:
        return self._areas.setdefault(context, len(self._areas))

    def _make_room(self, area: int) -> None:
        events = self._events
        if self._begun == len(events.last):
            by_event = {
                name: _longer(getattr(events, name), 2 * self._begun)
                for name in ("last", "building", "placed", "next_at_spot", "next_in_area")
            }
            self._events = events._replace(**by_event)
        if area >= len(events.in_area):
            self._events = self._events._replace(in_area=_longer(events.in_area, 2 * area + 1))


def _longer(values: Ints, size: int) -> Ints:
    more = np.full(size, -1, np.int64)
    more[: len(values)] = values
    return more


def _automaton(forms: list[str]) -> ahocorasick.Automaton | None:
    if not forms:
        return None
    found = ahocorasick.Automaton()
    for form in forms:
        found.add_word(form, form)
    found.make_automaton()
    return found
