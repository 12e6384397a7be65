"""Home of township names in texts: X地区 and X镇 are one, and 镇 may be left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from xiaowei.analysis.text import fold

_KIND = re.compile(
    r"(?:(?:(?:[回满苗壮藏侗瑶彝白畲]|土家|蒙古|朝鲜|哈尼)族)+(?:自治)?乡|街道办事处|地区办事处|"
    r"街道|地区|镇|乡)(?:人民政府|政府|办事处)?$"
)
_NEVER = re.compile(r"(?!)")


def town_stem(name: str) -> str:
    """Return a folded township name without its kind."""
    return _KIND.sub("", fold(name))


@dataclass(slots=True)
class Townships:
    """The names of some townships, whole and without their kind."""

    names: Iterable[str] = ()
    wholes: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    either: tuple[str, ...] = ()
    _whole: re.Pattern[str] = field(default=_NEVER)
    _stem: re.Pattern[str] = field(default=_NEVER)

    def __post_init__(self) -> None:
        named = [name for name in self.names if name]
        self.stems = frozenset(town_stem(name) for name in named)
        self.wholes = frozenset(fold(name) for name in named) - self.stems
        self.either = tuple(self.wholes | self.stems)
        self._whole = _any_of(self.wholes)
        self._stem = _any_of(self.stems)

    def find(self, text: str) -> str | None:
        """Return the stem of the first township that a folded `text` names in full."""
        found = self._whole.search(text)
        return town_stem(found[0]) if found else None

    def end_in(self, text: str) -> int:
        """Return where the last full township name in a folded `text` ends, 0 without one."""
        return max((found.end() for found in self._whole.finditer(text)), default=0)

    def bare_at_start(self, text: str) -> int:
        """Return the length of the bare township name with which a folded `text` begins."""
        found = self._stem.match(text)
        return found.end() if found else 0


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    words = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words))) if words else _NEVER
