"""Home of the pipeline: a sheet of any size to its events, the same on every engine.

Learn from a sample → locate each part → see which rows could ever be linked → link these together → put
the rows in the order of the sheet. Only the sample, the model, the ground and what could be linked to one
another are ever held as a whole.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from xiaowei.analysis.engines import steps
from xiaowei.analysis.engines.ground import Ground, told_together
from xiaowei.analysis.engines.keyed import SALT_BYTES
from xiaowei.analysis.engines.protocol import Engine, Key, Rows, Step
from xiaowei.analysis.engines.sampling import BOUND, is_all, keys_of, share_of
from xiaowei.analysis.grouping.engine import GroupingModel, learn_places
from xiaowei.analysis.grouping.labels import Labelling
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.domain.catalogue import Catalogue

ROWS_A_PART = 250_000
"""About so many rows are linked, or put in order, at once; more, where more could be linked."""
TICKETS = {
    "row": pl.Int64, "readable": pl.Boolean, "number": pl.String, "at": pl.Int64, "caller": pl.String,
    "kind": pl.String, "district": pl.String, "town": pl.String, "community": pl.String,
    "estate": pl.String, "address": pl.String, "title": pl.String, "content": pl.String,
    "topics": pl.String,
}  # fmt: skip
"""A part of a sheet: each row with its number in the sheet, and whether it can be read."""


class Source(Protocol):
    """A sheet in parts; `rows` counts all of them, give or take blank lines."""

    @property
    def parts(self) -> Sequence[object]:
        """Return what `read` needs to know of each part."""

    @property
    def rows(self) -> int:
        """Count the rows."""

    def read(self, part: object) -> pl.DataFrame:
        """Return a part with the columns `TICKETS`."""


@dataclass(frozen=True)
class Plan:
    """What is asked for: known places, a gap that ends every event, how the rows are parted and learnt from.

    `parts` is into how many the rows are parted to be linked, by default as many as their count asks for;
    labels don't depend on it.
    """

    catalogue: Catalogue
    known: Sequence[GazetteerEntry] = ()
    gap_days: float | None = None
    parts: int | None = None
    bound: int = BOUND
    told: Callable[[str], None] = lambda _: None
    """Is told each step as it begins: `learn`, `locate`, `link`, `order`."""


@dataclass(frozen=True)
class Grouped:
    """What came of a sheet: its rows (`steps.GROUPED`) in files, in order, and what was learnt of it."""

    model: GroupingModel
    files: Sequence[Path]
    read: int
    rejected: int
    events: int

    def rows(self) -> pl.LazyFrame:
        """Return the rows in the order of the sheet."""
        if not self.files:
            return pl.LazyFrame(schema=steps.GROUPED)
        return pl.scan_ipc(list(self.files))


def group(source: Source, engine: Engine, plan: Plan, folder: Path) -> Grouped:
    """Group a sheet; the rows are written into a folder, which holds nothing else."""
    plan.told("learn")
    share = share_of(source.rows, plan.bound)
    salt = secrets.token_bytes(SALT_BYTES)
    sample = _sample(source, engine, share, salt)
    lost, sample = sample.filter(~pl.col("readable")), sample.filter("readable")
    keys = keys_of(sample["number"])
    labelling = Labelling.of(sample["topics"], steps.said(sample)["content"], plan.catalogue, keys)
    sheet = steps.for_grouping(sample, labelling, plan.catalogue)
    model, learnt = learn_places(sheet, plan.known, plan.gap_days)
    del sheet
    plan.told("locate")
    if engine.at_hand and is_all(share):
        rows = pl.concat([steps.with_numbers(sample, learnt), steps.unlocated(lost)])
        del sample, learnt
        located = engine.keep(lambda one: one, [rows])
    else:
        del sample, learnt
        locate = steps.Locate(source.read, labelling, plan.catalogue, model, salt)
        located = engine.keep(locate, source.parts)
    plan.told("link")
    ground = Ground.of(told for _, told in located.bring(told_together))
    parts = plan.parts or max(1, -(-ground.rows // ROWS_A_PART))
    link = steps.Link(model.habits, ground.first)
    grouped = _last(located, steps.ByGround(ground, parts), parts, link)
    plan.told("order")
    same = grouped.shuffle(steps.ByNumber(parts), parts, steps.namesakes)
    in_order = steps.InOrder(_together(frame for _, frame in same.bring()))
    same.drop()
    ordered = _last(grouped, steps.ByRow(ground.last // parts + 1), parts, in_order)
    written = _written(ordered, model, folder)
    ordered.drop()
    return written


def _last(rows: Rows, key: Key, parts: int, step: Step) -> Rows:
    """Shuffle rows that nobody asks for afterwards."""
    found = rows.shuffle(key, parts, step)
    rows.drop()
    return found


def _sample(source: Source, engine: Engine, share: int, salt: bytes) -> pl.DataFrame:
    """Return the tickets that are learnt from, in an order that doesn't depend on the sheet's."""
    found = list(engine.bring(steps.Sample(source.read, share, salt), source.parts))
    rows = pl.concat(found or [steps.without_numbers(pl.DataFrame(schema=TICKETS), salt)])
    return rows.sort("at", "number", "content", "address", "row")


def _written(rows: Rows, model: GroupingModel, folder: Path) -> Grouped:
    files, read, rejected, events = [], 0, 0, 0
    for part, frame in rows.bring():
        files.append(folder / f"{part:06}.arrow")
        frame.write_ipc(files[-1], compression="lz4")
        read += len(frame)
        rejected += int((frame["how"] == steps.REJECTED).sum())
        events += int((frame["row"] == frame["began"]).sum())
    return Grouped(model, sorted(files), read, rejected, events)


def _together(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    schema = {"event": pl.String, "began": pl.Int64, "nth": pl.Int64}
    return pl.concat([pl.DataFrame(schema=schema), *frames], how="vertical_relaxed")
