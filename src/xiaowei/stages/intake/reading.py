"""Home of reading a ticket row at the door: masked before anything is stored, raw words apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from xiaowei.analysis.masking import Masked, is_personal, mask
from xiaowei.analysis.personal import numbers
from xiaowei.analysis.text import narrow
from xiaowei.base.places.coordinates import stored
from xiaowei.domain.intake import caller_of, content_of, topic_words
from xiaowei.domain.sheets import TicketRow
from xiaowei.stages.intake.models import Ticket
from xiaowei.stages.intake.sealing import caller_hash, content_digest, stand_in

SAID = (
    "received_at",
    "kind_words",
    "topic_words",
    "district_words",
    "town_words",
    "community_words",
    "estate_words",
    "address",
    "title",
    "text",
    "caller_hash",
    "handler",
    "deadline",
    "due_at",
    "status",
    "result",
    "closed_at",
    "contacted",
    "solved",
    "satisfied",
    "excluded",
    "excluded_reason",
    "repeat",
    "longitude",
    "latitude",
    "coordinate_system",
    "extra",
    "content_digest",
)
_MASKED = {
    "address": "address",
    "title": "title",
    "text": "content",
    "result": "result",
    "community_words": "community",
    "estate_words": "estate",
    "status": "status",
    "handler": "handler",
    "excluded_reason": "excluded_reason",
}
_SHORT = 24
_LENGTHS: dict[str, int | None] = {
    field.name: field.max_length for field in Ticket._meta.fields if field.name in (*SAID, "number")
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row ready to be stored: its number, what it says without personal data, its raw words."""

    row: int
    number: str
    said: dict[str, Any]
    raw: str
    masked: Counter[str]

    @property
    def digest(self) -> str:
        """The keyed digest of everything the row says."""
        digest: str = self.said["content_digest"]
        return digest


def read(row: TicketRow, secret: Collection[str] = ()) -> Incoming:
    """Return the row without personal data; the caller becomes a keyed digest.

    Of the unknown columns, those under a header in `secret` are sealed only.
    """
    found: Counter[str] = Counter()
    said: dict[str, Any] = {
        name: _mask(getattr(row, source), found) for name, source in _MASKED.items()
    }
    longitude, latitude, system = stored(row.lon, row.lat, row.crs)
    said |= {
        "received_at": row.received_at,
        "kind_words": _mask(row.kind, found),
        "topic_words": _mask(topic_words(row.topics), found),
        "district_words": _mask(row.district, found),
        "town_words": _mask(row.town, found),
        "caller_hash": caller_hash(_caller(row)),
        "deadline": _mask(row.deadline, found),
        "due_at": _due_at(row),
        "closed_at": row.closed_at,
        "contacted": _yes_no(row.contacted),
        "solved": _yes_no(row.solved),
        "satisfied": _yes_no(row.satisfied),
        "excluded": bool(row.excluded),
        "repeat": bool(row.repeat),
        "longitude": longitude,
        "latitude": latitude,
        "coordinate_system": system,
        "extra": {
            _mask(key, found): _mask(value, found)
            for key, value in sorted(row.extra.items())
            if value and key not in secret
        },
        "content_digest": content_digest(content_of(row)),
    }
    if kept_away := sum(1 for key in secret if row.extra.get(key)):
        found["withheld"] += kept_away
    for name, value in said.items():
        if isinstance(value, str) and (longest := _LENGTHS[name]):
            said[name] = value[:longest]
    number = row.number
    if is_personal(number):
        # The ticket stays recognisable, sheet after sheet; its own number is sealed with its words.
        found["number"] += 1
        number = stand_in(number)
    return Incoming(row.row, number, said, _raw(row, number), found)


def too_long(number: str) -> bool:
    """Tell whether a number is longer than what can be kept."""
    return len(number) > (_LENGTHS["number"] or 0)


def _mask(text: str | None, found: Counter[str]) -> str:
    if not text:
        return ""
    masked = _mask_known(text) if len(text) <= _SHORT else mask(text)
    if masked.counts:
        found.update(masked.counts)
    return masked.text


@lru_cache(maxsize=4096)
def _mask_known(text: str) -> Masked:
    """Mask what many rows say alike: units, states, towns."""
    return mask(text)


def _caller(row: TicketRow) -> str | None:
    named = caller_of(row.caller, row.town)
    return named or next(filter(None, map(_phone_in, (row.content, row.title, row.address))), None)


def _phone_in(text: str | None) -> str | None:
    plain = narrow(text or "")
    spans = sorted(span for span in numbers(plain) if span[2] in ("phone", "landline"))
    return caller_of(plain[spans[0][0] : spans[0][1]], None) if spans else None


def _due_at(row: TicketRow) -> Any:
    if row.due_at or not (row.received_at and row.limit_hours):
        return row.due_at
    return row.received_at + timedelta(hours=row.limit_hours)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _raw(row: TicketRow, number: str) -> str:
    said = {
        "number": row.number if row.number != number else "",
        "caller": row.caller,
        "title": row.title,
        "address": row.address,
        "content": row.content,
        "result": row.result,
        "extra": dict(row.extra),
    }
    kept = {name: value for name, value in said.items() if value}
    return json.dumps(kept, ensure_ascii=False)
