"""Home of changing stored facts with trace: what was, what is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def apply_changes(row: Model, changes: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """Set the fields that differ and save them; return field -> [old, new] as text."""
    found: dict[str, list[str | None]] = {}
    for field, new in changes.items():
        old = getattr(row, field)
        if old != new:
            setattr(row, field, new)
            found[field] = [_text(old), _text(new)]
    if found:
        row.save(update_fields=list(found))
    return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)
