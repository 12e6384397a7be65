"""Home of reading the trail and checking its chain."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Q

from xiaowei.base.parts import in_parts
from xiaowei.base.trail.models import Entry
from xiaowei.base.trail.operations import digest_of
from xiaowei.domain.zone import day_of, end_of, start_of


def story(subject: str) -> list[dict[str, Any]]:
    """Return the entries on `subject` in order, as plain rows."""
    rows = Entry.objects.filter(subject=subject).order_by("sequence")
    fields = ("sequence", "action", "by_name", "on", "at", "facts", "digest")
    return [dict(row) for row in rows.values(*fields)]


def last_step(subject: str, actions: Collection[str], basis: str) -> tuple[str, date] | None:
    """Return the action and the day of the latest of some steps on `subject`, by day; None without one.

    Of those on the same `basis`: what was taken over from a sheet carries the sheet's days.
    """
    rows = Entry.objects.filter(subject=subject, action__in=actions, on__isnull=False)
    found = rows.order_by("sequence").values_list("action", "on", "facts")
    dated = [(action, on) for action, on, facts in found if on and facts.get("basis") == basis]
    return max(dated, key=itemgetter(1), default=None)


@dataclass(frozen=True)
class Asked:
    """Which entries somebody looks for: recorded between two days, each of `terms` found in what they
    are about, in who acted or in the action; a term carries the steps whose words hold it.
    """

    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    first_on: date | None = None
    last_on: date | None = None


def entries(asked: Asked, limit: int | None = None, offset: int = 0) -> list[dict[str, Any]]:
    """Return the whole house's entries that are asked for as plain rows, the newest first."""
    rows = Entry.objects.order_by("-at", "-pk")
    if asked.first_on:
        rows = rows.filter(at__gte=start_of(asked.first_on))
    if asked.last_on:
        rows = rows.filter(at__lt=end_of(asked.last_on))
    for text, steps in asked.terms:
        named = Q(subject__icontains=text) | Q(by_name__icontains=text) | Q(action__icontains=text)
        for step in steps:
            named |= Q(action__endswith=f".{step}")
        rows = rows.filter(named)
    fields = ("subject", "sequence", "action", "by_name", "on", "at", "facts", "digest")
    end = None if limit is None else offset + limit
    return [dict(row) for row in rows.values(*fields)[offset:end]]


def begun_by(subject: str) -> int | None:
    """Return the key of the person who made the first entry on `subject`, None without one."""
    first = Entry.objects.filter(subject=subject).order_by("sequence")
    return first.values_list("person_id", flat=True).first()


def acted_on_since(cause: str, subjects: Collection[str]) -> frozenset[str]:
    """Return which of `subjects` have an entry that came after the first one on `cause`."""
    begun = Entry.objects.filter(subject=cause).order_by("pk").values_list("pk", flat=True).first()
    found: set[str] = set()
    for part in in_parts(sorted(subjects)):
        later = Entry.objects.filter(subject__in=part, pk__gt=begun or 0)
        found.update(later.values_list("subject", flat=True).distinct())
    return frozenset(found)


def subjects_by(person_id: int, action: str) -> list[str]:
    """Return what somebody took a step on, the newest first."""
    rows = Entry.objects.filter(person_id=person_id, action=action).order_by("-at", "-pk")
    return list(dict.fromkeys(rows.values_list("subject", flat=True)))


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
