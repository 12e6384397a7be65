"""Home of the story: where one ticket or project is, and everything that happened to it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from xiaowei.base.parts import in_parts
from xiaowei.base.places.models import Place
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.base.remembering import remembered
from xiaowei.base.trail.queries import story as trail_of
from xiaowei.domain.errors import BadInput
from xiaowei.domain.funding import surplus_fen
from xiaowei.domain.money import yuan
from xiaowei.domain.selection import CLOSED
from xiaowei.domain.zone import day_of
from xiaowei.journey.balls import turns
from xiaowei.journey.clock import (
    as_row,
    at_once,
    building_calendar_days,
    fast,
    net_building_days,
    steps_of,
)
from xiaowei.journey.complaints import complaints_about, silence_of
from xiaowei.journey.line import Line
from xiaowei.journey.numbers import number_meant
from xiaowei.journey.register import line as line_of
from xiaowei.stages.delivery.models import Measurement, Site
from xiaowei.stages.funding.queries import lines
from xiaowei.stages.identification.models import Spot, SpotTicket
from xiaowei.stages.intake.history import changes_of, ticket_on
from xiaowei.stages.intake.models import Ticket
from xiaowei.stages.intake.queries import TicketLine

STAGES = {
    "new": "identification", "reported": "selection", "town_review": "selection",
    "submitted": "selection", "returned": "selection", "in_review": "selection",
    "approved": "selection", "rejected": "selection", "withdrawn": "selection",
    "merged": "selection", "split": "selection",
    "filed": "funding", "disbursed": "funding", "ordered": "delivery",
    "under_way": "delivery", "finished": "delivery", "accepted": "delivery",
    "settled": "funding", "given_back": "funding", "stopped": "delivery",
    "suspended": "delivery", "ahead": "funding", **dict.fromkeys(CLOSED, "selection"),
    "terminated": "funding",
}  # fmt: skip


def story(number: str, as_of: date, language: str = "zh") -> dict[str, Any]:
    """Return the whole story of a project or ticket number on a day, as plain values.

    :raises BadInput: `unknown_number`, with similar numbers in `language`
    """
    meant = number_meant(number, language)
    line = line_of(meant, as_of)
    if line:
        return project_story(line, as_of)
    ticket = ticket_on(meant, as_of)
    if ticket is None:  # not collected, not heard by that day
        raise BadInput("unknown_number", number=number, near="")
    return _ticket_story(ticket, as_of)


@remembered()
def project_story(line: Line, as_of: date) -> dict[str, Any]:
    """Return a project's story from its line."""
    policy = policy_for(line.district_code, line.year)
    steps = steps_of(line, policy, as_of)
    waiting = [as_row(step) for step in turns(line, steps, policy, as_of)]
    return {
        "number": line.number,
        "name": line.name,
        "kind": "project",
        "stage": STAGES[line.state],
        "state": line.state,
        "town": name_of(line.town_code, as_of),
        "town_code": line.town_code,
        "type_code": line.type_code,
        "places": _places(line),
        "as_of": as_of.isoformat(),
        "clock": {
            "steps": [as_row(step) for step in steps],
            "current": next((turn for turn in waiting if turn["during"]), None),
            "turns": waiting,
            **fast(line),
            "building_calendar_days": building_calendar_days(line),
            "building_net_days": net_building_days(line),
            "at_once": at_once(line, policy),
        },
        "money": _money(line, as_of),
        "quantity": {
            "planned": None if line.quantity is None else str(line.quantity),
            "unit": line.unit,
            "measured": _measured(line, as_of),
        },
        "sites": _sites(line, as_of),
        "silence": silence_of(line, as_of),
        "complaints": complaints_about(line, as_of),
        "basis": line.basis,
        "root_cause": line.root_cause,
        "maintainer": line.maintainer,
        "proactive": line.proactive,
        "reason": line.reason,
        "note": line.note,
        "return_reason": line.return_reason,
        "closed": _closed(line),
        "emergency": _emergency(line),
        "suspensions": [_day_facts(one) for one in line.facts.suspensions],
        "repairs": [_day_facts(one) for one in line.facts.repairs],
        "events": _events(line.number, as_of),
    }


def _closed(line: Line) -> dict[str, Any] | None:
    """Return why and when the application was closed; None while it goes on."""
    if not line.is_closed or line.closed_on is None:
        return None
    told = {"on": line.closed_on.isoformat(), "code": line.closing_code}
    return told | {"reason": line.closing_reason}


def _emergency(line: Line) -> dict[str, Any] | None:
    """Return the emergency flag; None where nobody has declared one."""
    flag = line.facts.emergency
    told = None if flag is None else _day_facts(flag)
    return told and {name: value for name, value in told.items() if name != "declared_by_id"}


def _day_facts(one: Any) -> dict[str, Any]:
    """Return a fact as plain values, days as text."""
    values = asdict(one)
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _places(line: Line) -> list[dict[str, Any]]:
    found = {
        place.pk: place
        for part in in_parts(line.place_ids)
        for place in Place.objects.filter(pk__in=part)
    }
    return [
        {"code": p.code, "name": p.name, "kind": p.kind, "households": p.households}
        for pk in line.place_ids
        if (p := found.get(pk))
    ]


def _money(line: Line, as_of: date) -> dict[str, Any]:
    amounts = {
        "applied": line.applied_fen,
        "approved": line.approved_fen,
        "filed": line.filed_fen if line.is_filed else None,
        "disbursed": line.disbursed_fen or None,
        "paid": line.paid_fen,
        "paid_at_least": line.recorded_fen or None,
        "settled": line.settled_fen,
        "returned": line.back_fen or None,
        "surplus": surplus_fen(line.disbursed_fen, line.settled_fen),
    }
    sums = {name: None if fen is None else yuan(fen) for name, fen in amounts.items()}
    days = {"applied": line.applied_on, "approved": line.approved_on}
    return {
        **sums,
        "source": line.fund_source,
        "days": {name: day.isoformat() if day else None for name, day in days.items()},
        "lines": [
            one | {"amount": yuan(one.pop("amount_fen")), "on": one["on"] and one["on"].isoformat()}
            for one in (lines(line.number) if line.is_filed else ())
            if one["on"] is None or one["on"] <= as_of
        ],
    }


def _measured(line: Line, as_of: date) -> list[dict[str, Any]]:
    rows = Measurement.objects.filter(works_id=line.works_pk or 0).order_by("measured_on", "pk")
    return [
        {
            "site": site,
            "on": day.isoformat() if day else None,
            "quantity": None if quantity is None else str(quantity),
            "parking_spaces": spaces,
        }
        for site, day, quantity, spaces in rows.values_list(
            "site__sequence", "measured_on", "quantity", "parking_spaces"
        )
        if day is None or day <= as_of
    ]


def _sites(line: Line, as_of: date) -> list[dict[str, Any]]:
    """Return the sites as they stood on a day; one finished later is not finished yet."""
    rows = Site.objects.filter(works_id=line.works_pk or 0).order_by("sequence")
    found = rows.values("sequence", "name", "finished", "finished_on", "place__name")
    return [
        {**row, "finished": False, "finished_on": None}
        if row["finished_on"] and row["finished_on"] > as_of
        else dict(row)
        for row in found
    ]


def _events(number: str, as_of: date) -> list[dict[str, Any]]:
    """Return the trail up to a day in the order things happened.

    An entry without a day keeps its place behind the one recorded before it.
    """
    events: list[tuple[date, dict[str, Any]]] = []
    last = date.min
    for entry in trail_of(number):
        last = entry["on"] or last
        if last <= as_of:
            events.append((last, entry))
    events.sort(key=lambda pair: pair[0])
    return [
        {
            "on": entry["on"].isoformat() if entry["on"] else None,
            "at": entry["at"].isoformat(),
            "action": entry["action"],
            "by": entry["by_name"],
            "facts": entry["facts"],
        }
        for _, entry in events
    ]


def _day(moment: datetime | None) -> str | None:
    on = day_of(moment)
    return on.isoformat() if on else None


def _ticket_story(ticket: TicketLine, as_of: date) -> dict[str, Any]:
    """Return a ticket's story; it is told of a spot only while place and topic are those of the spot."""
    now = Ticket.objects.get(pk=ticket.pk)
    same = (ticket.place_id, ticket.topic_code) == (now.place_id, now.topic_code)
    links = SpotTicket.objects.select_related("spot").filter(ticket_id=ticket.pk)
    link = links.first() if same else None
    return {
        "number": ticket.number,
        "name": ticket.title or ticket.text[:40],
        "kind": "ticket",
        "stage": "identification" if link else "intake",
        "state": _spot_state(link.spot, as_of) if link else "taken",
        "place": ticket.place_name or None,
        "topic": ticket.topic_code or None,
        "topic_by": ticket.topic_how or None,
        "topic_model": ticket.topic_model or None,
        "received_at": ticket.received_at.isoformat() if ticket.received_at else None,
        "text": ticket.text,
        "spot": str(link.spot) if link else None,
        "why": link.why if link else None,
        "clock": {"deadline": now.deadline or None},
        "events": [
            {"on": _day(ticket.received_at), "action": "intake.receive", "facts": {"run": now.run_id}},
            *(
                {"on": _day(change["at"]), "action": "intake.change",
                 "facts": {name: change[name] for name in ("field", "old", "new")}}
                for change in changes_of(ticket.number, as_of)
            ),
        ],
    }  # fmt: skip


def _spot_state(spot: Spot, as_of: date) -> str:
    """Return a spot's state on a day: one resolved later was still open."""
    return "open" if spot.resolved_on and spot.resolved_on > as_of else spot.state
