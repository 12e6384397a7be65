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

HERE, NEAR, SOMEWHERE = 3, 2, 1
"""How well a name fits: in its context, in its township, as the only one of its name."""
_SHORTEST = 3
_NUMERALS = "零一二三四五六七八九十"
_GROUPS = 3
"""Of a name with more numbers than so many no other forms are looked for."""
NAMED = {"row": pl.UInt32, "place": pl.Int64, "fits": pl.Int8}
"""A place that the words of a ticket (by row) name: the best of each row first, then as they stand."""
Ints = npt.NDArray[np.int64]


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
        self._owners = {form: tuple(places) for form, places in owners.items()}

    def column(self, contents: pl.Series, contexts: pl.Series, towns: pl.Series) -> pl.DataFrame:
        """Return the places (`NAMED`) that texts name, each with its context and township."""
        if not self._owners:
            return pl.DataFrame(schema=NAMED)
        forms = sorted(self._owners, key=lambda form: (-len(form), form))
        told = pl.DataFrame({"context": contexts, "town": towns}).with_row_index("row")
        words = pl.col("name").fill_null("").str.extract_many(forms, leftmost=True)
        found = (
            contents.alias("name").to_frame().lazy().select(words).collect(engine="streaming")
            .with_row_index("row").explode("name").drop_nulls("name").with_row_index("at")
            .join(self._table, on="name", how="inner", maintain_order="left_right")
            .join(told, on="row", how="left", maintain_order="left")
        )  # fmt: skip
        return (
            found.with_columns(fits=self._fits_of())
            .filter(pl.col("fits") > 0)
            .sort("row", "fits", descending=[False, True], maintain_order=True)
            .select(pl.col(name).cast(kind) for name, kind in NAMED.items())
        )

    def text(self, content: str, context: str, town: str) -> list[tuple[int, int]]:
        """Return the places that one text names, each with how it fits, as `column` does."""
        if self._automaton is None:
            return []
        found = [
            (place, fits)
            for _, form in self._automaton.iter_long(content)
            for place in self._owners[form]
            if (fits := self._fits(form, place, context, town))
        ]
        return sorted(found, key=lambda one: -one[1])

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

    def _fits_of(self) -> pl.Expr:
        """Return what `_fits` does for columns."""
        here = (pl.col("context") != "") & (pl.col("context") == pl.col("of_context"))
        both = (pl.col("context") != "") & (pl.col("of_context") != "")
        near = (pl.col("town") == pl.col("of_town")) & ~both
        one, other = (
            pl.col(name).replace_strict(
                dict(self._atlas.districts), default=None, return_dtype=pl.String
            )
            for name in ("of_town", "town")
        )
        only = pl.col("only") & (pl.col("context") == "") & (one == other).fill_null(True)
        return (
            pl.when(here).then(HERE).when("short").then(0).when(near).then(NEAR)
            .when(only).then(SOMEWHERE).otherwise(0)
        )  # fmt: skip

    @cached_property
    def _table(self) -> pl.DataFrame:
        rows = [
            (form, place, one.context, one.town, len(form) < _SHORTEST, len(places) == 1)
            for form, places in self._owners.items()
            for place in places
            for one in (self._atlas.places[place],)
        ]
        schema = {"name": pl.String, "place": pl.Int64, "of_context": pl.String, "of_town": pl.String,
                  "short": pl.Boolean, "only": pl.Boolean}  # fmt: skip
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
