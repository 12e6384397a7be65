"""Home of the rules of envelopes 资金盘子: kinds of source, who may draw on which, how much of it.

A programme-year without any envelope has money of unknown size: nothing is drawn, nothing is guarded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from xiaowei.domain.flow import Arrow, Flow, books
from xiaowei.domain.regions import within

KINDS = (
    "central", "city", "district", "town", "village", "repair_fund", "owner", "society", "other",
)  # fmt: skip
"""Whose money it is; each fund line is of one kind, or of several in one amount."""
BUDGET = ("central", "city", "district")
"""Kinds that need an envelope once the programme has any; the others are co-funding."""
MOST_FEN = 10**12
"""The most that one envelope may hold, 100 亿元: beyond it somebody mistook the unit."""
ALLOTTERS = ("operator", "city_office", "district_office")
UNOPENED, OPENED = "unopened", "opened"
DRAWING = ("envelope_missing", "earmarked_for_managed", "within_envelope")
"""What a draw may be refused for."""

ENVELOPE_FLOW = Flow(
    "envelope",
    tuple(
        Arrow(
            state,
            "allot",
            OPENED,
            ALLOTTERS,
            "domain 4: money allotted by document; article line 55: an earmarked pot",
            books(
                "allotment_not_zero",
                "document_named",
                "allotment_cut_explained",
                "allotted_within_reason",
                "allotted_covers_drawn",
                "cut_covered_that_day",
            ),
        )
        for state in (UNOPENED, OPENED)
    ),
)

Need = tuple[str, int]
"""(kind, amount in fen)"""
Lines = Sequence[tuple[str, int]]
"""(source in words, amount in fen)"""

_LEVELS = (
    ("central", r"中央|国家级"), ("city", r"市级|市本级"), ("district", r"区级|区本级|县级"),
    ("town", r"镇级|乡级|街道级|镇街级"), ("village", r"村级|社区级"),
)  # fmt: skip
_OWNERS = (
    ("repair_fund", r"维修资金|维修基金"), ("owner", r"物业|产权|业主|居民"),
    ("society", r"社会|企业|捐"),
)  # fmt: skip
_TWO_LEVELS = re.compile(r"市区(?:两级|级|财政|共担)?|市、?区两级")
_OFFICES = (
    ("city", r"^市"), ("district", r"^[区县]"), ("central", r"国家"), ("village", r"村|社区|集体"),
    ("town", r"镇|乡|街道"), ("city", r"市"), ("district", r"区|县"),
)  # fmt: skip
_WORDS = (*_LEVELS, *_OWNERS, *_OFFICES, ("other", r"其他|其它|自筹|贷款|专项债"))


@dataclass(frozen=True)
class Pot:
    """An envelope as it is chosen: whose, for which township, what is left; amounts in fen."""

    key: int
    kind: str
    town_code: str
    managed_only: bool
    left_fen: int

    def is_open_to(self, town_code: str, managed: bool) -> bool:
        """Tell whether a township may draw on it; `managed` says it is 治理类 that day."""
        own = not self.town_code or within(town_code, self.town_code)
        return own and (managed or not self.managed_only)


@dataclass(frozen=True)
class Draws:
    """What is drawn from which envelope (key, fen); with a refusal's code, what there was, and its facts."""

    parts: tuple[tuple[int, int], ...] = ()
    code: str = ""
    kind: str = ""
    amount_fen: int = 0
    left_fen: int = 0

    def holds(self) -> dict[str, bool]:
        """Return each guard of drawing with whether it holds."""
        return {code: code != self.code for code in DRAWING}


def kinds_of(words: str) -> tuple[str, ...]:
    """Return the kinds of source that words such as 市级+区级 name, in their order, each once; a blank
    one for words that do not say whose money it is.
    """
    parts = [part for part in re.split(r"[+、,,;;和及/\s]+", words) if part]
    return tuple(dict.fromkeys(kind for part in parts for kind in _kinds(part)))


def kind_of(words: str) -> str | None:
    """Return the one kind that words name; None where they name several in one amount, or none."""
    kinds = kinds_of(words)
    return kinds[0] if len(kinds) == 1 and kinds[0] else None


def is_split(lines: Lines) -> bool:
    """Tell whether every fund line names one kind of source, so that it can be drawn."""
    return bool(lines) and all(kind_of(words) is not None for words, _ in lines)


def spread(lines: Lines, amount_fen: int) -> tuple[tuple[str, int], ...]:
    """Return how much of an amount each line carries, in fen: the first lines are filled first."""
    left, found = amount_fen, []
    for words, limit in lines:
        taken = min(limit, left)
        left -= taken
        found.append((words, taken))
    return tuple(found)


def shares(lines: Lines, before_fen: int, amount_fen: int) -> tuple[tuple[str, int], ...]:
    """Return what each source carries of an amount that follows what came before, in fen.

    What the lines do not cover stands under a blank source.
    """
    both = zip(spread(lines, before_fen + amount_fen), spread(lines, before_fen), strict=True)
    parts = tuple((words, fen - was) for (words, fen), (_, was) in both if fen != was)
    rest = amount_fen - sum(fen for _, fen in parts)
    return (*parts, ("", rest)) if rest else parts


def needs(lines: Lines) -> dict[str, int]:
    """Return what is needed of each kind in fen, from lines that name one kind each."""
    found: dict[str, int] = {}
    for words, amount in lines:
        kind = kind_of(words)
        if kind is not None and amount:
            found[kind] = found.get(kind, 0) + amount
    return found


def draw(wanted: Mapping[str, int], pots: Sequence[Pot], town_code: str, *, managed: bool) -> Draws:
    """Return what each kind draws from which envelope, the narrowest first; or why it may not.

    Order: the township's own, then the earmarked, then the district's; what one lacks the next gives.
    Co-funding draws only where it has an envelope. Without any envelope nothing is drawn.
    """
    parts: list[tuple[int, int]] = []
    for kind, amount in wanted.items():
        found = _of_kind((kind, amount), [p for p in pots if p.kind == kind], town_code, managed)
        parts.extend(found.parts)
        if found.code and pots:
            return replace(found, parts=tuple(parts))
    return Draws(tuple(parts))


def least_left(moves: Iterable[tuple[date | None, int]], since: date) -> int:
    """Return the least that is left on any day from `since` on, in fen; what has no day was always there.

    `moves` are (day, amount), what is allotted above 0 and what is drawn below.
    """
    return min(left for _, left in left_by_day(moves, since))


def left_by_day(
    moves: Iterable[tuple[date | None, int]], since: date
) -> Iterator[tuple[date, int]]:
    """Yield each day from `since` on with what is left on it, in fen; what has no day was always there."""
    by_day: Counter[date] = Counter({since: 0})
    for day, amount in moves:
        by_day[max(day or since, since)] += amount
    days = sorted(by_day)
    yield from zip(days, accumulate(by_day[day] for day in days), strict=True)


def give_back(taken: Iterable[tuple[int, int]], amount_fen: int) -> tuple[tuple[int, int], ...]:
    """Return what goes back to which envelope (key, fen), the one drawn on last first."""
    left, parts = amount_fen, []
    for key, drawn in reversed(list(taken)):
        part = min(drawn, left)
        left -= part
        if part:
            parts.append((key, part))
    return tuple(parts)


def _kinds(part: str) -> tuple[str, ...]:
    if _TWO_LEVELS.search(part):
        return ("city", "district")
    return (next((kind for kind, pattern in _WORDS if re.search(pattern, part)), ""),)


def _of_kind(need: Need, pots: Sequence[Pot], town_code: str, managed: bool) -> Draws:
    kind, amount = need
    mine = [pot for pot in pots if pot.is_open_to(town_code, managed)]
    if not mine:
        if kind not in BUDGET:
            return Draws()
        closed = any(pot.is_open_to(town_code, True) for pot in pots)
        code = "earmarked_for_managed" if closed else "envelope_missing"
        return Draws(code=code, kind=kind, amount_fen=amount)
    return _taken(need, sorted(mine, key=lambda p: (not p.town_code, not p.managed_only, p.key)))


def _taken(need: Need, pots: Sequence[Pot]) -> Draws:
    kind, amount = need
    left, parts = amount, []
    for pot in pots:
        part = min(pot.left_fen, left)
        left -= part
        if part:
            parts.append((pot.key, part))
    if left:
        code, have = "within_envelope", sum(pot.left_fen for pot in pots)
        return Draws(tuple(parts), code=code, kind=kind, amount_fen=amount, left_fen=have)
    return Draws(tuple(parts))
