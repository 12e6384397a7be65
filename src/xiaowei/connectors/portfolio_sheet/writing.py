"""Home of writing projects to choose among as rows of a sheet, and their rules as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import yaml

from xiaowei.domain.money import yuan
from xiaowei.domain.portfolio import CREW_PARTS, Limit, PortfolioRules, Project

HEADERS = ("id", "cost", "value", "township", "category", "group", "bundle", "crew")


def sheet_rows(projects: Iterable[Project]) -> Iterator[tuple[str, ...]]:
    """Yield the headers, then a row for each project."""
    yield HEADERS
    for one in projects:
        ties = (one.township, one.category, one.group, one.bundle)
        crew = _plain(Decimal(one.crew) / CREW_PARTS)
        yield (one.id, yuan(one.cost_fen), _plain(one.value), *(tie or "" for tie in ties), crew)


def rules_text(rules: PortfolioRules) -> str:
    """Return the reserve and limits as YAML that reads as the same rules."""
    key = "reserve_share" if rules.reserve_is_share else "reserve"
    told = {key: _plain(rules.reserve), "limits": [_limit(one) for one in rules.limits]}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)


def _limit(limit: Limit) -> dict[str, Any]:
    ending = "_share" if limit.share else {"cost": ""}.get(limit.measure, f"_{limit.measure}")
    told: dict[str, Any] = {limit.field: limit.name or "each"} if limit.field else {}
    sides = (("least" + ending, limit.least), ("most" + ending, limit.most), ("price", limit.price))
    return told | {name: _plain(value) for name, value in sides if value is not None}


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
