"""Home of why each ticket of a sheet is in its group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xiaowei.domain.wording import Note, say
from xiaowei.interfaces.cli.printing import language

if TYPE_CHECKING:
    from xiaowei.interfaces.cli.analyse.ticket_sheets import TicketSheet

_HOURS_SHOWN = 48
_SECONDS = 3600


def explained(sheet: TicketSheet, members: Sequence[int]) -> list[dict[str, Any]]:
    """Return for each ticket of a group, in time order, by what it came there, in codes and in words."""
    from xiaowei.analysis.grouping import linking

    codes = {
        linking.OPENED: "opened", linking.PLACE: "place", linking.BUILDING: "building",
        linking.COMMUNITY: "community", linking.PERSON: "person",
    }  # fmt: skip
    numbers, at = sheet.frame["number"], sheet.frame["at"]
    how, topics = sheet.grouping.how, sheet.grouping.topic
    links: list[dict[str, Any]] = []
    last: int | None = None
    order = sorted(members, key=lambda row: (at[row] is not None, at[row] or 0, row))
    for place, row in enumerate(order):
        code = codes[int(how[row])]
        topic = sheet.topic(int(topics[row]))
        moment = at[row]
        hours = round((moment - last) / _SECONDS, 1) if None not in (moment, last) else None
        alike = place > 0 and any(topics[row] == topics[other] for other in order[:place])
        parts = [Note(f"link.{code}")]
        if hours is not None:
            parts.append(since(hours))
        if alike and topic:
            parts.append(Note("link.topic", topic=topic))
        links.append(
            {
                "ticket_no": numbers[row],
                "by": code,
                "hours_since": hours,
                "topic": topic,
                "words": say("link.all", language(), parts=tuple(parts)),
            }
        )
        last = moment if moment is not None else last
    return links


def since(hours: float) -> Note:
    """Say how long after the one before a ticket came: in hours, then in days."""
    if hours < _HOURS_SHOWN:
        return Note("link.hours", hours=f"{hours:g}")
    return Note("link.days", days=round(hours / 24))
