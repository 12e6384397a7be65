"""Home of where: the place of each ticket of a sheet, by its address, its words, or its community alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.grouping.atlas import Atlas
from xiaowei.analysis.grouping.naming import HERE, NEAR
from xiaowei.analysis.grouping.wording import Where

STREET = r"^[^与]+(?:路|街|大道|胡同|巷)(?:\d+号)?$"
"""A street or a number in it: a known name in the words tells more."""
LEAST_NAMED, MOSTLY_NAMED = 0.15, 0.6
"""Of a place's tickets so large a share name the other, and of those that name any, so many."""
Ints = npt.NDArray[np.int64]


def places_of(where: Where, told: Ints, named: pl.DataFrame, atlas: Atlas) -> tuple[Ints, Ints]:
    """Return the place of each ticket (index of the atlas), and another that its words name; -1 for none.

    `told` is the place of each told head (`resolved`), `named` what words name (`naming.NAMED`).
    """
    heads = where.told["head"].to_list()
    vague = np.array(
        [yields(atlas, at, head) for at, head in zip(told.tolist(), heads, strict=True)], np.bool_
    )
    headed = told[where.wording]
    best = named.unique("row", keep="first", maintain_order=True)
    said = np.full(len(headed), -1, np.int64)
    said[best["row"].to_numpy()] = best["place"].to_numpy()
    untold = where.by_content | vague[where.wording]
    place = np.where(untold & (said >= 0), said, headed)
    villages = [atlas.village(one) for one in where.told["context"].to_list()]
    around = np.array([-1 if one is None else one for one in villages], np.int64)[where.wording]
    place = np.where(place < 0, around, place)
    meant = np.array([*map(atlas.meant, range(len(atlas.places))), -1])
    other = np.where(
        (headed >= 0) & (meant[headed] != meant[place]), headed, _others(place, meant, named)
    )
    return meant[place], meant[other]


def yields(atlas: Atlas, place: int, head: str) -> bool:
    """Tell whether a place that the words name is the better one: the head tells none, or a street or number
    that no gazetteer knows.
    """
    return place < 0 or (atlas.places[place].code is None and bool(re.search(STREET, head)))


def place_of(
    head: str,
    context: str,
    town: str,
    named: Sequence[tuple[int, int]],
    atlas: Atlas,
    by_content: bool,
) -> tuple[int, int]:
    """Return the place of one ticket and another that its words name, as `places_of` does."""
    found = atlas.resolve(head, context, town) if head else None
    headed = place = -1 if found is None else found
    if named and (by_content or yields(atlas, headed, head)):
        place = named[0][0]
    if place < 0:
        around = atlas.village(context)
        place = -1 if around is None else around
    meant = atlas.meant
    place, headed = meant(place), meant(headed)
    if headed not in (-1, place):
        return place, headed
    others = (meant(one) for one, fits in named if fits >= NEAR)
    return place, next((one for one in others if one != place), -1)


def resolved(where: Where, atlas: Atlas) -> Ints:
    """Return the place of each told head, -1 where none can be told."""
    found = [
        atlas.resolve(head, context, town) if head else None
        for head, context, town in where.told.select("head", "context", "town").rows()
    ]
    return np.array([-1 if one is None else one for one in found], np.int64)


def _others(place: Ints, meant: Ints, named: pl.DataFrame) -> Ints:
    """Return the best of the places that each ticket's words name but its own, -1 for none."""
    rows, places = named["row"].to_numpy(), named["place"].to_numpy()
    differ = (named["fits"] >= NEAR).to_numpy() & (meant[places] != meant[place[rows]])
    found = np.full(len(place), -1, np.int64)
    rows, first = np.unique(rows[differ], return_index=True)
    found[rows] = places[differ][first]
    return found


def learn_names(where: Where, told: Ints, named: pl.DataFrame, atlas: Atlas) -> None:
    """Take a discovered place for another name of the one that the words of its tickets name instead.

    振华大街805号, whose callers speak of one estate, is that estate; so is its nickname. In a sheet without
    addresses heads are of the words themselves, and tell nothing more.
    """
    if where.by_content:
        return
    place = told[where.wording]
    asked = np.bincount(place[place >= 0], minlength=len(atlas.places))
    of_row = named.filter(pl.col("fits") == HERE).select("row", other="place").unique()
    beside = of_row.with_columns(place=place[of_row["row"].to_numpy()])
    fresh = [one for one in np.flatnonzero(asked).tolist() if atlas.places[one].code is None]
    counts = (
        beside.filter(pl.col("place").is_in(fresh), pl.col("place") != pl.col("other"))
        .group_by("place", "other").len()
        .with_columns(every=pl.col("len").sum().over("place"))
        .sort("place", "len", "other", descending=[False, True, False])
        .unique("place", keep="first", maintain_order=True)
    )  # fmt: skip
    for one, other, count, every in counts.rows():
        if count >= max(2, LEAST_NAMED * asked[one]) and count >= MOSTLY_NAMED * every:
            atlas.take_for(one, other)
