"""Home of the plan of payments 付款计划: what each condition allows to be paid, warranty, retention.

Sources: 30 % start, 50 % progress, up to 97 % after acceptance and settlement audit, 3 % retention
(domain 4); retention of at most 3 % of the settled sum (建质〔2017〕138号 art. 7).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from xiaowei.domain.months import shifted

CONDITIONS = ("start", "progress", "acceptance", "settlement", "retention")
"""What a payment may wait for, in the order it is met."""
RETENTION_CAP = Decimal("0.03")
"""The largest share of the settled sum that may be kept back."""


@dataclass(frozen=True)
class Instalment:
    """A condition with the share of the whole that may be paid once it is met."""

    condition: str
    up_to: Decimal


def plan_of(shares: Sequence[float]) -> tuple[Instalment, ...]:
    """Return the plan of a policy's four shares: start, progress, the rest, retention."""
    start, progress, *_, kept = (Decimal(str(share)) for share in shares)
    rest = 1 - min(kept, RETENTION_CAP)
    up_to = (start, start + progress, rest, rest, Decimal(1))
    return tuple(map(Instalment, CONDITIONS, up_to))


def allowed_fen(
    condition: str, shares: Sequence[float], filed_fen: int, settled_fen: int | None
) -> int:
    """Return what may have been paid in all under a condition, in fen; shares of the settled sum once
    there is one, of the filed one before.
    """
    base = filed_fen if settled_fen is None else settled_fen
    up_to = {step.condition: step.up_to for step in plan_of(shares)}
    return int((base * up_to.get(condition, Decimal(0))).to_integral_value(ROUND_FLOOR))


def most_allowed_fen(
    conditions: Collection[str], shares: Sequence[float], filed_fen: int, settled_fen: int | None
) -> int:
    """Return what may have been paid in all under the conditions that are met, in fen."""
    found = (allowed_fen(one, shares, filed_fen, settled_fen) for one in conditions)
    return max(found, default=0)


def next_condition(conditions: Collection[str]) -> str:
    """Return the first condition that is not met yet, the last one where all are."""
    return next((one for one in CONDITIONS if one not in conditions), CONDITIONS[-1])


def warranty_end(accepted_on: date | None, months: int) -> date | None:
    """Return the last day of the warranty that begins with acceptance; None where that is unknown."""
    if accepted_on is None:
        return None
    return shifted(accepted_on, months)


def warranty_months(months: Mapping[str, int], type_code: str) -> int:
    """Return the months of warranty of a project type, those of `default` where it has none."""
    return months.get(type_code, months["default"])


def met(
    released: Collection[str], warranty_to: date | None, settled: bool, on: date | None
) -> tuple[str, ...]:
    """Return the conditions met on a day: those released, and retention after a known warranty."""
    over = settled and on is not None and warranty_to is not None and on > warranty_to
    return tuple(c for c in CONDITIONS if c in released or (c == "retention" and over))
