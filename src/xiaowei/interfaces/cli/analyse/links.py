"""Home of why each ticket of a sheet is in its group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xiaowei.domain.identification import why_linked
from xiaowei.domain.wording import Note
from xiaowei.interfaces.cli.printing import language

_SECONDS = 3600
REJECTED = "rejected"
"""A row that can't be read has nothing to explain."""
Told = tuple[str, int | None, str | None, str]
"""Number, moment (seconds), topic and how a ticket came there, by code."""


def explained(tickets: Sequence[Told]) -> list[dict[str, Any]]:
    """Return for each ticket of a group, in time order, by what it came there, in codes and in words."""
    links: list[dict[str, Any]] = []
    last: int | None = None
    topics: set[str] = set()
    for number, at, topic, code in sorted(
        tickets, key=lambda one: (one[1] is not None, one[1] or 0)
    ):
        if code == REJECTED:
            continue
        hours = None if at is None or last is None else round((at - last) / _SECONDS, 1)
        why = why_linked(
            Note(f"link.{code}"), hours=hours, alike=topic if topic in topics else None
        )
        links.append(
            {
                "ticket_no": number,
                "by": code,
                "hours_since": hours,
                "topic": topic,
                "words": why.text(language()),
            }
        )
        last = last if at is None else at
        topics |= {topic} if topic else set()
    return links
