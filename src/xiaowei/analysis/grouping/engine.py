"""Home of the engine: a sheet of tickets to same-issue events, all at once or one by one.

`learn` looks at a whole sheet (places discovered, labels learnt, lengths of events) and groups it; the
model that it returns gives other tickets their events, by sheet (`group`) or as they come (`Stream`).
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.grouping import linking
from xiaowei.analysis.grouping.atlas import Atlas
from xiaowei.analysis.grouping.habits import Habits, learn_habits
from xiaowei.analysis.grouping.locating import Where, Wording, learn_names, places_of
from xiaowei.analysis.grouping.topics import TopicModel, learn_topics
from xiaowei.analysis.nameindex import GazetteerEntry

COLUMNS = {
    "at": pl.Int64, "address": pl.String, "content": pl.String, "community": pl.String,
    "town": pl.String, "district": pl.String, "label": pl.String, "alone": pl.Boolean,
}  # fmt: skip
"""A sheet's columns: seconds, texts as told, what it is about if told, whether it joins nothing."""
LOCATED = {
    "at": pl.Int64, "place": pl.Int32, "topic": pl.Int32, "building": pl.Int32,
    "context": pl.String, "alone": pl.Boolean,
}  # fmt: skip
"""What linking looks at: place and topic are indices of the model's, below 0 if unknown; no texts."""
Ints = npt.NDArray[np.int64]


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
    topics: TopicModel
    habits: Habits

    def group(self, sheet: pl.DataFrame) -> Grouping:
        """Return the events of a sheet with the columns `COLUMNS`."""
        return _grouping(self.locate(sheet), self.habits)

    def locate(self, sheet: pl.DataFrame) -> pl.DataFrame:
        """Return the columns `LOCATED` of a sheet with the columns `COLUMNS`; no row looks at another."""
        where = self.wording.where(sheet)
        place = places_of(where, sheet["content"], self.atlas)
        topic = self.topics.clean(sheet["label"], sheet["content"])
        return _located(sheet, where, place, topic)


def learn(
    sheet: pl.DataFrame,
    known: Iterable[GazetteerEntry] = (),
    gap_days: float | None = None,
) -> tuple[GroupingModel, Grouping]:
    """Return what a sheet with the columns `COLUMNS` teaches, and its events.

    `gap_days` of quiet end every event where given; else that is learnt for each topic.
    """
    model, located = learn_places(sheet, known, gap_days)
    return model, _grouping(located, model.habits)


def learn_places(
    sheet: pl.DataFrame,
    known: Iterable[GazetteerEntry] = (),
    gap_days: float | None = None,
) -> tuple[GroupingModel, pl.DataFrame]:
    """Return what a sheet teaches, as `learn` does, and its columns `LOCATED`."""
    together = ~sheet["alone"]
    with ThreadPoolExecutor(1) as beside:
        cleaning = beside.submit(_topics, sheet, together)
        wording = Wording.of(sheet)
        where = wording.where(sheet)
        atlas = where.survey(known)
        learn_names(where, sheet["content"], atlas)
        place = places_of(where, sheet["content"], atlas)
        topics, topic = cleaning.result()
    rows = together.to_numpy() & (sheet["at"].is_not_null().to_numpy())
    at, count = sheet["at"].fill_null(0).to_numpy(), len(topics.names)
    habits = learn_habits(place[rows], topic[rows], where.building[rows], at[rows], count)
    if gap_days is not None:
        habits = Habits(Habits.lasting(gap_days, count).quiet, habits.by_building)
    model = GroupingModel(wording, atlas, topics, habits)
    return model, _located(sheet, where, place, topic)


def link(located: pl.DataFrame, habits: Habits) -> tuple[Ints, Ints]:
    """Return the event of each row with the columns `LOCATED`, in time order, and how it came to it.

    A row without a time counts as the first; of one time, the one that stands first is the earlier.
    """
    size = len(located)
    first = located["at"].min()
    at = located["at"].fill_null(first if isinstance(first, int) else 0).to_numpy()
    order = np.argsort(at, kind="stable")
    topics = len(habits.quiet)
    place, topic = _indices(located)
    known = np.maximum(topic, 0)
    building = np.where(habits.by_building[known], located["building"].to_numpy(), 0)
    told = located["context"].cast(pl.Categorical).to_physical().cast(pl.Int64).to_numpy()
    context = np.where((located["context"] != "").to_numpy(), told, -1)
    placed = (place >= 0) & (topic >= 0)
    calls = linking.Calls(
        at=at[order],
        spot=_dense(np.where(placed, place * topics + known, -1))[order],
        area=_dense(np.where((context >= 0) & (topic >= 0), context * topics + known, -1))[order],
        building=building[order],
        alone=located["alone"].to_numpy().astype(np.int64)[order],
        quiet=habits.quiet[known][order],
    )
    events = linking.no_events(size, _size(calls.spot), _size(calls.area))
    event, how = np.empty(size, np.int64), np.zeros(size, np.int64)
    event_of, how_of = np.empty(size, np.int64), np.empty(size, np.int64)
    linking.link(calls, events, 0, event, how)
    event_of[order], how_of[order] = event, how
    return event_of, how_of


def _topics(sheet: pl.DataFrame, together: pl.Series) -> tuple[TopicModel, Ints]:
    """Return what the labels teach, and the topic of each ticket."""
    labels, texts = sheet["label"].filter(together), sheet["content"].filter(together)
    topics = learn_topics(labels, texts)
    return topics, topics.clean(sheet["label"], sheet["content"])


def _located(sheet: pl.DataFrame, where: Where, place: Ints, topic: Ints) -> pl.DataFrame:
    columns = {"place": place, "topic": topic, "building": where.building}
    return sheet.select(
        "at", "alone", context=where.areas(), **{n: pl.Series(v) for n, v in columns.items()}
    ).select(pl.col(name).cast(kind) for name, kind in LOCATED.items())


def _grouping(located: pl.DataFrame, habits: Habits) -> Grouping:
    event, how = link(located, habits)
    return Grouping(event, how, *_indices(located))


def _indices(located: pl.DataFrame) -> tuple[Ints, Ints]:
    """Return place and topic of each row."""
    place, topic = (located[name].cast(pl.Int64).to_numpy() for name in ("place", "topic"))
    return place, topic


def _dense(keys: Ints) -> Ints:
    """Return keys that may be far apart as numbers below the count of the rows; -1 stays."""
    if _size(keys) <= max(4 * len(keys), 1 << 16):
        return keys
    found, dense = np.unique(keys, return_inverse=True)
    return dense - int(found[0] < 0)


def _size(keys: Ints) -> int:
    return int(keys.max()) + 1 if len(keys) and keys.max() >= 0 else 1
