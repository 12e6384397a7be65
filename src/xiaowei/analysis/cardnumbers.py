"""Home of identity and bank card numbers as they stand in a hotline text, with their checks.

Each pattern is deterministic with a bounded length, so time is linear in the text; they run on narrow
text. Sources: GB 11643 (identity numbers, ISO 7064 MOD 11-2), ISO/IEC 7812 (Luhn).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

Span = tuple[int, int, str]

OLDEST, YOUNGEST = 1920, 2009
"""Whoever was born in these years may call; other digits of that length may be day and serial of a ticket."""
GAP = r"[ \t\r\n\u200b\-\u2010-\u2015._·•/~"
"""What may stand within a number, open for more signs; three of them at most: 138 - 0013 - 8000."""
_GAP = rf"{GAP}、,]"
_TWELVE_AHEAD = re.compile(rf"(?<!\d)\d(?:{_GAP}{{0,3}}\d){{11}}")
_COUNTED = re.compile(r"[平米元㎡户个人年月日万室栋楼座幢单]|号[楼院]|、\d{1,4}(?!\d)")
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_18 = re.compile(
    rf"(?<!\d)(?<!\d[.]){_PROVINCE}(?:{_GAP}{{0,3}}\d){{15}}{_GAP}{{0,3}}[\dXx](?!\d)(?![Xx])"
)
_ID_SHAPES = {(18,), (6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (14, 4), (6, 12), (3, 3, 4, 4, 4),
              (17, 1), (6, 8, 3, 1)}  # fmt: skip
_ID_15 = re.compile(rf"(?<![\dA-Za-z]){_PROVINCE}\d{{4}}\d\d{_MONTH_DAY}\d{{3}}(?![\dA-Za-z])")
_ID_GLUED = re.compile(rf"(?=({_PROVINCE}\d{{4}}(?:19[2-9]\d|200\d){_MONTH_DAY}\d{{3}}[\dXx]))")
"""One among other digits, as where a sheet lost the comma between two cells: its check digit must hold."""
_ID_NAMED = re.compile(
    r"(?:身份证|证件|居民证|sfz)(?:件|号码|号)*(?:[为是:]|\s){0,3}"
    r"(\d{17}[\dXx×Хх*](?![\dA-Za-z])|\d{15}(?![\dA-Za-z])"
    rf"|\d(?:{_GAP}{{0,3}}\d){{14}}(?:(?:{_GAP}{{0,3}}\d){{2}}{_GAP}{{0,3}}[\dXx])?)(?![\dA-Za-z])"
)
_CARD = re.compile(
    rf"(?<!\d)(?<!\d[.])(?:[3-6]|9(?=558))(?:{_GAP}{{0,3}}\d){{14,18}}(?!\d|[A-Z]{{1,2}}\d)"
)
_CARD_SHAPES = {
    (4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 4, 4, 4, 1), (6, 13), (6, 10), (6, 12),
    (4, 6, 5), (8, 8), (8, 11), (4, 4, 4, 7), (6, 4, 4, 5), (6, 4, 4, 4, 1), (3, 4, 4, 4, 4),
    (4, 12), (4, 15), (15, 4), (12, 4),
}  # fmt: skip
_CARD_NAMED = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|社保卡|卡号|账号|帐号|账户|帐户)(?:号码|号)?(?:[为是:]|\s){0,3}"
    r"(\d{12,19}(?!\d)|\d(?:[ \t\-._·]?\d){11,18}(?!\.?\d))"
)
_CARD_DIGITS = re.compile(r"[3-6]\d{15}|[3-6]\d{18}|62\d{15,16}|3[47]\d{13}|9558\d{15}")
_UNIONPAY = "62"
_LETTER_AHEAD = re.compile(r"[A-Za-z]\Z")


def is_long(text: str) -> bool:
    """Tell whether enough digits stand together in `text` for a number longer than a phone."""
    return _TWELVE_AHEAD.search(text) is not None


def identities(text: str, otherwise: re.Pattern[str], ticket: re.Pattern[str]) -> Iterator[Span]:
    """Yield identity numbers; `otherwise` finds the label of another number in what stands before, and
    `ticket` that of one that begins with district and day as well, so that a child's is none there.
    """
    for match in accepted(_ID_18, text, _is_identity):
        if _is_grown(match[0]) or not _is_named(ticket, match):
            yield match.start(), match.end(), "id_card"
    for match in _ID_15.finditer(text):
        if not _is_named(otherwise, match):
            yield match.start(), match.end(), "id_card"
    for match in chain(_glued(text), _ID_NAMED.finditer(text)):
        if match[1][:-1].isalnum() or _names_a_birthday(match[1]):
            yield match.start(1), match.end(1), "id_card"


def _glued(text: str) -> Iterator[re.Match[str]]:
    for match in _ID_GLUED.finditer(text):
        start, end = match.span(1)
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if any(map(str.isdigit, beside)) and _checks_out(match[1].upper()):
            yield match


def cards(text: str, otherwise: re.Pattern[str]) -> Iterator[Span]:
    """Yield bank cards; `otherwise` finds the label of another number in what stands before."""
    for match in accepted(_CARD, text, _is_card):
        if not _is_named(otherwise, match):
            yield match.start(), match.end(), "bank_card"
    for match in _CARD_NAMED.finditer(text):
        yield match.start(1), match.end(1), "bank_card"


def accepted(
    pattern: re.Pattern[str], text: str, test: Callable[[re.Match[str]], bool]
) -> Iterator[re.Match[str]]:
    """Yield the matches that pass `test`; one that fails hides none that begins within it."""
    at = 0
    while (match := pattern.search(text, at)) is not None:
        passed = test(match)
        if passed:
            yield match
        at = match.end() if passed else match.start() + 1


def is_list(match: re.Match[str]) -> bool:
    """Tell digits parted by commas that go on or count something, as houses and rooms do."""
    found = match[0]
    return ("、" in found or "," in found) and bool(_COUNTED.match(match.string, match.end()))


def _is_identity(match: re.Match[str]) -> bool:
    """Tell an identity number: its check digit holds, or somebody may be born on the day it names.

    People misspell the last digits; a ticket's number with the day of the call lies beyond those years.
    """
    found = match[0]
    digits = re.sub(r"[^\dXx]", "", found).upper()
    if is_list(match) or not _is_day(digits[6:14]):
        return False
    marks = set(re.sub(r"[\dXx\s]", "", found))
    if _checks_out(digits) and len(marks) <= 1:
        return True
    plain = _shape(found) in _ID_SHAPES
    return plain and OLDEST <= int(digits[6:10]) <= YOUNGEST


def _is_named(label: re.Pattern[str], match: re.Match[str]) -> bool:
    return label.search(match.string, max(0, match.start() - 12), match.start()) is not None


def _is_grown(found: str) -> bool:
    return int(re.sub(r"\D", "", found)[6:10]) <= YOUNGEST


def _names_a_birthday(found: str) -> bool:
    digits = re.sub(r"[^\dXx]", "", found)
    return _is_day(digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}")


def _is_day(digits: str) -> bool:
    try:
        return 1800 < date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def _checks_out(number: str) -> bool:
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def _is_card(match: re.Match[str]) -> bool:
    """Tell a bank card; district, day and serial of a ticket are none, whatever their sum."""
    digits = re.sub(r"\D", "", match[0])
    dated = digits[6:8] == "20" and _is_day(digits[6:14])
    lettered = _LETTER_AHEAD.search(match.string, max(0, match.start() - 1), match.start())
    if not _CARD_DIGITS.fullmatch(digits) or dated or is_list(match):
        return False
    if lettered and digits[:2] != _UNIONPAY:
        return False
    shape = _shape(match[0])
    return (len(shape) == 1 or shape in _CARD_SHAPES) and _luhn(digits)


def _shape(found: str) -> tuple[int, ...]:
    return tuple(len(part) for part in re.findall(r"[\dXx]+", found))


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
