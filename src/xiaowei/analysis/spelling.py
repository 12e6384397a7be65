"""Home of how place names are misspelt (by sound, shape, one character) and shortened.

Sound is toneless pinyin with the common mergers zh/z, ch/c, sh/s and -ng/-n. Characters that tell
neighbours apart (east, west, numbers …) are never taken for a slip of the pen.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from pypinyin import Style, pinyin

TELLING = frozenset("东西南北中前后左右上下大小内外新老旧0123456789甲乙丙丁abcdefg")
GENERIC = TELLING | frozenset("里区园苑庄村街路院小社家各营屯店寺务堡坊桥口府居城")
_SHAPES = (
    "己已巳 未末 土士 日曰目 大太犬夫天 干千于 人入八 田由甲申 园圆团 洲州 坨沱佗 庄压桩 "
    "各名 柳抑 桥侨娇 梨犁黎 苑宛怨 瑞端 辛幸 马鸟 乌鸟 兰三 皇皂 枣束 店点 营菅 崔催 杨扬 "
    "永水 泳咏 里理 姚桃 周同 孔礼 屯电 牛午 汇江 淀锭 堡保 邢刑"
)
_ALIKE = {
    frozenset(pair)
    for family in _SHAPES.split()
    for pair in product(family, repeat=2)
    if pair[0] != pair[1]
}
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))


def sound(text: str) -> str:
    """Return one private character per character of `text`, equal where they sound alike."""
    return text.translate(_SOUNDS)


def sounds(name: str, most: int = 8) -> set[str]:
    """Return the sounds of `name` in every reading of its characters, at most `most`."""
    readings = [_readings(char) for char in name]
    found: set[str] = set()
    for choice in product(*readings):
        found.add("".join(choice))
        if len(found) >= most:
            break
    return found


def near_by_sound(typed: str, name: str) -> float:
    """Return how likely `typed`, which sounds like `name`, is a misspelling of it (0..1).

    A third of the characters must be the same, and none that tells neighbours apart may differ.
    """
    differing = [(a, b) for a, b in zip(typed, name, strict=True) if a != b]
    if not differing or any(a in TELLING and b in TELLING for a, b in differing):
        return 0.0
    return 0.85 if 3 * (len(name) - len(differing)) >= len(name) else 0.0


def near_by_sight(typed: str, name: str) -> float:
    """Return how likely `typed`, one character away from `name`, is a misspelling (0..1)."""
    if len(typed) != len(name):
        return _near_by_gap(typed, name)
    differing = [(a, b) for a, b in zip(typed, name, strict=True) if a != b]
    if len(differing) != 1 or not TELLING.isdisjoint(differing[0]):
        return 0.0
    if frozenset(differing[0]) in _ALIKE:
        return 0.75
    kept = {a for a, b in zip(typed, name, strict=True) if a == b}
    return 0.7 if len(kept - GENERIC) >= 2 and len(name) > 3 else 0.5


def _near_by_gap(typed: str, name: str) -> float:
    longer, shorter = sorted((typed, name), key=len, reverse=True)
    dropped = [longer[i] for i in range(len(longer)) if longer[:i] + longer[i + 1 :] == shorter]
    if not dropped or dropped[0] in TELLING:
        return 0.0
    return 0.65 if len(set(shorter) - GENERIC) >= 2 and len(name) > 3 else 0.5


def abbreviates(short: str, full: str) -> float:
    """Return how well `short` abbreviates `full` (0..1): its characters, in order or not.

    Both are folded and without kind. At least half of the characters must be there, two of them
    more telling than 东, 里 or 园; a run out of `full` may be shorter. Where the rest is only such
    as 南区, both may well be places of their own.
    """
    if not 2 <= len(short) < len(full) or len(set(short) - GENERIC) < 2:
        return 0.0
    if any(short.count(char) > full.count(char) for char in short):
        return 0.0
    if 2 * len(short) < len(full):
        return 0.62 if short in full else 0.0
    if not set(full) - set(short) - GENERIC:
        return 0.62
    rest = iter(full)
    in_order = all(char in rest for char in short)
    return 0.85 if in_order else 0.8


def holes(form: str) -> Iterator[str]:
    """Yield the keys under which forms one character apart meet."""
    yield form
    for i in range(len(form)):
        yield form[:i] + form[i + 1 :]
        yield f"{form[:i]}*{form[i + 1 :]}"


class _Sounds(dict[int, str]):
    """Character to sound, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _readings(chr(code))[0]
        return found


_SOUNDS = _Sounds()
_SYLLABLES: dict[str, str] = {}


@cache
def _readings(char: str) -> list[str]:
    char = _DIGITS.get(char, char)
    if not "\u4e00" <= char <= "\u9fff":
        return [char]
    found = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
    return list(dict.fromkeys(_syllable(_merge(syllable)) for syllable in found))


def _merge(syllable: str) -> str:
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def _syllable(name: str) -> str:
    return _SYLLABLES.setdefault(name, chr(0xE000 + len(_SYLLABLES)))
