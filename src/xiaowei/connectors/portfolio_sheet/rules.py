"""Home of reading the rules for choosing: a YAML file into reserve, limits, pairs, phases and weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from xiaowei.connectors.packs.fetch import PackFile
from xiaowei.connectors.packs.sections import Section, number_of, read, worth_of
from xiaowei.domain.errors import BadInput
from xiaowei.domain.portfolio import (
    FIELDS,
    Limit,
    Phase,
    PortfolioRules,
    Synergy,
    Weights,
)

EACH = frozenset({"each", "每个", "*"})
MEASURES = (
    ("", "cost", False),
    ("_share", "cost", True),
    ("_count", "count", False),
    ("_crew", "crew", False),
)
"""What stands behind least and most, what it measures, and whether as a share of the budget."""


def parse_rules(file: PackFile) -> PortfolioRules:
    """Return the rules of a file.

    :raises BadInput: `portfolio_rules_wrong`
    """
    try:
        return _rules(read(file))
    except BadInput as wrong:
        if wrong.code != "pack_wrong":
            raise
        facts: dict[str, Any] = wrong.facts
        raise BadInput("portfolio_rules_wrong", **facts) from wrong


def _rules(top: Section) -> PortfolioRules:
    by_share = top.has("reserve_share")
    reserve = number_of(top, "reserve_share") if by_share else Decimal(0)
    if top.has("reserve"):
        reserve = number_of(top, "reserve")
        if by_share or 0 < reserve < 1:
            raise top.refuse("reserve", "reserve_unclear")
    if by_share and reserve > 1:
        raise top.refuse("reserve_share", "share_over_one")
    rules = PortfolioRules(
        reserve,
        by_share,
        tuple(limit for one in top.sections("limits") for limit in _limits(one)),
        tuple(map(_synergy, top.sections("synergies"))),
        _phases(top),
        worth_of(top.section("weights")) if top.has("weights") else Weights(),
    )
    top.done()
    return rules


def _limits(one: Section) -> Iterator[Limit]:
    """Yield a limit for each measure that is told."""
    fields = [field for field in FIELDS if one.has(field)]
    if len(fields) > 1:
        raise one.refuse(fields[1], "one_scope")
    said = one.text(fields[0]) if fields else None
    price = _maybe(one, "price")
    limits = [
        Limit(
            measure,
            fields[0] if fields else None,
            None if said in EACH else said,
            _maybe(one, "least" + ending),
            _maybe(one, "most" + ending),
            share,
            price,
        )
        for ending, measure, share in MEASURES
    ]
    found = [one for one in limits if one.least is not None or one.most is not None]
    _require_sense(one, found)
    one.done()
    yield from found


def _require_sense(one: Section, found: Sequence[Limit]) -> None:
    if not found:
        raise one.refuse(None, "missing_key", missing="least, most, least_share …")
    if any(limit.share and limit.most is not None and limit.most > 1 for limit in found):
        raise one.refuse("most_share", "share_over_one")
    if found[0].price is not None and all(limit.least is None for limit in found):
        raise one.refuse("price", "price_without_least")


def _maybe(one: Section, key: str) -> Decimal | None:
    return number_of(one, key) if one.has(key) else None


def _synergy(one: Section) -> Synergy:
    pair = one.texts("pair")
    if len(set(pair)) != 2:
        raise one.refuse("pair", "pair_of_two")
    found = Synergy((pair[0], pair[1]), number_of(one, "value"))
    one.done()
    return found


def _phases(top: Section) -> tuple[Phase, ...]:
    found = []
    for one in top.sections("phases"):
        worth = number_of(one, "worth") if one.has("worth") else Decimal(1)
        found.append(Phase(one.text("name"), number_of(one, "share"), worth))
        one.done()
    if sum((phase.share for phase in found), Decimal(0)) > 1:
        raise top.refuse("phases", "share_over_one")
    if len({phase.name for phase in found}) < len(found):
        raise top.refuse("phases", "phase_twice")
    return tuple(found)
