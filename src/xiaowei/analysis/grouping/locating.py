"""Home of where: the place of each ticket of a sheet, by its address, its words, or its community alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.grouping.atlas import Atlas, survey
from xiaowei.analysis.grouping.heads import (
    HeadReader,
    areas_before,
    building_column,
    crossing,
    plain_column,
)
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.analysis.placenames import content_heads
from xiaowei.analysis.text import fold

FAIR_SHARE = 0.2
"""Two townships that have a community's name this often each have one of that name."""
DISTRICT = "*"
_MOSTLY = 0.5
_WHERE = ["head", "context", "town"]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Where:
    """Where the tickets of a sheet say that they belong.

    `told` holds each (head, context, town) once, with how many (`len`); `wording` is each ticket's row
    there, `building` its number or 0.
    """

    told: pl.DataFrame
    wording: Ints
    building: Ints
    by_town: bool = False
    """Whether contexts are townships or the whole district."""
    by_content: bool = False
    """Whether the sheet has no addresses, so that a known name anywhere in the words outranks their head."""

    def survey(self, known: Iterable[GazetteerEntry]) -> Atlas:
        """Return the atlas of what is told."""
        return survey(self.told.filter(pl.col("head") != "").rows(), known)

    def contexts(self) -> Ints:
        """Return a number for each ticket's community, -1 where none is told.

        A township or district is no such thing: two calls that have only that in common are strangers.
        """
        context = self.told["context"]
        if self.by_town:
            return np.full(len(self.wording), -1, np.int64)
        code = context.rank("dense").cast(pl.Int64).to_numpy() - 1
        return np.where((context != "").to_numpy(), code, -1)[self.wording]


@dataclass(frozen=True)
class Wording:
    """How a district's sheet tells places: what stands before a name, and what a context is.

    The context of a call is its community, with the township where several have one of that name; in a
    sheet that tells no communities it is the township, and in one without these, the whole district.
    """

    reader: HeadReader
    in_several_towns: frozenset[str]
    by_town: bool
    by_district: bool
    by_content: bool

    @classmethod
    def of(cls, sheet: pl.DataFrame) -> Wording:
        """Return how this sheet tells places."""
        areas = sheet.select(pl.concat([pl.col("town"), pl.col("district")]).drop_nulls().unique())
        filled = sheet.select(
            (pl.col("community", "town", "address").fill_null("") != "").mean()
        ).row(0, named=True)
        return cls(
            reader=HeadReader(areas.to_series().to_list(), areas_before(sheet["address"])),
            in_several_towns=_in_several_towns(sheet),
            by_town=not filled["community"],
            by_district=not filled["community"] and not filled["town"],
            by_content=(filled["address"] or 0) < _MOSTLY,
        )

    def where(self, sheet: pl.DataFrame) -> Where:
        """Return the head, context, township and building of each ticket."""
        found = (
            sheet.lazy()
            .select(
                head=self._head(),
                context=self._context(),
                town=pl.col("town").fill_null(""),
                building=building_column(pl.col("address"), pl.col("content")),
            )
            .collect(engine="streaming")
        )
        if self.by_content:
            heads = [
                head or head_in(content or "")
                for head, content in zip(found["head"], sheet["content"], strict=True)
            ]
            found = found.with_columns(head=pl.Series(heads, dtype=pl.String))
        told = found.group_by(_WHERE).len().sort(_WHERE).with_row_index("wording")
        wording = found.join(told, on=_WHERE, how="left", maintain_order="left")["wording"]
        return Where(
            told=told.drop("wording").with_columns(
                head=pl.Series(map(crossing, told["head"]), dtype=pl.String)
            ),
            wording=wording.to_numpy(),
            building=found["building"].to_numpy(),
            by_town=self.by_town,
            by_content=self.by_content,
        )

    def head(self, address: str, community: str) -> str:
        """Return the head of one call, as `where` does."""
        head = self.reader.text(address)
        rest = head.removeprefix(community)
        return crossing(rest if len(rest) > 1 else head)

    def area(self, community: str, town: str) -> str:
        """Return what a call without a place may share with others: its community, else nothing."""
        return "" if self.by_town else self.context(community, town)

    def context(self, community: str, town: str) -> str:
        """Return the context of one call, as `where` does."""
        if self.by_town:
            return DISTRICT if self.by_district else town
        return f"{community}@{town}" if community in self.in_several_towns else community

    def _head(self) -> pl.Expr:
        head = self.reader.column(pl.col("address"))
        rest = head.str.strip_prefix(pl.col("community").fill_null(""))
        return pl.when(rest.str.len_chars() > 1).then(rest).otherwise(head)

    def _context(self) -> pl.Expr:
        town = pl.col("town").fill_null("")
        if self.by_town:
            return pl.lit(DISTRICT) if self.by_district else town
        community = pl.col("community").fill_null("")
        shared = community.is_in(sorted(self.in_several_towns))
        return pl.when(shared).then(community + "@" + town).otherwise(community)


def head_in(content: str) -> str:
    """Return the place-shaped words at the head of a text, empty where there are none."""
    return content_heads(fold(content))[0]


def places_of(where: Where, contents: pl.Series, atlas: Atlas) -> Ints:
    """Return the place of each ticket (index of the atlas), -1 where none can be told."""
    found = [
        atlas.resolve(head, context, town) if head else None
        for head, context, town, _ in where.told.rows()
    ]
    place = np.array([-1 if one is None else one for one in found], np.int64)[where.wording]
    untold = np.arange(len(place)) if where.by_content else np.flatnonzero(place < 0)
    named = np.array(_by_content(where, untold, contents, atlas), np.int64)
    place[untold] = np.where(named >= 0, named, place[untold])
    return place


def place_of(context: str, town: str, names: Iterable[str] | None, atlas: Atlas) -> int:
    """Return the place that the names in a text mean in a context, or the community itself, else -1."""
    place = atlas.in_text(names, context, town) if names else None
    if place is None and context:
        place = atlas.village(context)
    return -1 if place is None else place


def _by_content(where: Where, rows: Ints, contents: pl.Series, atlas: Atlas) -> list[int]:
    forms = atlas.forms()
    found: list[list[str] | None] = [None] * len(rows)
    if forms:
        named = plain_column(pl.col("text")).str.extract_many(forms, leftmost=True)
        texts = contents[rows].to_frame("text").lazy()
        found = texts.select(named).collect(engine="streaming").to_series().to_list()
    contexts, towns = where.told["context"].to_list(), where.told["town"].to_list()
    return [
        place_of(contexts[at], towns[at], names, atlas)
        for names, at in zip(found, where.wording[rows].tolist(), strict=True)
    ]


def _in_several_towns(sheet: pl.DataFrame) -> frozenset[str]:
    """Return the communities' names that two townships have, each with a fair share of the tickets."""
    counts = (
        sheet.lazy()
        .filter(pl.col("community").fill_null("") != "", pl.col("town").fill_null("") != "")
        .group_by("community", "town")
        .len()
        .filter(pl.col("len") >= FAIR_SHARE * pl.col("len").sum().over("community"))
        .group_by("community")
        .len()
        .filter(pl.col("len") > 1)
        .collect()
    )
    return frozenset(counts["community"].to_list())
