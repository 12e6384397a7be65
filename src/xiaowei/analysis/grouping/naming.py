"""Home of names in texts: which places the words of a ticket name, and how well each fits there.

A name fits best in its own context; elsewhere in its township it fits where one of both tells no context;
beyond, only where the call tells none and no other place has that name. A name of two characters is found
in many words, and counts in its own context only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import product

import ahocorasick
import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.grouping.atlas import Atlas
from xiaowei.analysis.grouping.wording import Where

HERE, NEAR, SOMEWHERE = 3, 2, 1
"""How well a name fits: in its context, in its township, as the only one of its name."""
_SHORTEST = 3
_NUMERALS = "零一二三四五六七八九十"
_GROUPS = 3
"""Of a name with more numbers than so many no other forms are looked for."""
NAMED = {"row": pl.UInt32, "place": pl.Int64, "fits": pl.Int8}
"""A place that the words of a ticket (by row) name: the best of each row first, then as they stand."""
Fits = npt.NDArray[np.int8]


class Names:
    """The names of an atlas as texts tell them."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        owners: dict[str, dict[int, None]] = defaultdict(dict)
        for form, places in atlas.by_form.items():
            for spoken in _spoken(form) if len(form) > 1 else ():
                owners[spoken].update(dict.fromkeys(places))
        for index, place in enumerate(atlas.places):
            if len(place.name) > 1:
                owners[place.name][index] = None
        longest_first = sorted(owners, key=lambda form: (-len(form), form))
        self._owners = {form: tuple(owners[form]) for form in longest_first}

    def column(self, contents: pl.Series, where: Where) -> pl.DataFrame:
        """Return the places (`NAMED`) that the words of tickets name, which say where they belong."""
        if not self._owners:
            return pl.DataFrame(schema=NAMED)
        words = pl.col("name").str.extract_many(list(self._owners), leftmost=True)
        found = (
            contents.alias("name").to_frame().lazy().select(words).collect(engine="streaming")
            .with_row_index("row").explode("name").drop_nulls("name")
            .join(self._table, on="name", how="inner", maintain_order="left_right").drop("name")
        )  # fmt: skip
        return (
            found.select("row", "place", fits=pl.Series(self._fits_of(found, where)))
            .filter(pl.col("fits") > 0)
            .sort("row", "fits", descending=[False, True], maintain_order=True)
            .select(pl.col(name).cast(kind) for name, kind in NAMED.items())
        )

    def text(self, content: str, context: str, town: str) -> list[tuple[int, int]]:
        """Return the places that one text names, each with how it fits, as `column` does."""
        found = [
            (place, fits)
            for form in self._longest(content)
            for place in self._owners[form]
            if (fits := self._fits(form, place, context, town))
        ]
        return sorted(found, key=lambda one: -one[1])

    def _longest(self, content: str) -> Iterator[str]:
        """Yield the names in a text: of those that begin first the longest, then on behind it."""
        # iter_long of pyahocorasick 2.3 drops a name that lies within another which goes on differently
        automaton = self._automaton
        matches = automaton.iter(content) if automaton else ()
        found = ((end - len(form) + 1, -len(form), form) for end, form in matches)
        behind = 0
        for begin, _, form in sorted(found):
            if begin >= behind:
                yield form
                behind = begin + len(form)

    def _fits(self, form: str, place: int, context: str, town: str) -> int:
        one = self._atlas.places[place]
        if context and one.context == context:
            return HERE
        if len(form) < _SHORTEST:
            return 0
        if one.town == town and not (context and one.context):
            return NEAR
        only = len(self._owners[form]) == 1 and self._atlas.may_be_near(one.town, town)
        return SOMEWHERE if only and not context else 0

    def _fits_of(self, found: pl.DataFrame, where: Where) -> Fits:
        """Return what `_fits` does for columns."""
        told = where.wording[found["row"].to_numpy()]
        context, town, district = (
            np.array(list(map(number, where.told[name].to_list())), np.int32)[told]
            for name, number in (
                ("context", self._number),
                ("town", self._number),
                ("town", self._district),
            )
        )
        of_context, of_town, of_district, short, only = (
            found[name].to_numpy()
            for name in ("of_context", "of_town", "of_district", "short", "only")
        )
        near = (town == of_town) & (town >= 0) & ((context == 0) | (of_context == 0))
        one_district = (district == 0) | (of_district == 0) | (district == of_district)
        fits: Fits = np.select(
            [
                (context > 0) & (context == of_context),
                short,
                near,
                only & (context == 0) & one_district,
            ],
            [HERE, 0, NEAR, SOMEWHERE],
        ).astype(np.int8)
        return fits

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Return the number of each context, township and district; names of several kinds share one."""
        told = (name for one in self._atlas.places for name in (one.context, one.town))
        names = {*told, *self._atlas.districts.values()} - {""}
        return {name: at for at, name in enumerate(sorted(names), 1)}

    def _number(self, name: str) -> int:
        """Return the number of an area, 0 for none, -1 for one in which no place lies."""
        return self._numbers.get(name, -1) if name else 0

    def _district(self, town: str) -> int:
        return self._number(self._atlas.districts.get(town, ""))

    @cached_property
    def _table(self) -> pl.DataFrame:
        rows = [
            (
                form, place, self._number(one.context), self._number(one.town), self._district(one.town),
                len(form) < _SHORTEST, len(places) == 1,
            )
            for form, places in self._owners.items()
            for place in places
            for one in (self._atlas.places[place],)
        ]  # fmt: skip
        numbers = dict.fromkeys(("place", "of_context", "of_town", "of_district"), pl.Int32)
        schema = {"name": pl.String} | numbers | {"short": pl.Boolean, "only": pl.Boolean}
        return pl.DataFrame(rows, schema, orient="row")

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton | None:
        if not self._owners:
            return None
        found = ahocorasick.Automaton()
        for form in self._owners:
            found.add_word(form, form)
        found.make_automaton()
        return found


def _spoken(form: str) -> Iterator[str]:
    """Yield a folded name and how else texts write it: 甲3区 as 甲三区."""
    parts = re.split(r"(\d+)", form)
    numbers = parts[1::2]
    if not numbers or len(numbers) > _GROUPS:
        yield form
    else:
        for told in product(*((one, _in_words(one)) for one in numbers)):
            yield "".join(a + b for a, b in zip(parts[::2], (*told, ""), strict=True))


def _in_words(number: str) -> str:
    if len(number) > 2 or number.startswith("0"):
        return "".join(_NUMERALS[int(digit)] for digit in number)
    tens, ones = divmod(int(number), 10)
    if not tens:
        return _NUMERALS[ones]
    return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")
