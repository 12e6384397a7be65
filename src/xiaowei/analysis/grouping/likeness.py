"""Home of likeness: how likely the words of an address are another form of a place's name."""

from __future__ import annotations

import re

from xiaowei.analysis.placenames import stem
from xiaowei.analysis.spelling import abbreviates, near_by_sight, near_by_sound, sound

_FORMER = "老原"
_PHASE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:\d{1,2}期|[东西南北中]区)$")
_PART = re.compile(r"(?:\d{1,2}期|\d{1,2}区|[东西南北中](?:区|里|院)|\d{1,2}里)$")
"""A part of an estate is another place than its other parts."""
_DOOR = re.compile(r"[路街道巷同][甲乙丙丁]?\d+号$")
"""A number in a street is another place than the street and its other numbers."""


def likeness(typed: str, name: str) -> float:
    """Return how likely one folded head is another form of a place's name (0..1)."""
    if typed == name:
        return 1.0
    if set(typed).isdisjoint(name) or _DOOR.search(typed) or _DOOR.search(name):
        return 0.0
    if (one := _PART.search(typed)) and (other := _PART.search(name)) and one[0] != other[0]:
        return 0.0
    short, whole = stem(_PHASE.sub("", typed)), stem(name)
    if short == whole:
        return 0.95
    bare = stem(typed[1:]) if typed[0] in _FORMER and len(typed) > 2 else short
    if _holds(name, bare) or _held(typed, name) or (len(whole) > 2 and typed.startswith(whole)):
        return 0.85
    return max(_misheard(typed, name), _misheard(short, whole), abbreviates(short, whole))


def _holds(name: str, bare: str) -> bool:
    """Tell whether a name begins with shorter words, or has three of them or more within."""
    return 1 < len(bare) < len(name) and (name.startswith(bare) or (len(bare) > 2 and bare in name))


def _held(typed: str, name: str) -> bool:
    """Tell whether words before a name were taken for a part of it, or a part of it follows."""
    longer = len(name) > 2 and len(typed) - len(name) > 1
    return longer and (typed.endswith(name) or typed.startswith(name))


def _misheard(typed: str, name: str) -> float:
    if len(typed) < 2 or abs(len(typed) - len(name)) > 1:
        return 0.0
    if len(typed) == len(name) and sound(typed) == sound(name):
        return near_by_sound(typed, name)
    return near_by_sight(typed, name)
