"""Home of the forms of a place name: full, without its kind, and as cut out of an address."""

from __future__ import annotations

import re

from xiaowei.analysis.townships import Townships

_KIND = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|自然村|行政村|大队|小区|社区|村)$")
_ABOVE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}?省)?(?:[\u4e00-\u9fff]{2,5}?市)?(?:[\u4e00-\u9fff]{1,5}?(?<!小)(?<!社)[区县](?=[\u4e00-\u9fff]{2}))?"
)
_TAIL = re.compile(
    r"(?:[^\w]|\d+(?:号(?!院)|栋|楼|单元|幢|座|排|门|期|弄|巷)|[a-z]\d*(?:座|栋)|附近|对面|旁|门口|路口|村口|"
    r"[东西南北](?:侧|边|面|门|口))"
)
_TALK = re.compile(
    r"^(?:\[[^\]]{0,12}\]|【[^】]{0,12}】)?(?:市民|来电人|居民|群众|业主|网友|投诉人|反映人|村民|您好|你好|[,:。.!])*"
    r"(?:来电|致电|再次|多次|又)?(?:反映|反应|咨询|投诉|表示|称|求助|举报|建议|感谢政府|感谢|表扬|说|请问|想了解|想问)?"
    r"[,:]?(?:其|我|本人|我们|我家)?(?:是|家住|居住|住|位于)?[在于]?"
)
_ASKED = re.compile(
    r"(?:[,。;!、]|^)(?:希望|恳请|望|烦请|麻烦|要求|诉求|联系电话|电话|请(?:尽快|相关|有关|核实|处理|回复|派人|协调|问)).*$"
)
_SHAPED = re.compile(
    r"[\u4e00-\u9fffa-z0-9]{2,9}?(?:小区|社区|自然村|村(?![里民口委])|村|家园|嘉园|花园|公寓|大院|"
    r"\d{1,2}[里区]|\d{1,4}号院|(?:[园苑]|[东西南北]里|[雅美]居)(?![路街桥镇站林圃\d东西南北])|"
    r"[园苑城府居庄里院区](?=$|[^\u4e00-\u9fff0-9]|\d(?!\d?[里区])|小区|社区))"
)
_WORDS = re.compile(r"[\u4e00-\u9fff0-9a-z]+")


def stem(name: str) -> str:
    """Return a folded name without village, estate or community at its end, if two are left."""
    cut = _KIND.sub("", name)
    return cut if len(cut) >= 2 else name


def address_heads(address: str, towns: Townships) -> list[str]:
    """Return the place part of a folded address: no district, township or house number.

    A second form follows where it begins with the bare name of a township.
    """
    after = towns.end_in(address)
    if after == 0:
        found = _ABOVE.match(address)
        after = found.end() if found else 0
    head = _cut_tail(address[after:] or address)
    bare = towns.bare_at_start(head)
    return [head, head[bare:]] if bare and len(head) - bare >= 3 else [head]


def content_heads(content: str, most: int = 8) -> list[str]:
    """Return what may be a place name at the head of a folded content, the longest first.

    The first is the place-shaped piece, or an empty string where there is none.
    """
    talk = _TALK.match(content)
    rest = content[talk.end() : talk.end() + 24] if talk else content[:24]
    found = _SHAPED.match(rest)
    first = found[0] if found else ""
    words = _WORDS.match(rest)
    run = words[0][:most] if words else ""
    return [first, *(run[:size] for size in range(len(run), 2, -1))]


def without_talk(content: str) -> str:
    """Return a folded content without who calls before it (市民来电反映) and what is asked for after it."""
    talk = _TALK.match(content)
    rest = content[talk.end() :] if talk else content
    asked = _ASKED.search(rest)
    return rest[: asked.start()] if asked and asked.start() else rest


def is_shaped(text: str) -> bool:
    """Tell whether a folded text looks like the name of a village, estate or community."""
    return bool(_SHAPED.match(text))


def _cut_tail(text: str) -> str:
    tail = _TAIL.search(text)
    return text[: tail.start()] if tail and tail.start() >= 2 else text
