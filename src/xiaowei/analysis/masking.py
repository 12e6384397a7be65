"""Home of masking: personal data in free text is replaced by a word that says what stood there.

What only looks personal stays: ticket and order numbers, dates, amounts, areas, service numbers
such as 12345.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from xiaowei.analysis.calling import names, owners
from xiaowei.analysis.cardnumbers import YOUNGEST
from xiaowei.analysis.personal import Span, marks, numbers
from xiaowei.analysis.text import narrow

LABELS = {
    "id_card": "[证件号]",
    "bank_card": "[银行卡号]",
    "phone": "[手机号]",
    "landline": "[座机号]",
    "email": "[邮箱]",
    "account": "[账号]",
    "plate": "[车牌号]",
    "name": "[姓名]",
}
PHONE_LENGTH, ID_LENGTH = 11, 18
_CALLED = {"phone", "landline"}
_RANK = {kind: rank for rank, kind in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and how many of each kind were taken out."""

    text: str
    counts: Mapping[str, int]


def mask(text: str) -> Masked:
    """Replace every piece of personal data in `text` by the label of its kind; idempotent.

    A name may show only where another that stood beside it is gone.
    """
    counts: Counter[str] = Counter()
    while spans := _apart(_spans(narrow(text))):
        counts.update(kind for _, _, kind in spans)
        text = _replaced(text, spans)
    return Masked(text, dict(counts))


def _spans(plain: str) -> list[Span]:
    spans = [*numbers(plain), *marks(plain), *names(plain)]
    spans += owners(plain, [start for start, _, kind in spans if kind in _CALLED])
    return spans


def _replaced(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    last = 0
    for start, end, kind in spans:
        parts += (text[last:start], LABELS[kind])
        last = end
    return "".join((*parts, text[last:]))


def is_personal(text: str) -> bool:
    """Tell whether a number of a ticket or project is or holds a phone or a grown-up's identity number.

    Other digits of that length, such as district, day and serial of a ticket, are not.
    """
    plain = narrow(text).strip()
    return any(_is_whole(plain[start:end], kind) for start, end, kind in numbers(plain))


def _is_whole(found: str, kind: str) -> bool:
    if kind == "id_card":
        return len(found) == ID_LENGTH and int(found[6:10]) <= YOUNGEST
    return kind == "phone" and len(found) % PHONE_LENGTH == 0


def _apart(spans: list[Span]) -> list[Span]:
    """Sort the spans and melt those that overlap; the more telling kind names the whole."""
    kept: list[Span] = []
    for start, end, kind in sorted(spans):
        if kept and start < kept[-1][1]:
            first, stop, other = kept[-1]
            kept[-1] = (first, max(stop, end), min(kind, other, key=_RANK.__getitem__))
        else:
            kept.append((start, end, kind))
    return kept
