"""Home of masking a ledger row: phone and ID numbers in its texts never reach a record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from xiaowei.analysis.masking import is_personal, mask
from xiaowei.analysis.withholding import withheld
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


def masked_all(rows: Sequence[LedgerRow]) -> list[LedgerRow]:
    """Return a sheet's rows masked, without its unknown columns that tell who somebody is."""
    headers = {header for row in rows for header in row.extra}
    secret = withheld({h: [row.extra.get(h, "") for row in rows] for h in headers})
    return [masked(row, secret) for row in rows]


def masked(row: LedgerRow, secret: Collection[str] = ()) -> LedgerRow:
    """Return the row with personal data in its texts masked, unknown columns and places included.

    What stands in a column of `secret` is left out: the books keep nothing sealed. A number that holds
    somebody's is none: the house gives its own.
    """
    texts: dict[str, Any] = {
        name: mask(said).text for name in TEXTS if (said := getattr(row, name))
    }
    extra = {
        mask(header).text: mask(value).text
        for header, value in row.extra.items()
        if header not in secret
    }
    places = tuple(mask(place).text for place in row.places)
    number = None if row.number and is_personal(row.number) else row.number
    return replace(row, **texts, number=number, extra=extra, places=places)
