"""Home of the stream: tickets one by one, each to its event as a sheet of all of them would give it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xiaowei.analysis.grouping import linking
from xiaowei.analysis.grouping.engine import GroupingModel
from xiaowei.analysis.grouping.heads import building_of
from xiaowei.analysis.grouping.locating import place_of

Ints = npt.NDArray[np.int64]
_ROOM = 1024


@dataclass(frozen=True, slots=True)
class Call:
    """A ticket as it comes: seconds, texts as told, what it is about if told, who called (0 if unknown),
    whether it joins nothing.
    """

    at: int
    address: str = ""
    content: str = ""
    community: str = ""
    town: str = ""
    district: str = ""
    label: str | None = None
    caller: int = 0
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
        self._callers: dict[tuple[int, int, int], int] = {}
        self._begun = 0
        self._spots = max(1, len(model.atlas.places)) * self._topics
        """So many spots are places'; those of callers' own matters come after them."""
        self._events = linking.no_events(_ROOM, self._spots + _ROOM, _ROOM, _ROOM)
        self._event, self._how = np.zeros(1, np.int64), np.zeros(1, np.int64)

    def add(self, call: Call) -> Joined:
        """Return the event of the next ticket."""
        model = self._model
        town = model.wording.town(call.town, call.district)
        told = model.wording.head(call.address, call.content)
        community = model.wording.before.text(told) or call.community
        context = model.wording.context(community, town)
        head = model.wording.named(told, context)
        place, other = self._places(call, head, context, town)
        topic, rival = model.topics.clean_one(call.label, call.content)
        caller = self._caller(call, topic)
        known, own = max(topic, 0), topic >= 0 and bool(model.habits.by_caller[topic])
        near = "" if own else model.wording.area(head, context)
        area = self._area(near) * self._topics + topic if near and topic >= 0 else -1
        if own:
            spots = [self._spots + caller if caller >= 0 else -1, -1, -1]
        else:
            theirs = rival >= 0 and bool(model.habits.by_caller[rival])
            spots = [
                self._spot(place, topic), self._spot(place, -1 if theirs else rival),
                self._spot(other, topic),
            ]  # fmt: skip
        building = building_of(call.address, call.content) if model.habits.by_building[known] else 0
        self._make_room(area)
        one = (-1 if own else caller, area, building, call.alone, model.habits.quiet[known])
        calls = linking.Calls(
            np.array([call.at], np.int64),
            np.array([spots], np.int64),
            *(np.array([told], np.int64) for told in one),
        )
        self._begun = linking.link(calls, self._events, self._begun, self._event, self._how)
        return Joined(int(self._event[0]), int(self._how[0]), place, topic)

    def _places(self, call: Call, head: str, context: str, town: str) -> tuple[int, int]:
        model = self._model
        named = model.names.text(call.content, context, town)
        return place_of(head, context, town, named, model.atlas, model.wording.by_content)

    def _spot(self, place: int, topic: int) -> int:
        return place * self._topics + topic if place >= 0 and topic >= 0 else -1

    def _caller(self, call: Call, topic: int) -> int:
        if call.caller <= 0 or topic < 0 or call.caller in self._model.habits.habitual:
            return -1
        key = (call.caller, topic, self._model.wording.district_code(call.district))
        return self._callers.setdefault(key, len(self._callers))

    def _area(self, context: str) -> int:
        return self._areas.setdefault(context, len(self._areas))

    def _make_room(self, area: int) -> None:
        events = self._events
        if self._begun == len(events.last):
            by_event = {
                name: _longer(getattr(events, name), 2 * self._begun)
                for name in ("last", "quiet", "building", "placed", "next_at_spot", "next_in_area")
            }
            self._events = events._replace(**by_event)
        if area >= len(events.in_area):
            self._events = self._events._replace(in_area=_longer(events.in_area, 2 * area + 1))
        if (callers := len(self._callers)) > len(events.of_caller):
            self._events = self._events._replace(
                of_caller=_longer(events.of_caller, 2 * callers),
                at_spot=_longer(events.at_spot, self._spots + 2 * callers),
            )


def _longer(values: Ints, size: int) -> Ints:
    more = np.full(size, -1, np.int64)
    more[: len(values)] = values
    return more
