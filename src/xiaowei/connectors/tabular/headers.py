"""Home of header names: one clerk's 申报资金（万元） and another's "申报 资金/万元" are the same.

A header is brought to plain letters; a unit and a date in it are lifted out. Two header rows are
joined with "·", and 资金(万元)·申报 is looked up as 资金申报, 申报资金, 申报, 资金.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from xiaowei.domain.units import unit_named

JOIN = "·"
OWN_COLUMNS = ("问题", "怎么改")
"""The two columns we add to a rejects file; a reader passes over them."""
HAS_UNIT = "$"
"""Marks the name of a header that has a unit: district_wan is money, district may not be."""

_BRACKETS = re.compile(r"[(\[{<【〔「]([^)\]}>】〕」]*)[)\]}>】〕」]")
_NOISE = re.compile(r"[\W_]+")
_DAY = re.compile(
    r"(?<!\d)(20\d{2})[-_./年]?(0[1-9]|1[0-2]|[1-9](?!\d))[-_./月]?"
    r"(?:(0[1-9]|[12]\d|3[01]|[1-9](?!\d))日?|底|末)"
)
_UNTIL = re.compile(r"截[至止]到?")
_UNTIL_DAY = re.compile(r"截[至止]到?\d{1,2}月(底|末|\d{1,2}日?)?")
_YEAR = re.compile(r"^20\d{2}年度?")
_UNIT_IN_BRACKETS = re.compile(r"^(?:单位[::]?)?(.{1,6})$")
_MONEY = ("万元", "千元", "元")
_UNIT_AT_END = re.compile(r"(?:[/,_:]|单位[::]?)*(万元|千元|元)$|_(wan|yuan)$")
_ENGLISH = {"wan": "万元", "yuan": "元"}


@dataclass(frozen=True)
class HeaderName:
    """A header taken apart: the names to look up, best first, its unit and its date."""

    names: tuple[str, ...]
    unit: str | None
    on: date | None


@lru_cache(maxsize=4096)
def read_header(header: str) -> HeaderName:
    """Take a header apart into names to look up, unit and date."""
    plain = unicodedata.normalize("NFKC", header).replace("·", JOIN).lower()
    plain, on = _lift_date(plain)
    parts = [_lift_unit(part) for part in plain.split(JOIN)]
    unit = next((unit for _, unit in parts if unit), None)
    texts = [text for text, _ in parts if _letters(text)] or [plain]
    return HeaderName(_names(texts, unit), unit, on)


def fingerprint(headers: Iterable[str]) -> str:
    """Return 16 hex digits that name a set of headers, whatever their order and spelling."""
    own = (header for header in headers if header and header not in OWN_COLUMNS)
    names = sorted(read_header(header).names[:1] for header in own)
    return hashlib.sha256(repr(names).encode()).hexdigest()[:16]


def join_rows(top: Sequence[str], bottom: Sequence[str]) -> list[str]:
    """Join two header rows; a group's name is carried to the right over its columns."""
    joined = []
    group = ""
    for above, below in zip(top, bottom, strict=True):
        if above:
            group = above if below and below != above else ""
        upper = above or (group if below else "")
        if not below:
            group = ""
        joined.append(
            upper if upper == below or not below else JOIN.join(filter(None, (upper, below)))
        )
    return joined


def unique(headers: Sequence[str]) -> tuple[str, ...]:
    """Make headers distinct: the second 备注 becomes 备注(2)."""
    seen: dict[str, int] = {}
    out = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        out.append(f"{header}({seen[header]})" if header and seen[header] > 1 else header)
    return tuple(out)


def _names(texts: list[str], unit: str | None) -> tuple[str, ...]:
    """List what to look up: with what stands in brackets, then without it."""
    orders = [texts] if len(texts) == 1 else [texts, texts[::-1], texts[-1:], texts[:1]]
    long = ["".join(order) for order in orders]
    short = ["".join(_BRACKETS.sub("", text) for text in order) for order in orders]
    names = filter(None, map(_letters, long + short))
    marks = (HAS_UNIT, "") if unit else ("",)
    return tuple(dict.fromkeys(name + mark for name in names for mark in marks))


def _letters(text: str) -> str:
    return _NOISE.sub("", text)


def _lift_unit(text: str) -> tuple[str, str | None]:
    for found in _BRACKETS.finditer(text):
        unit = _UNIT_IN_BRACKETS.match(found[1].replace(" ", ""))
        if unit and (unit[1] in _MONEY or unit_named(unit[1])):
            return text[: found.start()] + text[found.end() :], unit[1]
    end = _UNIT_AT_END.search(text.rstrip())
    if end and (end.start() > 0 or end[0] == "万元"):
        return text[: end.start()], end[1] or _ENGLISH[end[2]]
    return text, None


def _lift_date(text: str) -> tuple[str, date | None]:
    found = _DAY.search(text)
    if not found:
        return _YEAR.sub("", _UNTIL_DAY.sub("", text)), None
    year, month = int(found[1]), int(found[2])
    last = monthrange(year, month)[1]
    day = int(found[3]) if found[3] else last
    rest = text[: found.start()] + text[found.end() :]
    return _UNTIL.sub("", rest), date(year, month, min(day, last))
