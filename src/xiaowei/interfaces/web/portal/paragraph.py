"""Home of the paragraph's figures: where each stands in the text, so that it can be underlined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xiaowei.domain.money import shown
from xiaowei.domain.policy import Paragraph, Part, SilenceWords

SLOT = "{value}"


@dataclass(frozen=True)
class Segment:
    """A piece of the paragraph; `figure` names the rows behind it, empty for plain words."""

    text: str
    figure: str = ""


def segments(text: str, figures: Iterable[tuple[str, str]]) -> list[Segment]:
    """Cut the paragraph at its figures; each (code, words) is looked for once, none overlap."""
    taken: list[tuple[int, int, str]] = []
    for code, words in figures:
        place = _find(text, words, taken)
        if place is not None:
            taken.append((place, place + len(words), code))
    pieces, cursor = [], 0
    for start, end, code in sorted(taken):
        if cursor < start:
            pieces.append(Segment(text[cursor:start]))
        pieces.append(Segment(text[start:end], code))
        cursor = end
    if cursor < len(text):
        pieces.append(Segment(text[cursor:]))
    return pieces


def figures_of(brief: Mapping[str, Any], wording: Paragraph) -> list[tuple[str, str]]:
    """Return each figure's code and the words it wears: the value and what follows it in its part."""
    amounts = {q["code"]: Decimal(q["value"] or 0) for q in brief["quantities"]}
    found = [
        (_code(part, clause.type), _worn(part, _value(part, brief, amounts.get(clause.type))))
        for clause in wording.clauses
        for part in clause.parts
    ]
    rest = (*wording.opening, *wording.reach, wording.households)
    found += [(_code(part), _worn(part, _value(part, brief))) for part in rest]
    found += [("sites_completed", words) for words in _told_sites(brief, wording.silence)]
    found.append(("sites_silent", str(brief.get("silence_wording") or "")))
    return [(code, words) for code, words in found if words]


def _code(part: Part, type_code: str = "") -> str:
    if part.measure == "quantity":
        return f"quantity:{type_code}"
    return {"projects": "projects_started"}.get(part.measure, part.measure)


def _value(part: Part, brief: Mapping[str, Any], amount: Decimal | None = None) -> Decimal:
    if part.measure == "quantity":
        return amount or Decimal(0)
    return Decimal(brief.get(_code(part)) or 0)


def _worn(part: Part, value: Decimal) -> str:
    if not value:
        return ""
    return part.text[part.text.index(SLOT) :].format(value=shown(value, part.display))


def _told_sites(brief: Mapping[str, Any], words: SilenceWords) -> list[str]:
    facts = {
        "sites": brief["sites_completed"],
        "observed": brief["sites_observed"],
        "silent": brief["sites_silent"],
    }
    told = [
        text
        for text in (words.completed, words.partly, words.unobserved, words.unheard)
        if "{" in text
    ]
    return [text[text.index("{") :].format_map(facts) for text in told]


def _find(text: str, words: str, taken: list[tuple[int, int, str]]) -> int | None:
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        free = all(end <= a or start >= b for a, b, _ in taken)
        if free and not _within_number(text, start):
            return start
        start = text.find(words, start + 1)
    return None


def _within_number(text: str, start: int) -> bool:
    return (
        text[start].isdigit()
        and start > 0
        and (text[start - 1].isdigit() or text[start - 1] == ".")
    )
