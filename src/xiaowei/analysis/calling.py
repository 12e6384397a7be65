"""Home of where a person's name stands in a hotline text: after a label, before a title, before a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xiaowei.analysis.personnames import (
    APART,
    BEGINS,
    CJK,
    DOTTED,
    DOUBLED,
    KIN,
    NO_GIVEN,
    PLACE_ENDS,
    TITLE,
    UNKNOWN,
    UNSURNAMED,
    WORDS,
    ended,
    guessed,
)
from xiaowei.analysis.surnames import ANY, CLEAR, COMMON, DOUBLE, DOUBTFUL, NOT_A_NAME

_NOTE = r"(?:[1-9一二三]|\([^()\d]{1,6}\)|\*|[/、及和](?:联系)?(?:电话|方式|手机)){0,2}"
"""What may stand between a label and the sign after it: 联系人1:, 姓名(必填):, 联系人/电话:."""
_FIELDS = (
    "联系人|联络人|信访人|来电人|来访人|来信人|投诉人|举报人|反映人|诉求人|留言人|求助人|咨询人|报修人|报警人|"
    "报案人|上报人|反馈人|申请人|收件人|收货人|收款人|寄件人|经办人|监护人|负责人|承租人|出租人|产权人|"
    "机主|户主|车主|房主|当事人|户名|签名|签字|署名|落款|患者|法定代表人|法人代表|法人|死者|伤者|原告|被告"
)
"""Where a name must come after a colon."""
_PEOPLE = (
    "业主|租户|租客|住户|本人|市民|村民|居民|群众|用户|客户|房东|家长|学生|孩子|司机|老板|店主|邻居|班主任|"
    f"包工头|网民|网友|对方|自称|{KIN}"
)
_OTHERS = "姓名|名字|名叫|我叫|俺叫|敬礼"
_FIRST = "".join({word[0] for word in f"{_FIELDS}|{_PEOPLE}|{_OTHERS}".split("|")})
"""What a label begins with."""
_NAME = rf"姓 {{0,3}}名(?!权){_NOTE}"
_OWN = rf"(?:(?:名字|我|俺|本人|姓名)叫做?|名字是|我姓[{CLEAR}],?名?叫)"
_FIELD = rf"(?:{_FIELDS}|联 {{1,2}}系 {{1,2}}人){_NOTE}"
_SOMEBODY = f"(?:{_FIELD}|{_PEOPLE})"
_IS = r"姓名|为(?!什么|何[不没会要总一在被能还泄登写填出这那有无从时人物故])|是|叫"
_SIGN = r"[:\u2236\ufe30\ufe55=>|】」\"“”→\-\u2010-\u2015]"
_SOFT = rf"(?:{_IS}|名字|{_SIGN}|[,、.(;/【「*\s])"
_GAP = rf"(?:(?:{_IS}|[:,(]|[ \t]){{1,3}})?"
_COLON = rf"(?:{_IS}|{_SIGN}|[;、]){_SOFT}{{0,3}}"
_STRICT = (
    rf"{_SOFT}{{0,2}}{_SIGN}[\s\"“【(>\-\u2010-\u2015]{{0,3}}(?:我?(?:{KIN}|业主|物业|邻居|本人))?"
)
"""A sign after which hardly anything but a name comes."""
_LONG = f"{DOTTED}|{DOUBLED}|{UNSURNAMED}"
_NOT_OF = WORDS.replace("|的|", "|")
_OF_WHOM = "(?:是|家?住|[男女今现]|身份|电话|手机|户籍)"
_BEFORE_ONE = r"(?=[,、;:( ]{0,2}(?:联系|电话|手机|微信|tel|1[3-9]\d\d|0\d\d))"
_WITH_PHONE = f"{ended(ANY, BEGINS)}(?<![称说]){_BEFORE_ONE}"
_WAYS = (
    (_NAME, _STRICT, (_LONG, guessed(CLEAR + DOUBTFUL), ended(ANY), APART, UNKNOWN)),
    (_NAME, rf"{_SOFT}{{0,3}}", (_LONG, guessed(CLEAR + COMMON), ended(ANY), APART)),
    (_OWN, _GAP, (guessed(CLEAR + COMMON), ended(ANY), _LONG)),
    (_FIELD, _STRICT, (_LONG, guessed(CLEAR + COMMON), APART)),
    (_SOMEBODY, _COLON, (ended(CLEAR + COMMON + DOUBTFUL), ended(ANY, _NOT_OF))),
    (_SOMEBODY, _GAP, (ended(COMMON, BEGINS),)),
    (
        _SOMEBODY,
        "(?![和与及那都全来对跟]|[向应](?:老师|师傅)|[于连单]老师)",
        (rf"[{ANY}](?:{TITLE}|某某?)",),
    ),
    (_FIELD, r"[ \t(]", (guessed(CLEAR, "电话|手机"), ended(ANY, BEGINS))),
    (_FIELD, "", (ended(CLEAR, BEGINS),)),
    (f"(?:{_SOMEBODY}|我[是叫])", "[,、/; ]{0,2}", (_WITH_PHONE,)),
    ("联系人", "[,、/;]{0,2}", (_LONG, ended(CLEAR + COMMON + DOUBTFUL, BEGINS), APART)),
    ("敬礼", r"[!.。,\s]{0,4}", (ended(ANY, r"联系|电话|\d"),)),
    ("本人", r"\(", (rf"{ended(ANY, BEGINS)}(?=\))",)),
    ("本人", "", (rf"{ended(ANY, BEGINS)}(?=[,( ]{{1,2}}{_OF_WHOM})",)),
    ("名叫做?", _GAP, (guessed(COMMON), ended(ANY))),
    (
        "我是",
        rf"(?:(?<![{CJK}]我是)|(?<=[你您]好我是))",
        (rf"{ended(COMMON, '电话|手机|身份证|住')}(?<![人民生家长师工员户])",),
    ),
)
"""The labels, what may stand after them, and the names that may come then; the first that fits is taken."""
_NAMED = re.compile(
    rf"(?=[{_FIRST}])(?:"
    + "|".join(f"{label}{gap}({'|'.join(names)})" for label, gap, names in _WAYS)
    + ")"
)
_TITLED = re.compile(TITLE)
_CALLS = re.compile(
    rf"(?:^|[^{CJK}]|市民|居民|村民|业主|群众|商户|联系|经理|找){NOT_A_NAME}"
    rf"((?:(?:{DOUBLE})|[{CLEAR}{COMMON}])[{CJK}]{{0,2}}?"
    rf"(?<![{PLACE_ENDS}门城河园井]){TITLE})"
    rf"(?=[^{CJK}]|来电|来访|来信|致电|反映|反应|表示|称|说|投诉|举报|咨询|求助|要求|希望|询问|电话|手机|的|"
    r"[在家住于系是又再第多已]|$)"
)
"""Who calls, by name and title: 赵某芬女士来电称."""
_ANOTHER = re.compile(
    rf"[、,/ 和与及跟]({ended(COMMON + '高何方于万', f'[、,]|请[政有领求帮]|{BEGINS}')})"
    rf"(?=$|[^{CJK}]|请|{BEGINS})"
)
_BEFORE_A_PHONE = re.compile(
    rf"(?:^|[^{CJK}\d]|[人员板长手监]|联系|致电|拨打|回复|告知|转告|找|给|请)"
    rf"{NOT_A_NAME}([{CLEAR}{COMMON}](?:{TITLE}|{NO_GIVEN}[{CJK}]{{1,2}})(?<![{PLACE_ENDS}园井坟里市县浜]))"
    r"[ ,(:]?(?:联系)?(?:电话|手机|tel)?(?:号码|号)?[:为是 ]{0,2}$",
    re.I,
)
_REACH = 20


def owners(text: str, starts: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of names right before a phone that begins at one of `starts` in narrow `text`."""
    for at in starts:
        match = _BEFORE_A_PHONE.search(text[max(0, at - _REACH) : at])
        if match is not None:
            shift = max(0, at - _REACH)
            yield match.start(1) + shift, match.end(1) + shift, "name"


def names(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of names that stand after a label such as 姓名 or 联系人 in narrow `text`.

    Further names that follow one after a comma are found with it.
    """
    for first in _NAMED.finditer(text):
        match: re.Match[str] | None = first
        while match is not None:
            start, end = match.span(match.lastindex or 0)
            yield start, end, "name"
            match = _ANOTHER.match(text, end)
    for match in _CALLS.finditer(text) if _TITLED.search(text) else ():
        yield match.start(1), match.end(1), "name"


_PLACE_END = "村镇乡街道路里区园城局委办所站楼号院苑庭桥厂店队组科处部会家湾庄屯营寺河"
_GIVEN_ALONE = rf"[{CJK}*×某·xX]{{1,2}}(?<![{_PLACE_END}])(?:\(?(?:{TITLE}|男|女)\)?)?"
_ALONE = re.compile(
    rf"((?:{DOUBLE}|[{CLEAR}{COMMON}]){_GIVEN_ALONE}|[{CLEAR}{DOUBTFUL}]{TITLE})"
    rf"|[{DOUBTFUL}]{_GIVEN_ALONE}"
)


def name_of_person(text: str) -> str:
    """Tell whether narrow `text` may be nothing but a name: 张三, 欧阳修远, 王某某, 李女士.

    The answer is `clear`, `doubtful` where the surname is also an everyday word (安全), or blank.
    """
    found = _ALONE.fullmatch(text)
    return "" if found is None else "clear" if found[1] else "doubtful"
