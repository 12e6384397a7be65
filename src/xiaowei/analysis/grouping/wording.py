"""Home of wording: how a sheet's addresses, cells and words tell where each ticket belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.grouping.atlas import Atlas, survey
from xiaowei.analysis.grouping.heads import (
    HeadReader,
    areas_before,
    building_column,
    clause_column,
    clause_of,
    crossing,
    is_precise,
)
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.analysis.placenames import content_heads
from xiaowei.analysis.text import fold

FAIR_SHARE = 0.2
"""An area that has a name this often, beside the one that has it most, has one of that name itself."""
DISTRICT = "*"
_MOSTLY = 0.5
_COMMUNITY = r"..(?:社区|村)$"
_GOES_ON = frozenset("路街大道巷桥站胡")
"""After a community's name these make another name of it: 甲村路, 甲村大街."""
_WHERE = ["head", "context", "town"]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Where:
    """Where the tickets of a sheet say that they belong.

    `told` holds each (head, context, town) once, with how many (`len`) and how it is `spelt`; `wording` is
    each ticket's row there, `building` its number or 0.
    """

    told: pl.DataFrame
    wording: Ints
    building: Ints
    by_town: bool = False
    """Whether contexts are townships or the whole district."""
    by_content: bool = False
    """Whether the sheet has no addresses, so that a known name anywhere in the words outranks their head."""
    districts: Mapping[str, str] = field(default_factory=dict)
    """The district of each township, in a sheet of several districts."""

    def survey(self, known: Iterable[GazetteerEntry]) -> Atlas:
        """Return the atlas of what is told."""
        told = self.told.filter(pl.col("head") != "")
        spelt = told.group_by("head", "spelt").agg(pl.col("len").sum())
        spelt = spelt.sort("len", "spelt", descending=[True, False]).unique("head", keep="first")
        names = dict(spelt.select("head", "spelt").rows())
        return survey(told.select(*_WHERE, "len").rows(), known, self.districts, names)

    def areas(self) -> pl.Series:
        """Return what each ticket without a place may share with others, empty where it tells nothing.

        That is its community. A township or district is no such thing: in a sheet without communities
        it is the words for the place.
        """
        told = self.told
        if self.by_town:
            words = pl.concat_str("head", "context", separator="@")
            area = told.select(pl.when(pl.col("head") != "").then(words).otherwise(pl.lit("")))
            return area.to_series().gather(self.wording)
        return told["context"].gather(self.wording)


@dataclass(frozen=True)
class CommunitiesBefore:
    """The communities that may stand before a place in an address: theirs counts, not the cell's.

    甲村路 is no part of 甲村.
    """

    names: frozenset[str]

    def column(self, heads: pl.Series) -> pl.Series:
        """Return the community that stands before each head, null where none does."""
        told = pl.col("head")
        found = [
            pl.when(
                told.str.head(size).is_in(self._of_size[size])
                & ~told.str.slice(size, 1).is_in(list(_GOES_ON))
            ).then(told.str.head(size))
            for size in self._sizes
        ]
        if not found:
            return heads.clear(len(heads))
        return heads.alias("head").to_frame().select(pl.coalesce(found)).to_series()

    def text(self, head: str) -> str | None:
        """Return the one that stands before one head."""
        for size in self._sizes:
            if head[:size] in self.names and head[size : size + 1] not in _GOES_ON:
                return head[:size]
        return None

    @cached_property
    def _sizes(self) -> list[int]:
        return sorted(self._of_size, reverse=True)

    @cached_property
    def _of_size(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for name in sorted(self.names):
            found.setdefault(len(name), []).append(name)
        return found


@dataclass(frozen=True)
class Wording:
    """How a district's sheet tells places: what stands before a name, and what a context is.

    The context of a call is its community, with the township where several have one of that name; in a
    sheet that tells no communities it is the township, and in one without these, the whole district. A
    township of whose name several districts have one is told with its district.
    """

    reader: HeadReader
    in_several_towns: frozenset[str]
    in_several_districts: frozenset[str]
    districts: Mapping[str, str]
    district_names: tuple[str, ...]
    by_town: bool
    by_district: bool
    by_content: bool
    before: CommunitiesBefore

    @classmethod
    def of(cls, sheet: pl.DataFrame) -> Wording:
        """Return how this sheet tells places."""
        areas = sheet.select(pl.concat([pl.col("town"), pl.col("district")]).drop_nulls().unique())
        filled = sheet.select(
            (pl.col("community", "town", "address").fill_null("") != "").mean()
        ).row(0, named=True)
        shared = _in_several(sheet, "town", pl.col("district"))
        town = _told_within("town", shared, pl.col("district"))
        return cls(
            reader=HeadReader(areas.to_series().to_list(), areas_before(sheet["address"])),
            in_several_towns=_in_several(sheet, "community", town),
            in_several_districts=shared,
            districts=_districts(sheet, town),
            district_names=tuple(sheet["district"].drop_nulls().unique().sort().to_list()),
            by_town=not filled["community"],
            by_district=not filled["community"] and not filled["town"],
            by_content=(filled["address"] or 0) < _MOSTLY,
            before=CommunitiesBefore(_communities(sheet)),
        )

    def where(self, sheet: pl.DataFrame) -> Where:
        """Return the head, context, township and building of each ticket."""
        head = self.reader.column(sheet["address"])
        found = (
            sheet.lazy()
            .select(
                context=self._context(),
                town=self._town(),
                building=building_column(pl.col("address"), pl.col("content")),
            )
            .collect(engine="streaming")
            .with_columns(head=head)
        )
        head = self._with_words(found["head"], sheet["content"])
        context = _told_within("before", self.in_several_towns, pl.col("town"))
        found = found.with_columns(head=head, before=self.before.column(head)).with_columns(
            context=pl.when(pl.col("before").is_null()).then("context").otherwise(context)
        )
        told = found.group_by(_WHERE).len().sort(_WHERE).with_row_index("wording")
        wording = found.join(told, on=_WHERE, how="left", maintain_order="left")["wording"]
        spelt = list(map(self.spelt, told["head"], told["context"]))
        heads = {"head": list(map(fold, spelt)), "spelt": spelt}
        return Where(
            told=told.drop("wording").with_columns(
                **{name: pl.Series(one, dtype=pl.String) for name, one in heads.items()}
            ),
            wording=wording.to_numpy(),
            building=found["building"].to_numpy(),
            by_town=self.by_town,
            by_content=self.by_content,
            districts=self.districts,
        )

    def head(self, address: str, content: str) -> str:
        """Return the head of one call's address, else of its words, as `where` does."""
        if head := self.reader.text(address):
            return head
        if self.by_content:
            return head_in(content)
        told = self.reader.text(clause_of(content))
        return told if is_precise(told) else ""

    def _with_words(self, heads: pl.Series, contents: pl.Series) -> pl.Series:
        """Return heads; of the tickets whose address has none, those of their words."""
        rows = np.flatnonzero((heads == "").to_numpy())
        texts = contents[rows].fill_null("")
        if self.by_content:
            told = pl.Series([head_in(text) for text in texts], dtype=pl.String)
        else:
            clauses = texts.to_frame("text").select(clause_column(pl.col("text"))).to_series()
            told = self.reader.column(clauses)
            precise = [one for one in told.unique().to_list() if is_precise(one)]
            told = told.zip_with(told.is_in(precise), pl.Series([""]).new_from_index(0, len(told)))
        return heads.scatter(rows, told) if len(rows) else heads

    def named(self, head: str, context: str) -> str:
        """Return a head, folded, without its community before it; a crossing by its one name."""
        return fold(self.spelt(head, context))

    def spelt(self, head: str, context: str) -> str:
        """Return such a head as it is written."""
        if self.by_town:
            return crossing(head)
        community = context.partition("@")[0]
        rest = head.removeprefix(community)
        if len(rest) < 2:
            return "" if re.search(_COMMUNITY, community) else head
        return crossing(head if rest[0] in _GOES_ON else rest)

    def area(self, head: str, context: str) -> str:
        """Return what a call without a place may share with others, as `Where.areas` does."""
        if self.by_town:
            return f"{head}@{context}" if head else ""
        return context

    def district_codes(self, districts: pl.Series) -> pl.Series:
        """Return a number for each district of the sheet, -1 for what is none of them."""
        found = districts.replace_strict(self._numbers, default=-1, return_dtype=pl.Int64)
        return found.fill_null(-1)

    def district_code(self, district: str) -> int:
        """Return the number of one district, as `district_codes` does."""
        return self._numbers.get(district, -1)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.district_names)}

    def town(self, town: str, district: str) -> str:
        """Return the township of one call, as `where` does."""
        return f"{town}@{district}" if town in self.in_several_districts else town

    def context(self, community: str, town: str) -> str:
        """Return the context of one call, whose township is told as `town` does, as `where` does."""
        if self.by_town:
            return DISTRICT if self.by_district else town
        return f"{community}@{town}" if community in self.in_several_towns else community

    def _context(self) -> pl.Expr:
        if self.by_town:
            return pl.lit(DISTRICT) if self.by_district else self._town()
        return _told_within("community", self.in_several_towns, self._town())

    def _town(self) -> pl.Expr:
        return _told_within("town", self.in_several_districts, pl.col("district"))


def head_in(content: str) -> str:
    """Return the place-shaped words at the head of a text, empty where there are none."""
    return content_heads(fold(content))[0]


def _communities(sheet: pl.DataFrame) -> frozenset[str]:
    """Return the communities of a sheet whose names end as communities' do."""
    told = sheet["community"].drop_nulls().value_counts(name="often")
    named = told.filter(pl.col("community").str.contains(_COMMUNITY), pl.col("often") > 1)
    return frozenset(named["community"].to_list())


def _told_within(name: str, shared: frozenset[str], above: pl.Expr) -> pl.Expr:
    """Return a column of areas, with the area above where several have one of that name."""
    area = pl.col(name).fill_null("")
    both = area + "@" + above.fill_null("")
    return pl.when(area.is_in(sorted(shared))).then(both).otherwise(area)


def _in_several(sheet: pl.DataFrame, name: str, above: pl.Expr) -> frozenset[str]:
    """Return the names that several areas above have, each told fairly often beside where it is told most."""
    often = pl.col("len") >= FAIR_SHARE * pl.col("len").max().over("name")
    counts = (
        sheet.lazy()
        .select(name=pl.col(name).fill_null(""), above=above.fill_null(""))
        .filter(pl.col("name") != "", pl.col("above") != "")
        .group_by("name", "above")
        .len()
        .filter(often)
        .group_by("name")
        .len()
        .filter(pl.col("len") > 1)
        .collect()
    )
    return frozenset(counts["name"].to_list())


def _districts(sheet: pl.DataFrame, town: pl.Expr) -> dict[str, str]:
    """Return the district in which each township is told most; nothing where there is but one."""
    counts = (
        sheet.lazy()
        .select(town=town, district=pl.col("district").fill_null(""))
        .filter(pl.col("town") != "", pl.col("district") != "")
        .group_by("town", "district")
        .len()
        .sort("len", "district", descending=[True, False])
        .unique("town", keep="first", maintain_order=True)
        .collect()
    )
    found = dict(zip(counts["town"].to_list(), counts["district"].to_list(), strict=True))
    return found if len(set(found.values())) > 1 else {}
