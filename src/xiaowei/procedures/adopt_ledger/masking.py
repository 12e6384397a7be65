"""Home of masking a ledger row: phone and ID numbers in its texts never reach a record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xiaowei.analysis.masking import mask
from xiaowei.domain.sheets import LedgerRow

TEXTS = (
    "name",
    "content",
    "unit",
    "fund_source",
    "batch",
    "status",
    "contractor",
    "maintainer",
    "root_cause",
    "note",
)


def masked(row: LedgerRow) -> LedgerRow:
    """Return the row with personal data in its texts masked, unknown columns and places included."""
    texts: dict[str, Any] = {
        name: mask(said).text for name in TEXTS if (said := getattr(row, name))
    }
    extra = {mask(header).text: mask(value).text for header, value in row.extra.items()}
    places = tuple(mask(place).text for place in row.places)
    return replace(row, **texts, extra=extra, places=places)
