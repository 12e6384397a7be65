"""Home of how texts are made comparable: widths, numerals, blanks.

`narrow` and `arabic` keep every character in its place, so that a match found in their result can
be cut out of the original; `fold` is for looking up and may shorten the text.
"""

from __future__ import annotations

import re
import sys
import unicodedata

_WIDE: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE |= dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_WIDE |= dict.fromkeys(
    (0xAD, *range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF), "\u200b"
)
_WIDE |= {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x80, sys.maxunicode + 1)
    if chr(code).isdecimal()
}
_NUMERALS = dict(
    zip("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789", strict=True)
)
_ARABIC = {ord(word): digit for word, digit in _NUMERALS.items()}
_FOLDING: dict[int, str | None] = {ord(word): _NUMERALS[word] for word in "〇零一二三四五六七八九"}
_FOLDING |= dict.fromkeys(map(ord, " \t\r\n\f\v\u200b\ufeff·•・"))
_NOT_WORDS = re.compile(r"[\W\d_]+")
_TENS = re.compile(r"([1-9]?)十([1-9]?)(?=[号里区院栋楼座期组队弄巷])")


def narrow(text: str) -> str:
    """Return `text` with full-width letters, digits of any script, blanks and unseen signs made narrow; same
    length.
    """
    return text if text.isascii() else text.translate(_WIDE)


def arabic(text: str) -> str:
    """Return `text` with Chinese digits (also 幺 and 壹贰叁) as 0-9; same length."""
    return text.translate(_ARABIC)


def fold(text: str) -> str:
    """Return the form under which names are looked up: one width, small letters, no blanks, 0-9."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    folded = text.translate(_FOLDING).lower()
    while not unicodedata.is_normalized("NFKC", folded):
        # a blank taken out can bring a letter and its mark together
        folded = unicodedata.normalize("NFKC", folded).translate(_FOLDING).lower()
    return _TENS.sub(_ten, folded) if "十" in folded else folded


def gist(text: str) -> str:
    """Return the words of `text` without digits, punctuation and blanks, to tell equal texts."""
    return _NOT_WORDS.sub("", fold(text))


def _ten(match: re.Match[str]) -> str:
    return f"{match[1] or '1'}{match[2] or '0'}"
