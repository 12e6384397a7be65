"""Home of heads: the words of an address that name its place, and its building, a million at a time.

The same patterns serve whole columns (polars) and single texts (re), so that a stream and a batch see
the same; therefore they hold nothing that only one of the two knows, such as a look-ahead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import polars as pl

_BLANK = r"\s+"
_DIGIT = "[0-9０-９]"
"""In both widths: only what is left of an address is made narrow."""
_ABOVE = r"^(?:[^|]*\|+|[\u4e00-\u9fff]{2,3}省[\u4e00-\u9fff]{2,5}市|[\u4e00-\u9fff]{2,5}市)"
"""What stands before the name: all up to a township (marked |), or else province and city."""
_ROAD = rf"[\u4e00-\u9fff]{{1,5}}(?:大街|路|街|胡同|巷){_DIGIT}+号([\u4e00-\u697b\u697d-\u9661\u9663-\u9fff])"
"""A road and number before a name; 号楼 and 号院 are no such thing (楼 is \u697c, 院 \u9662)."""
_NUMBER = "[0-9０-９一二三四五六七八九十]{1,4}"
_TAIL = (
    rf"(?:{_NUMBER}(?:号楼|栋|楼|幢|座|单元|门|室|层|弄|排|组)|{_DIGIT}+号(?:[^\u4e00-\u9fff]|附近|对面|旁|$)"
    rf"|[A-Za-zＡ-Ｚａ-ｚ]{_DIGIT}*(?:座|栋)|附近|对面|旁|门口|路口|村口|[东西南北](?:侧|边|面|门|口)"
    r"|[-,.;:!?()/#\[\]、。…·【】《》“”，．；：！？（）／＃［］]).*$"
)
_BUILDING = r"([0-9０-９]{1,4})\s*(?:号楼|栋|楼|幢|座)"
_SHORTEST, _LONGEST = 2, 16
"""No place has a longer name: what is longer is a story told in the wrong column."""


class HeadReader:
    """Reads the heads of addresses; `areas` are the townships and districts that may stand before."""

    def __init__(self, areas: Iterable[str]) -> None:
        self._areas = sorted({area for area in areas if len(area) > 1}, key=len, reverse=True)
        self._area = re.compile("|".join(map(re.escape, self._areas)) or r"(?!)")

    def column(self, address: pl.Expr) -> pl.Expr:
        """Return the head of each address, empty where it names no place."""
        text = address.fill_null("").str.replace_all(_BLANK, "")
        if self._areas:
            text = text.str.replace_many(dict.fromkeys(self._areas, "|"), leftmost=True)
        text = text.str.replace(_ROAD, "$1").str.replace(_TAIL, "").str.replace(_ABOVE, "")
        text = text.str.replace_all("|", "", literal=True).str.normalize("NFKC")
        size = text.str.len_chars()
        return pl.when(size.is_between(_SHORTEST, _LONGEST)).then(text).otherwise(pl.lit(""))

    def text(self, address: str) -> str:
        """Return the head of one address, as `column` does."""
        text = self._area.sub("|", re.sub(_BLANK, "", address))
        for pattern, kept in ((_ROAD, r"\1"), (_TAIL, ""), (_ABOVE, "")):
            text = re.sub(pattern, kept, text, count=1)
        text = unicodedata.normalize("NFKC", text.replace("|", ""))
        return text if _SHORTEST <= len(text) <= _LONGEST else ""


def plain_column(text: pl.Expr) -> pl.Expr:
    """Return texts in one width and without blanks."""
    return text.fill_null("").str.normalize("NFKC").str.replace_all(_BLANK, "")


def plain_text(text: str) -> str:
    """Return one text as `plain_column` does."""
    return re.sub(_BLANK, "", unicodedata.normalize("NFKC", text))


def building_column(*texts: pl.Expr) -> pl.Expr:
    """Return the number of the building that the first of the texts names, 0 where none does."""
    told = pl.coalesce(text.str.extract(_BUILDING, 1) for text in texts)
    return told.str.normalize("NFKC").cast(pl.Int64, strict=False).fill_null(0)


def building_of(*texts: str) -> int:
    """Return the building of one ticket, as `building_column` does."""
    for text in texts:
        if found := re.search(_BUILDING, text):
            return int(found[1])
    return 0
