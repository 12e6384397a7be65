"""Home of the rules of intake: which tickets count, what a sheet brought, who called, where words lie.

Which complaints count against a finished site is asked in `intake.queries.complaints`, and judged in
`domain.evaluation`, for the rate and for the rows behind it alike.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from xiaowei.domain.flow import Arrow, Flow, books
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.domain.sheets import Rejected, TicketRow
from xiaowei.domain.wording import Sayable

COMPLAINT_KINDS = frozenset({"complaint", "request", "report"})
UNKNOWN = ""
BY_PHONE = "tel:"
"""What stands before the digits of a caller who is known by a phone."""
CHANGES_SHOWN = 500
NOWHERE = frozenset({"不详", "地址不详", "不明", "不清楚", "未知", "无", "暂无", "待定", "未定"})
"""Words in the place of an address that name no place."""
NOT_OURS = "-"
"""The answer to a question that says: none of our places, no topic of ours."""

PATH = "->"
"""Between the levels of a category as a ticket keeps it."""
MODEL, UNSURE = "model", "unsure"
"""How a topic was told by a trained model, or that it could not be."""
ANSWERED = "answered"
"""How a topic or place was told by a person."""
ONE_TICKET = "#"
"""A question whose words begin so asks about the one ticket of that number: nothing names its topic."""

ANSWERERS = {
    "place": (*SHEET_BRINGERS, "butler"),
    "topic": ("operator", "district_office"),
}
"""Who answers which question: a topic's name is answered for the whole district, lest somebody files
away complaints of others."""

RUN_FLOW = Flow(
    "import run",
    (
        Arrow(
            "taken",
            "undo",
            "undone",
            SHEET_BRINGERS,
            "an import may be taken back as long as nothing was built on it",
            books("import_built_upon"),
        ),
    ),
)
QUESTION_FLOW = Flow(
    "question",
    tuple(
        Arrow("open", f"answer_{kind}", "answered", roles, "an answer is remembered as an alias")
        for kind, roles in ANSWERERS.items()
    ),
)

_NAMELESS = re.compile(
    r"(匿名|保密|不详|未知|无|市民|来电人|群众|居民|业主|网友|热心市民|[A-Za-z]*|.?(先生|女士|小姐|同志))"
)
_BUILDING = re.compile(
    r"[A-Za-z]?\d+[-—]?\d*[A-Za-z]?(号楼|栋|幢|座|单元|号院\d|门\d|层|室|#|-\d)|[甲乙丙丁\d]+(楼|门)\d*"
)
_EDGES = re.compile(r"^[,。;、,;.\-]+|[,。;、,;.\-]+$")
_ASIDE = re.compile(r"(?<=\d{7})(?:\([^\d()]{1,8}\)|[/、,;].*)$")
"""Whose number it is, and further ones: 138…(本人), 138…/8152…."""
_MOBILE_AFTER_0 = re.compile(r"01[3-9]\d{9}")
_PHONE_FORM = re.compile(r"[+(]?[\d\s()+\-—]{7,24}")


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a later sheet changed, as text; row and number say where."""

    row: int
    number: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Report:
    """What a sheet brought: read = new + changed + same + rejected."""

    read: int
    new: int
    changed: int
    same: int
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[Sayable, ...] = ()
    masked: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    run: str = ""


def is_complaint(kind: str) -> bool:
    """Tell whether tickets of that kind count; an unknown kind counts, lest silence be produced."""
    return kind == UNKNOWN or kind in COMPLAINT_KINDS


def content_of(row: TicketRow) -> str:
    """Return everything a ticket row says in one canonical text; equal texts are the same ticket.

    Its row in the sheet and the order of unknown columns don't matter.
    """
    said = {name: getattr(row, name) for name in row.__slots__ if name not in ("row", "extra")}
    for name in ("crs", "contacted"):
        if said[name] is None:
            said.pop(name)  # What a sheet never said of its tickets makes no new ticket of them.
    said["extra"] = {key: value for key, value in row.extra.items() if value}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)


def caller_of(caller: str | None, town: str | None) -> str | None:
    """Return what tells one caller from another, or None where nobody is named.

    A phone number, the first of several, counts by its digits without country code; an account or a name
    as written, a name only together with its township. 张先生 and 匿名 name nobody.
    """
    text = "".join(unicodedata.normalize("NFKC", caller or "").split()).lower()
    text = _ASIDE.sub("", text)
    if _PHONE_FORM.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        return f"{BY_PHONE}{_national(digits)}" if len(digits) >= 7 else None
    if not text or _NAMELESS.fullmatch(text):
        return None
    return f"id:{text}" if any(c.isdigit() for c in text) else f"name:{text}|{town or ''}"


def _national(digits: str) -> str:
    for code in ("0086", "86"):
        if digits.startswith(code) and len(digits) - len(code) in (10, 11):
            return digits[len(code) :]
    return digits.removeprefix("0") if _MOBILE_AFTER_0.fullmatch(digits) else digits


def place_words(estate: str, community: str, address: str) -> str:
    """Return the words under which an unknown place is asked for: the narrowest that is named.

    House numbers are cut off, so that one question stands for all doors of an estate.
    """
    estate, community, address = (
        "" if words.strip() in NOWHERE else words for words in (estate, community, address)
    )
    words = estate or _BUILDING.split(address, maxsplit=1)[0] or address or community
    return _EDGES.sub("", "".join(words.split()))[:200]


def topic_words(names: tuple[str, ...]) -> str:
    """Return their category levels as one path."""
    return PATH.join(name.strip() for name in names if name.strip())[:200]
