"""Home of rules in words: what a row asks, said from its numbers."""

from __future__ import annotations

from decimal import Decimal

from xiaowei.analysis.portfolio.rows import Row
from xiaowei.domain.money import yuan
from xiaowei.domain.portfolio import CREW_PARTS
from xiaowei.domain.wording import Note


def asked(row: Row, *, least: bool) -> Note:
    """Return what a rule asks: its least, or its most."""
    if row.key != "limit":
        return Note(f"portfolio.rule.{row.key}", **row.facts, amount=told(row.hi or 0, row.measure))
    side = "least" if least else "most"
    amount = told((row.lo if least else row.hi) or 0, row.measure)
    return Note(f"portfolio.{side}.{row.measure}", scope=scope_of(row), amount=amount)


def scope_of(row: Row) -> Note:
    """Return whom a rule speaks of."""
    return Note(f"portfolio.scope.{row.facts.get('field') or 'all'}", name=row.facts.get("name"))


def told(amount: int, measure: str) -> str:
    """Return an amount of a measure as people write it: yuan, crew, or a number of projects."""
    if measure == "cost":
        return yuan(amount)
    return plain(Decimal(amount) / CREW_PARTS) if measure == "crew" else str(amount)


def amount(number: int, measure: str) -> Note:
    """Return an amount of a measure with its unit, for a sentence."""
    return Note(f"portfolio.amount.{measure}", n=told(number, measure))


def plain(number: Decimal | float, digits: int = 4) -> str:
    """Return a number without needless zeros."""
    text = f"{round(Decimal(str(number)), digits):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
