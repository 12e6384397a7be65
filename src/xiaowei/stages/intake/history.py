"""Home of how a ticket stood on a day: what later sheets and answers changed, set back."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from xiaowei.base.places.models import Place
from xiaowei.domain.zone import day_of, end_of
from xiaowei.stages.intake.models import TicketChange
from xiaowei.stages.intake.operations.saving import from_text
from xiaowei.stages.intake.queries import TicketLine, ticket_with

NOT_SHOWN = ("sealed", "content_digest", "caller_hash")


def ticket_on(number: str, as_of: date) -> TicketLine | None:
    """Return a ticket as it stood on a day; None also where nobody had called yet."""
    found = ticket_with(number)
    return found and as_it_stood(found, as_of)


def as_it_stood(found: TicketLine, as_of: date) -> TicketLine | None:
    """Return a ticket that is at hand as it stood on a day; None where nobody had called yet."""
    heard_on = day_of(found.received_at)
    if heard_on and heard_on > as_of:
        return None
    return replace(found, **_set_back(found.number, as_of))


def changes_of(number: str, until: date | None = None) -> list[dict[str, Any]]:
    """Return what later sheets and answers changed on a ticket up to a day, oldest first."""
    shown = TicketChange.objects.filter(ticket__number=number).exclude(field__in=NOT_SHOWN)
    shown = shown if until is None else shown.filter(at__lt=end_of(until))
    rows = shown.order_by("pk").values("field", "old", "new", "at", "run__number")
    return [dict(row) for row in rows]


def _set_back(number: str, as_of: date) -> dict[str, Any]:
    """Return the fields of a ticket's line that changed after a day, with what they were on it."""
    later = [change for change in changes_of(number) if change["at"] >= end_of(as_of)]
    was = {change["field"]: change["old"] for change in reversed(later)}
    told: dict[str, Any] = {}
    if "place" in was:
        place = Place.objects.filter(code=was["place"]).first()
        told = {
            "place_id": place.pk if place else None,
            "place_how": "",
            "place_code": place.code if place else "",
            "place_name": place.name if place else "",
        }
    if "topic" in was:
        told |= {"topic_code": was["topic"], "topic_how": "", "topic_model": ""}
    known = {field.name for field in fields(TicketLine)}
    return told | {name: from_text(name, old) for name, old in was.items() if name in known}
