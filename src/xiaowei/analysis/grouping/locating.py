"""Home of where: the place of each ticket of a sheet, by its address, its words, or its community alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
    plain_column,
)
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.analysis.placenames import content_heads
from xiaowei.analysis.text import fold

FAIR_SHARE = 0.2
"""An area that has a name this often, beside the one that has it most, has one of that name itself."""
DISTRICT = "*"
STREET = r"^[^与]+(?:路|街|大道|胡同|巷)(?:\d+号)?$"
"""A street or a number in it: a known name in the words tells more."""
SAMPLE = 20_000
LEAST_NAMED, MOSTLY_NAMED = 0.15, 0.6
"""Of a place's tickets so large a share name the other, and of those that name any, so many."""
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
    districts: Mapping[str, str] = field(default_factory=dict)
    """The district of each township, in a sheet of several districts."""

    def survey(self, known: Iterable[GazetteerEntry]) -> Atlas:
        """Return the atlas of what is told."""
        told = self.told.filter(pl.col("head") != "").select(*_WHERE, "len")
        return survey(told.rows(), known, self.districts)

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
        shared = _in_several(sheet, "town", pl.col("district"))
        town = _told_within("town", shared, pl.col("district"))
        return cls(
            reader=HeadReader(areas.to_series().to_list(), areas_before(sheet["address"])),
            in_several_towns=_in_several(sheet, "community", town),
            in_several_districts=shared,
            districts=_districts(sheet, town),
            by_town=not filled["community"],
            by_district=not filled["community"] and not filled["town"],
            by_content=(filled["address"] or 0) < _MOSTLY,
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
        found = found.with_columns(head=self._with_words(found["head"], sheet["content"]))
        told = found.group_by(_WHERE).len().sort(_WHERE).with_row_index("wording")
        wording = found.join(told, on=_WHERE, how="left", maintain_order="left")["wording"]
        heads = list(map(self.named, told["head"], told["context"]))
        return Where(
            told=told.drop("wording").with_columns(head=pl.Series(heads, dtype=pl.String)),
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
        """Return a head without its community before it; a crossing by its one name."""
        rest = head if self.by_town else head.removeprefix(context.partition("@")[0])
        return crossing(rest if len(rest) > 1 else head)

    def area(self, head: str, context: str) -> str:
        """Return what a call without a place may share with others, as `Where.areas` does."""
        if self.by_town:
            return f"{head}@{context}" if head else ""
        return context

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


def places_of(where: Where, contents: pl.Series, atlas: Atlas) -> Ints:
    """Return the place of each ticket (index of the atlas), -1 where none can be told."""
    found = [
        atlas.resolve(head, context, town) if head else None
        for head, context, town, _ in where.told.rows()
    ]
    place = np.array([-1 if one is None else one for one in found], np.int64)[where.wording]
    streets = where.told["head"].str.contains(STREET).to_numpy()[where.wording]
    untold = np.arange(len(place)) if where.by_content else np.flatnonzero((place < 0) | streets)
    named = np.array(_by_content(where, untold, contents, atlas), np.int64)
    place[untold] = np.where(named >= 0, named, place[untold])
    return place


def is_street(head: str) -> bool:
    """Tell whether a head names no more than a street or a number in it."""
    return bool(re.search(STREET, head))


def learn_names(where: Where, contents: pl.Series, atlas: Atlas) -> None:
    """Take a discovered place for another name of the one that the words of its tickets name instead.

    振华大街805号, whose callers speak of one estate, is that estate; so is its nickname. In a sheet without
    addresses heads are of the words themselves, and tell nothing more.
    """
    if where.by_content:
        return
    told = where.told.rows()
    found = [
        atlas.resolve(head, context, town) if head else None for head, context, town, _ in told
    ]
    fresh = np.array([one is not None and atlas.places[one].code is None for one in found])
    rows = np.flatnonzero(fresh[where.wording])
    rows = rows[:: max(1, len(rows) // SAMPLE)]
    named = _names_in(rows, contents, atlas)
    asked: Counter[int] = Counter()
    seen: dict[int, Counter[int]] = defaultdict(Counter)
    for names, at in zip(named, where.wording[rows].tolist(), strict=True):
        place = found[at]
        if place is None:
            continue
        asked[place] += 1
        said = atlas.all_in_text(names, told[at][1]) if names else set()
        seen[place].update(said - {place})
    for place, others in seen.items():
        other, count = max(others.items(), key=lambda one: (one[1], -one[0]), default=(place, 0))
        if count >= max(2, LEAST_NAMED * asked[place]) and count >= MOSTLY_NAMED * others.total():
            atlas.take_for(place, other)


def place_of(context: str, town: str, names: Iterable[str] | None, atlas: Atlas) -> int:
    """Return the place that the names in a text mean in a context, or the community itself, else -1."""
    place = atlas.in_text(names, context, town) if names else None
    if place is None and context:
        place = atlas.village(context)
    return -1 if place is None else place


def _by_content(where: Where, rows: Ints, contents: pl.Series, atlas: Atlas) -> list[int]:
    found = _names_in(rows, contents, atlas)
    contexts, towns = where.told["context"].to_list(), where.told["town"].to_list()
    return [
        place_of(contexts[at], towns[at], names, atlas)
        for names, at in zip(found, where.wording[rows].tolist(), strict=True)
    ]


def _names_in(rows: Ints, contents: pl.Series, atlas: Atlas) -> list[list[str] | None]:
    """Return the names of places that stand in the words of some rows."""
    forms = atlas.forms()
    if not forms:
        return [None] * len(rows)
    named = plain_column(pl.col("text")).str.extract_many(forms, leftmost=True)
    texts = contents[rows].to_frame("text").lazy()
    found: list[list[str] | None] = (
        texts.select(named).collect(engine="streaming").to_series().to_list()
    )
    return found


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
