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
_HAN = "[\u4e00-\u9fff]"
_DASH = "[-－—–~～]"
_NUMBER = "[0-9０-９一二三四五六七八九十]{1,4}"
_INSIDE = rf"(?:{_NUMBER}[、,，和与至到])?{_NUMBER}(?:号楼|栋|楼|幢|座|单元|门|室|层|[#＃]).*$"
"""Where in a place: cut off first, so that few different texts are left to look at closely."""
_CITY = rf"^(?:{_HAN}{{2,3}}省)?{_HAN}{{2,4}}?市([^场民]|$)"
_AT = r"^(?:我家)?(?:位于|住在|家住)"
_ABOVE = r"^[^|]*\|+"
"""What stands before the name: all up to a township (marked |)."""
_ROAD = (
    rf"^(?:[^,，]*?(?:大街|路|街|胡同|巷))?{_DIGIT}+号([\u4e00-\u697b\u697d-\u9661\u9663-\u9fff])"
)
"""A road and number before a name; 号楼 and 号院 are no such thing (楼 is \u697c, 院 \u9662)."""
_PHASE = rf"(号)(?:{_NUMBER}期|[东西南北中]区)$"
"""A part of what stands at a street's number."""
_DOOR = (
    rf"^([^,，]*?(?:大街|大道|路|街|胡同|巷))近?([甲乙丙丁]?{_DIGIT}+号)"
    r"(?:附近|对面|旁边?|门口|门前|[^\u4e00-\u9fff].*|$)"
)
_LONE = rf"([^路街道巷同0-9０-９]){_DIGIT}+号$"
_TAIL = (
    rf"(?:{_NUMBER}(?:号楼|栋|楼|幢|座|单元|门|室|层|弄|排|组)|{_DIGIT}+号(?:[^\u4e00-\u9fff]|附近|对面|旁)"
    rf"|{_DIGIT}+{_DASH}{_DIGIT}|[A-Za-zＡ-Ｚａ-ｚ]{_DIGIT}*(?:座|栋)|附近|对面|旁|门口|[东西南北](?:侧|边|面|门|口)"
    r"|底商|底层|车库|地库|物业|居委会|村委会|[大小正侧后]门|中心[广花]"
    rf"|第?{_NUMBER}(?:村民小?组|生产队|社(?:[^区]|$))"
    r"|红绿灯|信号灯|交叉口|交叉路口|交汇处|十字路口|丁字路口|交口|路口|村口"
    r"|[-,.;:!?()/#\[\]、。…【】《》“”，．；：！？（）／＃［］]).*$"
)
_BESIDE = rf"([路街])(?:路边的?|[上边]的?|的)({_HAN})"
"""路上公园, 路边的公园: the park."""
_LEFT = r"(?:的|[路街]边|上|处)$"
_STREET = "(?:路|街|道|巷|胡同)"
_ROADS = frozenset("路街道巷同")
_CROSSING = rf"^({_HAN}{{1,6}}?{_STREET})[与和及跟]?({_HAN}{{1,6}}{_STREET})$"
_HALF = rf"^({_HAN}{{1,6}}?{_STREET})[与和及跟]({_HAN}{{2,6}})$"
"""甲路与乙路口: the crossing of two roads, the 路 of the second having gone with 路口."""
_BUILDING = r"([0-9０-９]{1,4})\s*(?:号楼|栋|楼|幢|座)"
_IN_DASHES = rf"([0-9０-９]{{1,3}}){_DASH}{_DIGIT}{{1,2}}{_DASH}{_DIGIT}{{3,4}}"
"""6-2-301: building, entrance, room."""
_LABELLED = r"(?:地点|地址|位置|位于)[】\]]?[:：]?([^,，。;；、!！?？【\s]{2,30})"
_FIRST = (
    r"^(?:[^,，。:：]{0,16}(?:来电|反映|反应|称|表示|说)[:：,，]?)?([^,，。;；!！?？【\s]{2,30})"
)
"""Where a call is about, in its words: after 地点, or what comes first."""
_PRECISE = (
    rf"^{_HAN}{{2,8}}(?:路|街|大道|胡同|巷)(?:与{_HAN}{{2,8}}(?:路|街|大道|胡同|巷)|[0-9]+号)$"
)
_SHORTEST, _LONGEST = 2, 16
"""No place has a longer name: what is longer is a story told in the wrong column."""
SAMPLE = 20_000
LEAST_WAYS, LEAST_SHARE, MOST_ALIKE = 12, 0.6, 0.5
"""An area is followed by so many different names, this often by names, by none more often than that."""
_DIVISION = rf"^({_HAN}{{1,6}}?(?:省|市|自治区|[^小园东西南北中]区|县|旗|自治州|街道|地区|镇|乡))"
_KIND = "(?:省|市|自治区|区|县|旗|街道|地区|镇|乡)$"
_BEGINNING = rf"^({_HAN}{{2}})"
"""The first characters of a name: enough to tell that names differ."""
_DEPTH = 4


class HeadReader:
    """Reads the heads of addresses; `areas` are the townships and districts that may stand before.

    `above` are words at the beginning of addresses that name no place either.
    """

    def __init__(self, areas: Iterable[str], above: Iterable[str] = ()) -> None:
        self._areas = sorted(
            {area for area in areas if 1 < len(area) <= _LONGEST}, key=len, reverse=True
        )
        self._area = re.compile("|".join(map(re.escape, self._areas)) or r"(?!)")
        words = "|".join(map(re.escape, sorted(set(above), key=lambda one: (-len(one), one))))
        start = rf"^(?:{words})+" if words else "^$"
        self._steps = (
            (_AT, ""), (_CITY, "${1}"), (start, ""), (_PHASE, "${1}"), (_ROAD, "${1}"), (_DOOR, "${1}${2}"),
            (_TAIL, ""), (_LONE, "${1}"), (_ABOVE, ""), (_BESIDE, "${1}${2}"), (_LEFT, ""),
        )  # fmt: skip
        self._patterns = [
            (re.compile(p), re.sub(r"\$\{(\d)\}", r"\\\1", kept)) for p, kept in self._steps
        ]

    def column(self, addresses: pl.Series) -> pl.Series:
        """Return the head of each address, empty where it names no place."""
        outside = (
            addresses.to_frame("text")
            .lazy()
            .select(
                pl.col("text").fill_null("").str.replace_all(_BLANK, "").str.replace(_INSIDE, "")
            )
            .collect(engine="streaming")
            .to_series()
        )
        told = outside.unique()
        heads = told.to_frame("text").lazy().select(self._head(pl.col("text")))
        found = heads.collect(engine="streaming").to_series()
        return outside.replace_strict(told, found, return_dtype=pl.String).alias("head")

    def _head(self, text: pl.Expr) -> pl.Expr:
        if self._areas:
            text = text.str.replace_many(dict.fromkeys(self._areas, "|"), leftmost=True)
        for pattern, kept in self._steps:
            text = text.str.replace(pattern, kept)
        text = text.str.replace_all("|", "", literal=True).str.normalize("NFKC")
        size = text.str.len_chars()
        return pl.when(size.is_between(_SHORTEST, _LONGEST)).then(text).otherwise(pl.lit(""))

    def text(self, address: str) -> str:
        """Return the head of one address, as `column` does."""
        outside = re.sub(_INSIDE, "", re.sub(_BLANK, "", address), count=1)
        text = self._area.sub("|", outside)
        for pattern, kept in self._patterns:
            text = pattern.sub(kept, text, count=1)
        text = unicodedata.normalize("NFKC", text.replace("|", ""))
        return text if _SHORTEST <= len(text) <= _LONGEST else ""


def crossing(head: str) -> str:
    """Return the one name of a crossing however its roads are told, any other head as it is."""
    if _ROADS.isdisjoint(head):
        return head
    if found := re.match(_CROSSING, head):
        roads = sorted(found.groups())
    elif found := re.match(_HALF, head):
        roads = sorted([found[1], f"{found[2]}路"])
    else:
        return head
    return "与".join(roads)


def areas_before(address: pl.Series) -> list[str]:
    """Return the words with which addresses begin that name an area above the place: 甲市, 乙丙区.

    A division's name is an area where many different names follow it, and not mostly one; its name
    without the kind (乙丙) is one too, where the same holds.
    """
    every = max(1, len(address) // SAMPLE)
    rest = address.drop_nulls().gather_every(every).str.replace_all(_BLANK, "")
    rest = rest.str.replace(_CITY, "${1}")
    found: list[str] = []
    for _ in range(_DEPTH):
        told = rest.str.extract(_DIVISION, 1)
        more = _with_many_names(told, rest.str.strip_prefix(told.fill_null("")))
        bare = [re.sub(_KIND, "", one) for one in more]
        begun = rest.str.extract(f"^({'|'.join(map(re.escape, bare))})", 1) if bare else told
        begun = begun.zip_with(~told.is_in(more).fill_null(False), told.clear(len(told)))
        names = [one for one in bare if len(one) > 1]
        short = _with_many_names(begun, rest.str.strip_prefix(begun.fill_null("")))
        new = [*more, *(one for one in short if one in names)]
        if not new:
            break
        found += new
        words = "|".join(map(re.escape, sorted(new, key=len, reverse=True)))
        rest = rest.str.replace(f"^(?:{words})", "")
    return list(dict.fromkeys(found))


def _with_many_names(told: pl.Series, rest: pl.Series) -> list[str]:
    """Return which of the words told before the rest of an address are followed by many names."""
    follow = pl.DataFrame({"told": told, "next": rest.str.extract(_BEGINNING, 1)})
    each = (
        follow.filter(pl.col("told").is_not_null(), rest != "")
        .group_by("told", "next").len()
        .group_by("told")
        .agg(
            ways=pl.col("next").drop_nulls().n_unique(),
            share=pl.col("len").filter(pl.col("next").is_not_null()).sum() / pl.col("len").sum(),
            alike=pl.col("len").filter(pl.col("next").is_not_null()).max() / pl.col("len").sum(),
        )
        .filter(
            pl.col("ways") >= LEAST_WAYS,
            pl.col("share") >= LEAST_SHARE,
            pl.col("alike") <= MOST_ALIKE,
        )
    )  # fmt: skip
    return sorted(each["told"].to_list())


def clause_column(content: pl.Expr) -> pl.Expr:
    """Return the words of contents that may tell where, as an address does."""
    return pl.coalesce(content.str.extract(_LABELLED, 1), content.str.extract(_FIRST, 1)).fill_null(
        ""
    )


def clause_of(content: str) -> str:
    """Return such words of one content, as `clause_column` does."""
    found = re.search(_LABELLED, content) or re.search(_FIRST, content)
    return found[1] if found else ""


def is_precise(head: str) -> bool:
    """Tell whether a head is a crossing or a number in a street: nothing else looks like one."""
    return bool(re.search(_PRECISE, head)) or crossing(head) != head


def building_column(address: pl.Expr, content: pl.Expr) -> pl.Expr:
    """Return the building that an address names, else the content, 0 where neither does."""
    told = pl.coalesce(
        address.str.extract(_BUILDING, 1),
        address.str.extract(_IN_DASHES, 1),
        content.str.extract(_BUILDING, 1),
    )
    return told.str.normalize("NFKC").cast(pl.Int64, strict=False).fill_null(0)


def building_of(address: str, content: str) -> int:
    """Return the building of one ticket, as `building_column` does."""
    for text, pattern in ((address, _BUILDING), (address, _IN_DASHES), (content, _BUILDING)):
        if found := re.search(pattern, text):
            return int(found[1])
    return 0
