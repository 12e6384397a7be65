"""Home of the hotline's own words: call-back verdicts, time limits, category paths, who called."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256

from xiaowei.connectors.tabular.rows import Cell
from xiaowei.connectors.tabular.values import UNKNOWN, as_yes, plain

_CONTACTED = {
    "已联系": True,
    "已响应": True,
    "响应": True,
    "及时响应": True,
    "及时联系": True,
    "按时联系": True,
    "未联系": False,
    "没联系": False,
    "没有联系": False,
    "未响应": False,
    "不响应": False,
    "未及时响应": False,
    "未及时联系": False,
    "超时联系": False,
    "超时响应": False,
}
_SOLVED = {
    "解决": True,
    "已解决": True,
    "基本解决": True,
    "部分解决": False,
    "未解决": False,
    "没解决": False,
    "没有解决": False,
    "不解决": False,
}
_SATISFIED = {
    "满意": True,
    "非常满意": True,
    "很满意": True,
    "比较满意": True,
    "较满意": True,
    "基本满意": True,
    "不满意": False,
    "非常不满意": False,
    "很不满意": False,
    "较不满意": False,
}
_ARROWS = re.compile(r"\s*(?:[-—=]*>+|→|》|\\|::)\s*")
_SLASH = re.compile(r"\s*[/|]\s*")
_LIMIT = re.compile(r"^(\d{1,3})\s*(?:个)?\s*(天|日|自然日|小时|时|h|d)(?:内|以内)?$", re.I)
_HOURS = {"天": 24, "日": 24, "自然日": 24, "d": 24, "小时": 1, "时": 1, "h": 1}
_TOWN = re.compile(r"^(.{1,12}?(?:街道|地区|镇|乡|苏木))(?:办事处|人民政府|政府|办|党工委)?$")
_WITHHELD = re.compile(r"保密|匿名|隐去|不愿|未留")
_MADE = re.compile(r"X-[0-9a-f]{16}")
_MASKED = re.compile(r"[×*＊xX]{2,}")


def read_contacted(cell: Cell) -> bool | None:
    """Read whether the caller was contacted in time."""
    return as_yes(cell, _CONTACTED)


def read_solved(cell: Cell) -> bool | None:
    """Read the verdict of the call-back on whether the matter is solved."""
    return as_yes(cell, _SOLVED)


def read_satisfied(cell: Cell) -> bool | None:
    """Read the verdict of the call-back on whether the caller is satisfied."""
    return as_yes(cell, _SATISFIED)


@lru_cache(maxsize=1024)
def limit_in_hours(words: str) -> int | None:
    """Read a span of calendar time in hours: 7天 -> 168; working days and dates give None."""
    found = _LIMIT.match(plain(words))
    return int(found[1]) * _HOURS[found[2].lower()] if found else None


@lru_cache(maxsize=4096)
def split_topics(path: str | None) -> tuple[str, ...]:
    """Split a category path into its levels, broadest first."""
    if not path:
        return ()
    levels = _ARROWS.split(path)
    if len(levels) == 1:
        levels = _SLASH.split(path)
    return tuple(level for part in levels if (level := part.strip()))


@lru_cache(maxsize=1024)
def handling_town(handler: str | None) -> str | None:
    """Read the township out of a handling unit's name; None where it is a department."""
    found = _TOWN.match(handler) if handler else None
    return found[1] if found else None


def identity(phone: str | None, name: str | None) -> str | None:
    """Choose what tells callers apart: a whole phone or account, else the name and its rest."""
    known = [part for part in (name, phone) if part and not _is_withheld(part)]
    if not known:
        return None
    if phone in known and not _MASKED.search(phone):
        return phone
    return " ".join(known)


def made_number(*facts: object) -> str:
    """Make the same number of the same row, so a file without numbers can be sent again."""
    return "X-" + sha256(repr([str(fact) for fact in facts]).encode()).hexdigest()[:16]


def is_made(number: str) -> bool:
    """Tell whether a number was made of its row."""
    return _MADE.fullmatch(number) is not None


def _is_withheld(part: str) -> bool:
    return part.lower() in UNKNOWN or _WITHHELD.search(part) is not None
