"""Home of writing the trail: one chained entry per step, in the step's own transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction

from xiaowei.base.trail.models import Entry


class Named(Protocol):
    """Whoever acts: an actor with a name and a person's id."""

    @property
    def person_id(self) -> int:
        """The person's key."""

    @property
    def name(self) -> str:
        """The name for the trail."""


def record(
    *,
    subject: str,
    action: str,
    by: Named,
    on: date | None,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Append an entry on `subject`; `on` is the day it happened, `at` the moment it is recorded.

    The unique (subject, sequence) makes a concurrent second writer fail instead of forking the chain.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a trail entry belongs into the transaction of its step")
    last = (
        Entry.objects.filter(subject=subject)
        .order_by("-sequence")
        .values_list("sequence", "digest")
        .first()
    )
    sequence, previous = (last[0] + 1, last[1]) if last else (1, "")
    entry = Entry(
        subject=subject,
        sequence=sequence,
        action=action,
        by_name=by.name,
        person_id=by.person_id,
        on=on,
        at=at,
        facts=json.loads(json.dumps(facts or {}, ensure_ascii=False, default=str)),
        previous_digest=previous,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def digest_of(entry: Entry) -> str:
    """Return the SHA-256 over an entry's contents and the digest before it, as hex."""
    body = [
        entry.subject,
        entry.sequence,
        entry.action,
        entry.by_name,
        entry.person_id,
        entry.on.isoformat() if entry.on else None,
        entry.at.timestamp(),
        entry.facts,
        entry.previous_digest,
    ]
    return digest_json(body)


def digest_json(body: Any) -> str:
    """Return the SHA-256 of a JSON value in its canonical form, as hex."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
