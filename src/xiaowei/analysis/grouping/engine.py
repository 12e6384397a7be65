"""Home of the engine: a sheet of tickets to same-issue events, all at once or one by one.

`learn` looks at a whole sheet (places discovered, labels learnt, lengths of events) and groups it; the
model that it returns gives other tickets their events, by sheet (`group`) or as they come (`Stream`).
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.grouping import linking
from xiaowei.analysis.grouping.atlas import Atlas
from xiaowei.analysis.grouping.habits import Habits, learn_habits
from xiaowei.analysis.grouping.locating import learn_names, places_of, resolved
from xiaowei.analysis.grouping.naming import Names
from xiaowei.analysis.grouping.topics import TopicModel, learn_topics
from xiaowei.analysis.grouping.wording import Where, Wording
from xiaowei.analysis.nameindex import GazetteerEntry

COLUMNS = {
    "at": pl.Int64, "address": pl.String, "content": pl.String, "community": pl.String,
    "town": pl.String, "district": pl.String, "label": pl.String, "caller": pl.Int64, "alone": pl.Boolean,
}  # fmt: skip
"""A sheet's columns: seconds, texts as told, what it is about if told, who called (a keyed digest above 0,
since the model keeps those who call most; 0 if unknown), whether it joins nothing.
"""
LOCATED = {
    "at": pl.Int64, "place": pl.Int32, "other": pl.Int32, "topic": pl.Int32, "rival": pl.Int32,
    "building": pl.Int32, "caller": pl.Int64, "district": pl.Int32, "context": pl.String,
    "alone": pl.Boolean,
}  # fmt: skip
"""What linking looks at: place and topic are indices of the model's, below 0 if unknown; no texts.

`other` and `rival` are the place and the topic that a ticket's words may mean as well, below 0 for none.
"""
_WIDE, _MIX, _FAR = 0x1E3779B97F4A7C15, 2_654_435_761, 40_503 << 40
_POSITIVE = (1 << 62) - 1
Ints = npt.NDArray[np.int64]
Pair = tuple[Ints, Ints]
"""What each ticket's words mean, and what they may mean as well."""


@dataclass(frozen=True)
class Grouping:
    """What became of each ticket, by row: its event, how it came to it, its place and topic.

    Events are numbered as they began; places and topics are indices of the model's, below 0 if unknown.
    """

    event: Ints
    how: Ints
    place: Ints
    topic: Ints

    def members(self) -> list[list[int]]:
        """Return the rows of each event, in order; events by the row that shows first."""
        if not len(self.event):
            return []
        order = np.argsort(self.event, kind="stable")
        cuts = np.flatnonzero(np.diff(self.event[order])) + 1
        return sorted((part.tolist() for part in np.split(order, cuts)), key=lambda rows: rows[0])


@dataclass(frozen=True)
class GroupingModel:
    """What was learnt of a district: how its places are told, which there are, topics and habits."""

    wording: Wording
    atlas: Atlas
    names: Names
    topics: TopicModel
    habits: Habits

    def group(self, sheet: pl.DataFrame) -> Grouping:
        """Return the events of a sheet with the columns `COLUMNS`."""
        return _grouping(self.locate(sheet), self.habits)

    def locate(self, sheet: pl.DataFrame) -> pl.DataFrame:
        """Return the columns `LOCATED` of a sheet with the columns `COLUMNS`; no row looks at another."""
        sheet = _filled(sheet)
        where = self.wording.where(sheet)
        named = self.names.column(sheet["content"], where)
        places = places_of(where, resolved(where, self.atlas), named, self.atlas)
        topics = self.topics.clean(sheet["label"], sheet["content"])
        return _located(sheet, self.wording, where, places, topics)


def learn(
    sheet: pl.DataFrame,
    known: Iterable[GazetteerEntry] = (),
    gap_days: float | None = None,
) -> tuple[GroupingModel, Grouping]:
    """Return what a sheet with the columns `COLUMNS` teaches, and its events.

    `gap_days` of quiet, and nothing else, part the events of a place and topic where given; else how long
    a topic is quiet, and whether each building's or caller's matter is their own, is learnt.
    """
    model, located = learn_places(sheet, known, gap_days)
    return model, _grouping(located, model.habits)


def learn_places(
    sheet: pl.DataFrame,
    known: Iterable[GazetteerEntry] = (),
    gap_days: float | None = None,
) -> tuple[GroupingModel, pl.DataFrame]:
    """Return what a sheet teaches, as `learn` does, and its columns `LOCATED`."""
    sheet = _filled(sheet)
    together = ~sheet["alone"]
    with ThreadPoolExecutor(1) as beside:
        cleaning = beside.submit(_topics, sheet, together)
        wording = Wording.of(sheet)
        where = wording.where(sheet)
        atlas = where.survey(known)
        names = Names(atlas)
        named = names.column(sheet["content"], where)
        told = resolved(where, atlas)
        learn_names(where, told, named, atlas)
        places = places_of(where, told, named, atlas)
        topics, cleaned = cleaning.result()
    place, topic = places[0], cleaned[0]
    rows = together.to_numpy() & (sheet["at"].is_not_null().to_numpy())
    at, count = sheet["at"].fill_null(0).to_numpy(), len(topics.names)
    caller = sheet["caller"].to_numpy()
    habits = learn_habits(
        place[rows], topic[rows], where.building[rows], caller[rows], at[rows], count
    )
    if gap_days is not None:
        habits = replace(Habits.lasting(gap_days, count), habitual=habits.habitual)
    model = GroupingModel(wording, atlas, names, topics, habits)
    return model, _located(sheet, wording, where, places, cleaned)


def link(located: pl.DataFrame, habits: Habits) -> tuple[Ints, Ints]:
    """Return the event of each row with the columns `LOCATED`, in time order, and how it came to it.

    A row without a time counts as the first; of one time, the one that stands first is the earlier.
    """
    size = len(located)
    first = located["at"].min()
    at = located["at"].fill_null(first if isinstance(first, int) else 0).to_numpy()
    order = np.argsort(at, kind="stable")
    topics = len(habits.quiet)
    place, other, topic, rival = _indices(located, "place", "other", "topic", "rival")
    known = np.maximum(topic, 0)
    own = habits.by_caller[known] & (topic >= 0)
    building = np.where(habits.by_building[known], located["building"].to_numpy(), 0)
    told = located["context"].cast(pl.Categorical).to_physical().cast(pl.Int64).to_numpy()
    context = np.where((located["context"] != "").to_numpy() & ~own, told, -1)
    habitual = located["caller"].is_in(sorted(habits.habitual)).to_numpy()
    whose, district = _indices(located, "caller", "district")
    caller = of_callers(np.where(habitual, 0, whose), topic, district)
    spot = np.where(own, caller, _of_places(place, topic, topics))
    shared = ~own & (topic >= 0) & ~habits.by_caller[np.maximum(rival, 0)]
    rivals = _of_places(place, np.where(shared, rival, -1), topics)
    others = _of_places(np.where(own, -1, other), topic, topics)
    calls = linking.Calls(
        at=at[order],
        spots=_dense(np.column_stack((spot, rivals, others)))[order],
        caller=_dense(np.where(own, -1, caller))[order],
        area=_dense(np.where((context >= 0) & (topic >= 0), context * topics + known, -1))[order],
        building=building[order],
        alone=located["alone"].to_numpy().astype(np.int64)[order],
        quiet=habits.quiet[known][order],
    )
    sizes = (_size(calls.spots), _size(calls.area), _size(calls.caller))
    events = linking.no_events(size, *sizes)
    event, how = np.empty(size, np.int64), np.zeros(size, np.int64)
    event_of, how_of = np.empty(size, np.int64), np.empty(size, np.int64)
    linking.link(calls, events, 0, event, how)
    event_of[order], how_of[order] = event, how
    return event_of, how_of


def _filled(sheet: pl.DataFrame) -> pl.DataFrame:
    """Return a sheet in which every ticket has words, a caller (0 if unknown), and joins others or not."""
    return sheet.with_columns(
        pl.col("content").fill_null(""),
        pl.col("caller").fill_null(0),
        pl.col("alone").fill_null(False),
    )


def of_callers(caller: Ints, topic: Ints, district: Ints) -> Ints:
    """Return the key of each caller, topic and district: below -1, as no place's is; -1 if unknown."""
    keys = -2 - ((caller * _WIDE ^ topic * _MIX ^ district * _FAR) & _POSITIVE)
    return np.where((caller > 0) & (topic >= 0), keys, -1)


def _topics(sheet: pl.DataFrame, together: pl.Series) -> tuple[TopicModel, Pair]:
    """Return what the labels teach, and the topic of each ticket with its rival."""
    labels, texts = sheet["label"].filter(together), sheet["content"].filter(together)
    topics = learn_topics(labels, texts)
    return topics, topics.clean(sheet["label"], sheet["content"])


def _located(
    sheet: pl.DataFrame, wording: Wording, where: Where, places: Pair, topics: Pair
) -> pl.DataFrame:
    told = zip(("place", "other", "topic", "rival"), (*places, *topics), strict=True)
    found = {name: pl.Series(values) for name, values in told} | {
        "building": pl.Series(where.building),
        "district": wording.district_codes(sheet["district"]),
        "context": where.areas(),
    }
    rows = sheet.select("at", "caller", "alone", **found)
    return rows.select(pl.col(name).cast(kind) for name, kind in LOCATED.items())


def _grouping(located: pl.DataFrame, habits: Habits) -> Grouping:
    event, how = link(located, habits)
    return Grouping(event, how, *_indices(located, "place", "topic"))


def _indices(located: pl.DataFrame, *names: str) -> tuple[Ints, ...]:
    return tuple(located[name].cast(pl.Int64).to_numpy() for name in names)


def _of_places(place: Ints, topic: Ints, topics: int) -> Ints:
    """Return the spot of each place and topic, -1 where one is unknown."""
    return np.where((place >= 0) & (topic >= 0), place * topics + topic, -1)


def _dense(keys: Ints) -> Ints:
    """Return keys that may be far apart as numbers below the count of keys; -1 stays."""
    if keys.min(initial=0) >= -1 and _size(keys) <= max(4 * len(keys), 1 << 16):
        return np.ascontiguousarray(keys)
    dense, told = np.full(keys.shape, -1, np.int64), keys != -1
    dense[told] = np.unique(keys[told], return_inverse=True)[1]
    return dense


def _size(keys: Ints) -> int:
    return int(keys.max(initial=-1)) + 1 or 1
