"""Home of reading the rules for choosing: a YAML file into reserve, limits, pairs, phases and weights."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xiaowei.connectors.packs.fetch import PackFile
from xiaowei.connectors.packs.sections import Section, read
from xiaowei.domain.errors import BadInput
from xiaowei.domain.portfolio import (
    FIELDS,
    PARTS,
    Limit,
    Phase,
    PortfolioRules,
    Synergy,
    Weights,
)

EACH = frozenset({"each", "每个", "*"})
MEASURES = (("", "cost", False), ("_share", "cost", True), ("_count", "count", False), ("_crew", "crew", False))
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
        raise BadInput("portfolio_rules_wrong", **wrong.facts) from wrong


def _rules(top: Section) -> PortfolioRules:
    by_share = top.has("reserve_share")
    reserve = top.number("reserve_share") if by_share else Decimal(0)
    if top.has("reserve"):
        reserve = top.number("reserve")
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
        _weights(top),
    )
    top.done()
    return rules


def _limits(one: Section) -> Iterator[Limit]:
    """Yield a limit for each measure that is told."""
    fields = [field for field in FIELDS if one.has(field)]
    if len(fields) > 1:
        raise one.refuse(fields[1], "one_scope")
    said = one.text(fields[0]) if fields else None
    name = None if said in EACH else said
    price = one.number("price") if one.has("price") else None
    found = []
    for ending, measure, share in MEASURES:
        least, most = (
            one.number(side + ending) if one.has(side + ending) else None
            for side in ("least", "most")
        )
        if least is None and most is None:
            continue
        if share and most is not None and most > 1:
            raise one.refuse("most" + ending, "share_over_one")
        found.append(Limit(measure, *fields or (None,), name, least, most, share, price))
    if not found:
        raise one.refuse(None, "missing_key", missing="least, most, least_share …")
    if price is not None and all(limit.least is None for limit in found):
        raise one.refuse("price", "price_without_least")
    one.done()
    yield from found


def _synergy(one: Section) -> Synergy:
    pair = one.texts("pair")
    if len(set(pair)) != 2:
        raise one.refuse("pair", "pair_of_two")
    found = Synergy((pair[0], pair[1]), one.number("value"))
    one.done()
    return found


def _phases(top: Section) -> tuple[Phase, ...]:
    found = []
    for one in top.sections("phases"):
        worth = one.number("worth") if one.has("worth") else Decimal(1)
        found.append(Phase(one.text("name"), one.number("share"), worth))
        one.done()
    if sum((phase.share for phase in found), Decimal(0)) > 1:
        raise top.refuse("phases", "share_over_one")
    if len({phase.name for phase in found}) < len(found):
        raise top.refuse("phases", "phase_twice")
    return tuple(found)


def _weights(top: Section) -> Weights:
    if not top.has("weights"):
        return Weights()
    told = top.section("weights")
    found = Weights(**{name: told.number(name) for name in PARTS if told.has(name)})
    told.done()
    return found
