"""Home of reading the trail and checking its chain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q

from xiaowei.base.trail.models import Entry
from xiaowei.base.trail.operations import digest_of
from xiaowei.domain.intake import day_of


def story(subject: str) -> list[dict[str, Any]]:
    """Return the entries on `subject` in order, as plain rows."""
    rows = Entry.objects.filter(subject=subject).order_by("sequence")
    fields = ("sequence", "action", "by_name", "on", "at", "facts", "digest")
    return [dict(row) for row in rows.values(*fields)]


def entries(words: str = "", limit: int = 50, offset: int = 0) -> list[dict[str, Any]]:
    """Return the whole house's entries as plain rows, the newest first; those on a subject, by somebody
    or of an action where `words` names one.
    """
    rows = Entry.objects.order_by("-at", "-pk")
    if words:
        named = Q(subject__icontains=words) | Q(by_name__icontains=words)
        rows = rows.filter(named | Q(action__icontains=words))
    fields = ("subject", "sequence", "action", "by_name", "on", "at", "facts", "digest")
    return [dict(row) for row in rows.values(*fields)[offset : offset + limit]]


def begun_by(subject: str) -> int | None:
    """Return the key of the person who made the first entry on `subject`, None without one."""
    first = Entry.objects.filter(subject=subject).order_by("sequence")
    return first.values_list("person_id", flat=True).first()


def days_of(action: str, subjects: Collection[str], fact: str) -> dict[Any, date | None]:
    """Return the day of each act on some subjects, by one of its facts, such as a row's key."""
    found = Entry.objects.filter(action=action, subject__in=subjects).values_list(
        "facts", "on", "at"
    )
    return {facts[fact]: on or day_of(at) for facts, on, at in found if fact in facts}


def broken_links(limit: int = 20) -> list[str]:
    """Return entries whose digest or chain does not hold, as `subject#sequence`."""
    found: list[str] = []
    subject, previous = "", ""
    for entry in Entry.objects.order_by("subject", "sequence").iterator(chunk_size=2000):
        if entry.subject != subject:
            subject, previous = entry.subject, ""
        if entry.previous_digest != previous or entry.digest != digest_of(entry):
            found.append(str(entry))
        previous = entry.digest
        if len(found) >= limit:
            break
    return found
