"""Home of what personal data looks like in a hotline text: patterns and their checks.

Each pattern is deterministic with a bounded length, so time is linear in the text. Patterns run on
narrow text; phones also on text whose Chinese digits were turned into 0-9.
Sources: GB 11643 (identity numbers, ISO 7064 MOD 11-2), ISO/IEC 7812 (Luhn), GA 36 (plates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiaowei.analysis.text import arabic

Span = tuple[int, int, str]

_GAP = r"[ \-\u2010-\u2015._·/]"
_ORDER = re.compile(
    r"(?:订单|运单|快递|物流|流水|发票|合同|工单|案件|受理|备案|表|户|凭证|票据|项目|设备|文)"
    r"(?:编号|号码|单号|号)?(?:[::]|为|是|\s){0,3}$"
)
_LETTERED = re.compile(r"[A-Za-z]+$")
_PHONE_LETTERS = re.compile(r"(?:tel|phone|mobile|mob|cell|vx|wx|wechat|weixin|v|t|m|p)$", re.I)
_DIGITS_AHEAD = re.compile(rf"\d(?:{_GAP}{{0,2}}\d){{5}}")
_SPOKEN = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_SPOKEN_AHEAD = re.compile(rf"[{_SPOKEN}1](?:[ \-]?[\d{_SPOKEN}]){{6}}")
_PHONE = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:(?:\+|00)?86{_GAP}{{0,2}})?(1(?:{_GAP}{{0,2}}\d){{10}})"
    r"(?!\d|\.\d|元(?!旦)|万元|平方|㎡)"
)
_COUNTED = tuple("平米元㎡户个人号年月日万")
_SHAPES = {(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (3, 2, 2, 2, 2), (1, 10)}
_LANDLINE = re.compile(
    r"(?<![\dA-Za-z])(?<!\d[.\-])[(]?0(?:10|2\d|[3-9]\d{2})(?:[)]|[ \-\u2010-\u2015]{1,2})?[ ]?"
    r"[2-9]\d{2,3}[ \-]?\d{4}(?!\d)(?:(?:-|转|转分机)\d{1,6}(?!\d))?"
)
_CALLED = re.compile(
    r"(?:电话|座机|固话|联系方式|手机|来电|致电|拨打|[Tt][Ee][Ll])(?:号码|号)?(?:[为是:,、,\s]|\([^()\d]{1,6}\)){0,3}"
    r"([2-9]\d{2,3}[ \-]?\d{4})(?!\d|\.\d|元|万|平|㎡|年|户|人|次)"
)
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_18 = re.compile(
    rf"(?<![\dA-Za-z]){_PROVINCE}\d{{4}}[ \-]?(?:18|19|20)\d\d{_MONTH_DAY}[ \-]?\d{{3}}[\dXx]"
    r"(?![\dA-Za-z])"
)
_ID_15 = re.compile(rf"(?<![\dA-Za-z]){_PROVINCE}\d{{4}}\d\d{_MONTH_DAY}\d{{3}}(?![\dA-Za-z])")
_ID_NAMED = re.compile(
    r"(?:身份证|证件|居民证)(?:件|号码|号)*(?:[为是:]|\s){0,3}"
    r"(\d{17}[\dXx]|\d{15}|\d{6}[ \-]\d{8}[ \-]\d{3}[\dXx])(?![\dA-Za-z])"
)
_CARD = re.compile(r"(?<![\dA-Za-z])[2-6]\d{3}(?:[ \-]?\d{4}){3}(?:[ \-]?\d{1,3})?(?!\d)")
_CARD_NAMED = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|社保卡|卡号|账号|帐号|账户|帐户)(?:号码|号)?(?:[为是:]|\s){0,3}"
    r"(\d{4}(?:[ \-]?\d){8,15})(?!\d)"
)
_MARK_AHEAD = re.compile(r"[A-Za-z@]|微信|扣扣")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,12}"
)
_ACCOUNT = re.compile(
    r"(?:微信|weixin|wechat|(?<![A-Za-z])[vw]x|(?<![A-Za-z])qq|扣扣)(?:账号|帐号|号码|号)?(?:[为是:]|\s){0,3}"
    r"([A-Za-z][A-Za-z0-9_\-]{5,19}|[1-9]\d{4,11}(?!\d|元|块|万|\.\d))",
    re.I,
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·.\- ]?"
    r"(?=[A-Z]{0,3}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Z0-9])",
    re.I,
)


def numbers(text: str) -> Iterator[Span]:
    """Yield phones, landlines, identity and bank numbers in narrow `text`."""
    if _DIGITS_AHEAD.search(text):
        yield from _identities(text)
        yield from _cards(text)
        yield from _phones(text)
        yield from _landlines(text)
    if any(not run[0].isascii() for run in _SPOKEN_AHEAD.finditer(text)):
        spoken = arabic(text)
        yield from _phones(spoken)
        yield from _landlines(spoken)


def marks(text: str) -> Iterator[Span]:
    """Yield e-mail addresses, chat accounts and number plates in narrow `text`."""
    if not _MARK_AHEAD.search(text):
        return
    if "@" in text:
        yield from ((m.start(), m.end(), "email") for m in _EMAIL.finditer(text))
    yield from ((m.start(1), m.end(1), "account") for m in _ACCOUNT.finditer(text))
    yield from ((m.start(), m.end(), "plate") for m in _PLATE.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(text):
        if _grouped_like_a_phone(match) and not _labelled_otherwise(text, match.start()):
            yield match.start(), match.end(), "phone"


def _grouped_like_a_phone(match: re.Match[str]) -> bool:
    found = match[1]
    if len(found) == 11:
        return True
    groups = tuple(len(part) for part in re.findall(r"\d+", found))
    if groups in _SHAPES or len(groups) == 11:
        return True
    return found[1] in "3456789" and not match.string.startswith(_COUNTED, match.end())


def _labelled_otherwise(text: str, start: int) -> bool:
    """Tell an order number, or digits that go on from letters as in GD10000000001."""
    before = text[max(0, start - 12) : start]
    letters = _LETTERED.search(before)
    if letters:
        return not _PHONE_LETTERS.search(letters[0])
    return bool(_ORDER.search(before))


def _landlines(text: str) -> Iterator[Span]:
    for match in _LANDLINE.finditer(text):
        if not _labelled_otherwise(text, match.start()):
            yield match.start(), match.end(), "landline"
    for match in _CALLED.finditer(text):
        if not _DATE.match(match[1]):
            yield match.start(1), match.end(1), "landline"


def _identities(text: str) -> Iterator[Span]:
    for match in _ID_18.finditer(text):
        if _checks_out(re.sub(r"[ \-]", "", match[0]).upper()):
            yield match.start(), match.end(), "id_card"
    for match in _ID_15.finditer(text):
        if not _labelled_otherwise(text, match.start()):
            yield match.start(), match.end(), "id_card"
    for match in _ID_NAMED.finditer(text):
        yield match.start(1), match.end(1), "id_card"


def _checks_out(number: str) -> bool:
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        if _luhn(match[0]) and not _labelled_otherwise(text, match.start()):
            yield match.start(), match.end(), "bank_card"
    for match in _CARD_NAMED.finditer(text):
        yield match.start(1), match.end(1), "bank_card"


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(re.sub(r"\D", "", number))):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
