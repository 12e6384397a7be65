"""Home of withholding: which columns that nobody asked for tell who somebody is.

A column is withheld by its header (联系人, 家庭住址, 手机) or, whatever it is called, by what stands
in it: for the most part phones, identity numbers, accounts or bare names. A name needs no label in a
column of names, so that masking the cells one by one would leave it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

from xiaowei.analysis.calling import name_of_person
from xiaowei.analysis.masking import mask
from xiaowei.analysis.text import narrow

LOOKED_AT = 400
"""Cells of a column that are looked at: enough to know what it holds."""
MOSTLY = 0.5
_WHO = (
    "来电|诉求|反映|投诉|举报|联系|当事|申请|申报|报修|上报|登记|受理|记录|录入|接单|派单|承办|经办"
    "|办理|处理|处置|负责|责任|收件|来信|经手|操作|审核|回访|被访"
)
_HEADER = re.compile(
    rf"(?:{_WHO})(?:人员|人|者|员)|姓名|名字|市民|居民信息|业主|户主"
    r"|机主|房主|车主|租户|网格员|话务员|接线员|坐席|客服|书记|管家"
    r"|电话|手机|座机|固话|联系方式|主叫|来电号|号码$|账号|帐号|卡号|微信|QQ|邮箱|邮件"
    r"|身份证|证件|住址|户籍|现住|居住地|通讯地址|通信地址|收件地址|联系地址|车牌|性别|年龄|出生|生日|民族"
    r"|caller|phone|mobile|telephone|^tel|contact|e-?mail|wechat|id_?card|identity"
    r"|^name$|(?:user|full|first|last|person|citizen|reporter)[_ ]?name$",
    re.I,
)
_NOT_WHO = re.compile(
    r"^是否|人数|人次|次数|数量|数$|时间|日期|时长|单位|部门|意见|结果|情况|工单号|电话亭|户数"
)
_STARRED = re.compile(r"[+\d]{1,7}[*×xX]{3,}\d{0,4}[\dxX]?")
_LABEL = re.compile(r"\[[\u4e00-\u9fff]{2,4}\]")
_BETWEEN = re.compile(r"[\s,、;:/|()+\-]+")


def withheld(columns: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the headers of the columns (header -> cells) that tell who somebody is."""
    return frozenset(h for h, cells in columns.items() if names_somebody(h) or _holds_people(cells))


def names_somebody(header: str) -> bool:
    """Tell whether a header promises a person: a name, a number to call, a home, an identity."""
    plain = narrow(header)
    return bool(_HEADER.search(plain)) and not _NOT_WHO.search(plain)


def _holds_people(cells: Iterable[str]) -> bool:
    said = list(islice((cell for text in cells if (cell := text.strip())), LOOKED_AT))
    kinds = Counter(_whom(cell) for cell in said)
    if kinds["doubtful"] > kinds["clear"]:
        del kinds["doubtful"]
    return kinds.total() - kinds[""] > MOSTLY * len(said)


def _whom(cell: str) -> str:
    """Return how a cell says who, and nothing else: `personal`, `clear`, `doubtful`, else blank."""
    plain = narrow(cell)
    if _STARRED.fullmatch(plain):
        return "personal"
    masked = mask(plain)
    parts = [part for part in _BETWEEN.split(_LABEL.sub(" ", masked.text)) if part]
    kinds = {name_of_person(part) for part in parts}
    if not parts:
        return "personal" if masked.counts else ""
    return "" if "" in kinds else "clear" if "clear" in kinds else "doubtful"
