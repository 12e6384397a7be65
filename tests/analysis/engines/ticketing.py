"""Home of what the tests of the engines share: tickets as columns, a sheet in parts, labels to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from xiaowei.analysis.engines.local import LocalEngine
from xiaowei.analysis.engines.pipeline import TICKETS, Grouped, Plan, group
from xiaowei.analysis.generating.district import District, synthesise
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.packs.synthetic import load_script

CATALOGUE = load(("default",)).catalogue


@dataclass(frozen=True)
class Frames:
    """A sheet whose parts are tables."""

    parts: Sequence[pl.DataFrame]

    @property
    def rows(self) -> int:
        return sum(map(len, self.parts))

    def read(self, part: object) -> pl.DataFrame:
        assert isinstance(part, pl.DataFrame)
        return part


def in_parts(tickets: pl.DataFrame, parts: int) -> Frames:
    size = -(-len(tickets) // parts)
    return Frames([tickets.slice(at, size) for at in range(0, len(tickets), size)])


def shuffled(tickets: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the tickets in another order; their rows are numbered as they then stand."""
    order = tickets.sample(fraction=1, shuffle=True, seed=seed)
    return order.with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64))


def tickets_of(district: District, name: str = "") -> pl.DataFrame:
    paths = {one.code: one.name for one in CATALOGUE.topics}
    rows = [
        (
            at, True, name + one.number, int(one.received_at.timestamp()) // 3600 * 3600, one.caller or None,
            one.told.kind, name + one.district, one.told.town or None, one.told.community or None, None,
            one.told.address or None, None, one.told.content or None,
            paths[one.told.topic] if one.told.topic else None,
        )
        for at, one in enumerate(district.tell())
    ]  # fmt: skip
    return pl.DataFrame(rows, TICKETS, orient="row")


def make_district(tickets: int, seed: int, communities: int | None = None) -> District:
    return synthesise(tickets, seed, load_script(), CATALOGUE, communities=communities)


def gazetteer(district: District) -> list[GazetteerEntry]:
    return [
        GazetteerEntry(one.code, one.name, one.kind, one.town_code, one.town, one.aliases)
        for index, one in enumerate(district.places)
        if index % 3
    ]


class Elsewhere(LocalEngine):
    """The local engine, as though rows that are here were not where the work is done."""

    at_hand = False


def run(
    source: Frames, plan: Plan, folder: Path, engine: type[LocalEngine] = LocalEngine
) -> Grouped:
    spill, out = folder / "spill", folder / "out"
    spill.mkdir(parents=True)
    out.mkdir()
    return group(source, engine(spill), plan, out)


def labels(found: Grouped, model: bool = True) -> list[tuple[object, ...]]:
    """Return number, event, how, place and topic of each ticket, by number."""
    names = ("number", "event", "how", *(("place", "topic") if model else ()))
    return found.rows().select(names).sort(names).collect().rows()
