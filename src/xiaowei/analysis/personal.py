"""Home of what personal data looks like in a hotline text: patterns and their checks.

Each pattern is deterministic with a bounded length, so time is linear in the text. Patterns run on
narrow text; numbers also on text whose Chinese digits were turned into 0-9.
Sources: the numbering plan (mobiles begin with 13 to 19), GA 36 (plates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from xiaowei.analysis.cardnumbers import GAP, Span, accepted, cards, identities, is_list, is_long
from xiaowei.analysis.text import arabic

__all__ = ["Span", "marks", "numbers"]

_GAP = rf"{GAP}]"
_ORDER = re.compile(
    r"(?:订单|运单|快递|物流|流水|发票|合同|案件|受理|备案|表|户|凭证|票据|项目|设备|文)"
    r"(?:编号|号码|单号|号)(?:[::]|为|是|\s){0,3}$"
    r"|(?:订单|运单|快递|物流|流水|发票|注册号)(?:[::]|为|是|\s){0,3}$"
)
"""The label of a number that is nobody's, of whatever it may be made."""
_LOOSE = re.compile(
    r"(?:(?:合同|工单|案件|受理|备案|表|户|凭证|票据|项目|设备|文|标段)(?:编号|号码|单号|号)?"
    r"|编号|编码|代码|识别码|标识码|条码|卡号|指标|件码|证号|学号|保单号|病历号|经度|纬度|坐标)"
    r"(?:[::]|为|是|\s){0,3}$"
)
"""The label of a number that may hold somebody's all the same: 工单138… is a phone, 工单100… is not."""
_LETTERED = re.compile(r"[A-Za-z]+\Z")
_PHONE_LETTERS = re.compile(
    r"(?:tel|tele|phone|telephone|mobile|mob|cell|vx|wx|wechat|weixin|v|t|m|p)", re.I
)
_DIGITS_AHEAD = re.compile(rf"\d(?:{GAP}(),、]{{0,3}}\d){{5}}")
_SPOKEN = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_SPOKEN_AHEAD = re.compile(rf"[{_SPOKEN}\d](?:[ \t\-.,、·]{{0,2}}[\d{_SPOKEN}]){{6,20}}")
_HALF_SPOKEN = re.compile(rf"\d[{_SPOKEN}]{{2}}|[{_SPOKEN}]{{2}}\d")
_WORD_OF_ONE = re.compile(
    r"一(?=[直个下般定些样起次位名天家旦共律边再切年月点])|[一二三四五六七八九](?=[楼层]|单元)"
    rf"|[一二三四五六七八九](?=、[^{_SPOKEN}\dXx])"
)
"""A numeral that is a word of its own after a number: 138…一直打不通, 138…三楼漏水."""
_PHONE = re.compile(
    rf"(?<!\d)(?<!\d\d\.)(?:(?:\+|00)?86{_GAP}{{0,2}}|0(?=1[3-9]))?(1(?:{_GAP}{{0,3}}\d){{10}})"
    r"(?!\d|\.(?!00?(?![\d元万平㎡]))\d|元(?!旦)|万元|平方|㎡)(?:\.00?)?"
)
_SCIENTIFIC = re.compile(r"(?<![\d.])1\.[3-9]\d{2,9}[eE]\+10(?!\d)")
"""What a spreadsheet makes of a mobile number."""
_DAY = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_LISTED = re.compile(
    rf"(?<![\dA-Za-z+])(?<!\d[、,])(?:\(1[3-9]\d\){_GAP}?\d{{4}}[,、]?{_GAP}?\d{{4}}|1[3-9]\d(?:[,、](?!{_DAY}){_GAP}?\d{{4}}[,、]?{_GAP}?\d{{4}}|[、,](?!{_DAY})\d{{8}}"
    r"|\d{4}[、,]\d{4}|\d[、,]\d{4}[、,]\d{3}))(?![\d平米元㎡户个人号年月日万室栋楼座幢]|、\d{1,4}(?!\d)|[A-Z]{1,2}\d)"
)
_PARTED = re.compile(
    r"(?<!\d)\d(?:([ \t、,.\-·])\d)(?:\1\d){7,16}(?:\1[\dXx])?"
    r"(?!\d|\1\d(?![\d\-]))"
)
_GLUED = re.compile(
    rf"(?<!\d)(?:{_DAY}(1[3-9]\d{{9}})|(1[3-9]\d{{9}}){_DAY}|(1[3-9]\d{{9}})1[3-9]\d{{9}})(?!\d)"
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SHORT_DAY = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_COUNTED = tuple("平米元㎡户个人号年月日万室栋楼座幢")
_SHAPES = {(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (3, 2, 2, 2, 2), (1, 10)}
_LANDLINE = re.compile(
    r"(?<![\d_+])(?<![\dA-Za-z][.\-])(?:"
    r"(?:(?:\+|00)?86[ \-]{1,2}|(?:\+|00)86)(?:\(0\)|0)?(?:10|2\d|[3-9]\d{2})"
    r"|\(0(?:10|2\d|[3-9]\d{2})\)|0(?:10|2\d|[3-9]\d{2}))(?:[ \t\-\u2010-\u2015./_、,]{1,3})?"
    r"[2-9]\d{2,3}[ \-\u2010-\u2015./、,]?\d{4}"
    r"(?!\d|元|[/.\-]\d{1,2}[/.\-]\d|[0-9A-Z]{10}(?![0-9A-Za-z]))"
    r"(?:(?:-|[ ,,(]?(?:转分机|分机号?|转)[:]?)\d{1,6}(?!\d))?"
)
_LOCAL = (
    r"(?![48]00[ \-]|20[0-2]\d[ \-]20[0-2]\d)([2-9]\d{2,3}[ \-]?\d{4}(?:(?:-|转分机|分机|转)\d{1,6})?)"
    r"(?!\d|\.\d|元|万|平|㎡|年|户|人|次|[0-9A-Z]{10}(?![0-9A-Za-z]))"
)
_CALLED = re.compile(
    r"(?:电话|座机|固话|宅电|传真|联系方式|手机|来电|致电|拨打|[Tt][Ee][Ll])(?:号码|号)?(?:[为是:,、,=;】|\"\s]|\([^()\d]{1,6}\)){0,3}"
    + _LOCAL
)
_AND_ANOTHER = re.compile(r"[ 、,/;或]{1,2}" + _LOCAL)
_OR_ANOTHER = re.compile(r" ?[/、;或] ?" + _LOCAL)
_DATE = re.compile(rf"{_DAY}$")
_MARK_AHEAD = re.compile(r"[A-Za-z@]|[微薇威徽] ?信|扣扣|企鹅|加我?微")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])(?:e-?mail)?"
    r"([A-Za-z0-9._%+\-]{1,64} ?@ ?(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,12})",
    re.I,
)
_ACCOUNT_SIGNS = ("信", "v", "w", "q", "扣扣", "企鹅", "加微", "加我微")
_ACCOUNT = re.compile(
    r"(?:[微薇威徽] ?信|v信|weixin|wechat|(?<![a-z])[vw]x|(?<![a-z])q ?q|扣扣|企鹅|加我?(?:微|[vq](?! ?q))|"
    r"\+[vq]|(?<![a-z0-9])q(?=号)|(?<![a-z0-9])[vq](?=:))"
    r"(?:[账帐][号户]|号码|号|id|名|联系|好友|邮箱)?(?:[为是叫搜:=(/;|】\]*\"\-\u2010-\u2015]|\s){0,4}"
    r"((?<=[^微薇威徽信tvwqx])[a-z][a-z0-9_\-]{5,19}"
    r"|[a-z](?=[a-z_\-]{0,18}[0-9_])[a-z0-9_\-]{5,19}"
    r"|(?-i:[a-z]{6,20})(?![A-Za-z0-9])"
    rf"|(?!(?<=信){_DAY}(?!\d))[1-9]\d{{4,11}}(?!\d|元|块|万|\.\d|公众)"
    rf"|[1-9]\d{{2,4}}(?:[ \-]\d{{1,5}}){{1,3}}(?!\d)|[{_SPOKEN}]{{5,12}})",
    re.I,
)
"""Letters right behind the sign are an account only with a digit among them, or all small."""
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"(?<![容锅管梯起索游车]\d\d)[{_PROVINCES}][ 牌·•・]?[A-HJ-NP-Z][·.\-•●・∙‧_/\u2010-\u2015 ]?"
    r"(?=[A-Z]{0,4}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳领](?![A-Z0-9])"
    r"|(?<=车牌|牌照|牌号|号牌)(?:号码?)?(?:[为是:]|\s){0,2}(?=[A-Z]{0,4}\d)([A-HJ-NP-Z][A-HJ-NP-Z0-9]{5,6})(?![A-Z0-9])",
    re.I,
)


def numbers(text: str) -> Iterator[Span]:
    """Yield phones, landlines, identity and bank numbers in narrow `text`."""
    taken: list[Span] = []
    for reading in _readings(text):
        fresh = list(_numbers(_without(reading, taken)))
        yield from fresh
        taken += fresh


def _readings(text: str) -> Iterator[str]:
    """Yield the text as it stands and with its Chinese digits as 0-9, first without 一直 and the like.

    A number half in Chinese digits would lose its tail to the first, so there it comes last.
    """
    readings = [text] if _DIGITS_AHEAD.search(text) else []
    if any(not run[0].isascii() for run in _SPOKEN_AHEAD.finditer(text)):
        plain, whole = arabic(_WORD_OF_ONE.sub("\0", text)), arabic(text)
        spoken = [plain] if plain == whole else [plain, whole]
        readings = spoken + readings if _HALF_SPOKEN.search(text) else readings + spoken
    yield from readings


def _numbers(text: str) -> Iterator[Span]:
    """Yield the numbers of one reading; what one search found is out of sight for the next."""
    for search in (_parted, _cards, _phones, _landlines):
        found = list(search(text))
        yield from found
        text = _without(text, found)


def _without(text: str, found: list[Span]) -> str:
    parts: list[str] = []
    last = 0
    for start, end, _ in sorted(found):
        if end > last:
            parts += (text[last:start], "\0" * (end - max(start, last)))
            last = end
    return "".join((*parts, text[last:])) if parts else text


def _cards(text: str) -> Iterator[Span]:
    if is_long(text):
        yield from identities(text, _ORDER, _LOOSE)
        yield from cards(text, _ORDER)


def _parted(text: str) -> Iterator[Span]:
    """Yield numbers written digit by digit with one and the same mark between them."""
    for match in _PARTED.finditer(text):
        digits = match[0].replace(match[1], "")
        if is_list(match) or _goes_on(text, match.start(), match[1]):
            continue
        if match[1] in "、," and digits[0] == "1" and len(digits) == 11 and digits[1] in "012":
            continue
        kinds = [
            kind
            for search in (_cards, _phones, _landlines)
            for start, end, kind in search(digits)
            if end - start == len(digits)
        ]
        if kinds and not _ORDER.search(text, max(0, match.start() - 12), match.start()):
            yield match.start(), match.end(), kinds[0]


def _goes_on(text: str, start: int, mark: str) -> bool:
    """Tell whether one more digit and `mark` stand before `start`."""
    before = text[max(0, start - 3) : start]
    return before[-1:] == mark and before[-2:-1].isdigit() and not before[:-2].isdigit()


def marks(text: str) -> Iterator[Span]:
    """Yield e-mail addresses, chat accounts and number plates in narrow `text`."""
    if not _MARK_AHEAD.search(text):
        return
    if "@" in text:
        yield from ((*m.span(1), "email") for m in _EMAIL.finditer(text))
    small = text.lower()
    if any(sign in small for sign in _ACCOUNT_SIGNS):
        yield from ((*m.span(1), "account") for m in _ACCOUNT.finditer(text))
    yield from ((*m.span(m.lastindex or 0), "plate") for m in _PLATE.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    for match in accepted(_PHONE, text, _grouped_like_a_phone):
        if not _labelled_otherwise(text, match):
            yield match.start(), match.end(), "phone"
            yield from _local(_OR_ANOTHER.match(text, match.end()))
    for match in chain(_powers(text), _LISTED.finditer(text)):
        yield match.start(), match.end(), "phone"
    for match in _GLUED.finditer(text) if is_long(text) else ():
        if not _CLOCK.match(match[1] or ""):
            yield (*match.span(match.lastindex or 0), "phone") if not match[3] else (
                match.start(), match.end(), "phone")  # fmt: skip


def _powers(text: str) -> Iterator[re.Match[str]]:
    return _SCIENTIFIC.finditer(text) if "+10" in text else iter(())


def _grouped_like_a_phone(match: re.Match[str]) -> bool:
    found = match[1]
    if len(found) == 11:
        return True
    groups = tuple(len(part) for part in re.findall(r"\d+", found))
    if groups in _SHAPES or len(groups) == 11:
        return True
    marks = set(re.sub(r"\d", "", found))
    return (
        found[1] in "3456789"
        and len(marks) == 1
        and not match.string.startswith(_COUNTED, match.end())
    )


def _labelled_otherwise(text: str, match: re.Match[str]) -> bool:
    """Tell an order number, or digits that go on from letters as in GD10000000001.

    Digits that are a mobile's are no serial after letters or 工单, unless they begin with a day.
    """
    start = match.start()
    before = text[max(0, start - 12) : start]
    letters = _LETTERED.search(before)
    if letters and _PHONE_LETTERS.fullmatch(letters[0]):
        return False
    if _ORDER.search(before[: letters.start()] if letters else before):
        return True
    return bool(letters or _LOOSE.search(before)) and not _is_mobile(match[0])


def _is_mobile(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    return bool(_MOBILE.fullmatch(digits)) and not _SHORT_DAY.match(digits)


def _landlines(text: str) -> Iterator[Span]:
    """Yield landlines with an area code or after a word like 电话, and those that follow one of them."""
    for match in _LANDLINE.finditer(text):
        if not _labelled_otherwise(text, match):
            yield match.start(), match.end(), "landline"
            yield from _local(_AND_ANOTHER.match(text, match.end()))
    for match in _CALLED.finditer(text):
        yield from _local(match)
        yield from _local(_AND_ANOTHER.match(text, match.end()))


def _local(match: re.Match[str] | None) -> Iterator[Span]:
    if match is not None and not _DATE.match(match[1]):
        yield match.start(1), match.end(1), "landline"
