"""Home of the steps: what a part of the tickets becomes, whatever else there is.

A part of a sheet (`TICKETS`) is located (`LOCATED` of grouping, with row and number), linked, and put in
order. No caller's number leaves the step that reads it: a caller is a keyed digest. Texts leave it
in the sample that is learnt from; where every ticket is located, no text does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from xiaowei.analysis.engines.ground import Ground, Keys
from xiaowei.analysis.engines.keyed import digests_of
from xiaowei.analysis.engines.sampling import keys_of, sampled
from xiaowei.analysis.grouping.engine import LOCATED, GroupingModel, link
from xiaowei.analysis.grouping.habits import Habits
from xiaowei.analysis.grouping.labels import Labelling, speaks_alone
from xiaowei.domain.catalogue import Catalogue

REJECTED = 9
"""How a row that can't be read came to its event: it is its own."""
GROUPED = {
    "row": pl.Int64, "number": pl.String, "caller": pl.Int64, "event": pl.String, "began": pl.Int64,
    "how": pl.Int8, "place": pl.Int32, "topic": pl.Int32, "at": pl.Int64,
}  # fmt: skip
"""A row with its event: `event` is the number of the ticket that began it, `began` that ticket's row."""
ReadPart = Callable[[object], pl.DataFrame]
_ORDER = ("place", "other", "topic", "rival", "building", "context", "district", "alone", "row")


def for_grouping(tickets: pl.DataFrame, labelling: Labelling, catalogue: Catalogue) -> pl.DataFrame:
    """Return the columns that grouping looks at, of tickets as columns."""
    told = said(tickets)
    keys = keys_of(tickets["number"]) if labelling.looks_at_keys else None
    return told.with_columns(
        label=labelling.labels(tickets["topics"], told["content"], keys),
        alone=speaks_alone(tickets["kind"], tickets["topics"], catalogue),
    )


def said(tickets: pl.DataFrame) -> pl.DataFrame:
    """Return when, where, by whom and in which words tickets were told."""
    where = pl.concat_str(["estate", "address"], separator=",", ignore_nulls=True)
    words = pl.concat_str(["content", "title"], separator="。", ignore_nulls=True)
    return tickets.select(
        "at", "community", "town", "district", "caller", address=where, content=words.fill_null("")
    )


@dataclass(frozen=True)
class Sample:
    """Step: the tickets of a part that are learnt from."""

    read: ReadPart
    share: int
    salt: bytes = field(repr=False)

    def __call__(self, part: object) -> pl.DataFrame:
        """Return the tickets of the sample."""
        return without_numbers(sampled(self.read(part), self.share), self.salt)


@dataclass(frozen=True)
class Locate:
    """Step: a part of a sheet to located rows."""

    read: ReadPart
    labelling: Labelling
    catalogue: Catalogue
    model: GroupingModel
    salt: bytes = field(repr=False)

    def __call__(self, part: object) -> pl.DataFrame:
        """Return the rows with their place, context, building and topic; unreadable rows are marked."""
        tickets = without_numbers(self.read(part), self.salt)
        readable, lost = tickets.filter("readable"), tickets.filter(~pl.col("readable"))
        sheet = for_grouping(readable, self.labelling, self.catalogue)
        found = with_numbers(readable, self.model.locate(sheet))
        return pl.concat([found, unlocated(lost)]) if len(lost) else found


def unlocated(tickets: pl.DataFrame) -> pl.DataFrame:
    """Return rows that can't be read as rows without a place or a topic."""
    nothing = dict.fromkeys(("place", "other", "topic", "rival", "district"), -1) | {
        "building": 0, "context": "", "alone": True,
    }  # fmt: skip
    told = tickets.select(
        "at", "caller", *(pl.lit(value).alias(name) for name, value in nothing.items())
    )
    located = told.select(pl.col(name).cast(kind) for name, kind in LOCATED.items())
    return with_numbers(tickets, located)


def without_numbers(tickets: pl.DataFrame, salt: bytes) -> pl.DataFrame:
    """Return tickets with each caller's number as a digest keyed by `salt`, 0 where there is none."""
    return tickets.with_columns(pl.Series("caller", digests_of(tickets["caller"], salt)))


def with_numbers(tickets: pl.DataFrame, located: pl.DataFrame) -> pl.DataFrame:
    """Return located rows with row and number."""
    whose = tickets.select("row", "number", "readable")
    return pl.concat([whose, located], how="horizontal")


@dataclass(frozen=True)
class Link:
    """Step: the rows of a part of the ground to their events, in time order.

    Of one moment, the smaller number comes first, so that the order of the sheet doesn't matter.
    """

    habits: Habits
    first: int

    def __call__(self, located: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with the columns `GROUPED`."""
        rows = located.with_columns(told_at="at", at=pl.col("at").fill_null(self.first)).sort(
            "at", "number", *_ORDER
        )
        event, how = link(rows, self.habits)
        opener = pl.DataFrame({"id": event, "began": rows["row"], "event": rows["number"]})
        opener = opener.unique("id", keep="first", maintain_order=True).sort("id")
        of_row = opener.select("began", "event")[event]
        grouped = rows.with_columns(of_row, how=pl.Series(how))
        read = pl.when("readable").then("how").otherwise(REJECTED)
        grouped = grouped.with_columns(how=read, at="told_at")
        return grouped.select(pl.col(name).cast(kind) for name, kind in GROUPED.items())


@dataclass(frozen=True)
class ByGround:
    """Key: rows that could ever be linked come together."""

    ground: Ground
    parts: int

    def __call__(self, located: pl.DataFrame) -> Keys:
        """Return the part of each row."""
        return self.ground.parts(located, self.parts)


@dataclass(frozen=True)
class ByNumber:
    """Key: of the tickets that began an event, those of one number come together."""

    parts: int

    def __call__(self, grouped: pl.DataFrame) -> Keys:
        """Return the part of each row."""
        began = (grouped["row"] == grouped["began"]).to_numpy()
        return np.where(began, keys_of(grouped["event"]) % self.parts, -1)


@dataclass(frozen=True)
class ByRow:
    """Key: rows that stand together in the sheet."""

    size: int

    def __call__(self, grouped: pl.DataFrame) -> Keys:
        """Return the part of each row."""
        return grouped["row"].to_numpy() // self.size


def namesakes(grouped: pl.DataFrame) -> pl.DataFrame:
    """Return the events of one number but the first of them, with a name of their own each: `number#2`."""
    events = grouped.select("event", "began").sort("event", "began")
    nth = pl.int_range(pl.len()).over("event") + 1
    return events.with_columns(nth=nth).filter(pl.col("nth") > 1)


@dataclass(frozen=True)
class InOrder:
    """Step: grouped rows as they stand in the sheet, each event with a name that no other has."""

    namesakes: pl.DataFrame

    def __call__(self, grouped: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with the columns `GROUPED`."""
        nth = pl.col("nth")
        named = grouped.join(self.namesakes, on=["event", "began"], how="left")
        name = pl.when(nth.is_null()).then("event").otherwise(pl.format("{}#{}", "event", nth))
        return named.with_columns(event=name).sort("row").select(list(GROUPED))
