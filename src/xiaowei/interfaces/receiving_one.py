"""Home of receiving one ticket at a door: its fields under a sheet's headers, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.operations import digest_json
from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.headers import fingerprint
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.connectors.tabular.rows import Row, Table
from xiaowei.connectors.tabular.xlsx_cells import MOST_TEXT
from xiaowei.domain.errors import BadInput
from xiaowei.domain.roles import TICKET_READERS
from xiaowei.domain.sheets import SheetIn
from xiaowei.domain.wording import say
from xiaowei.domain.zone import ZONE
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.receiving import parse_rows
from xiaowei.interfaces.saying import said
from xiaowei.procedures.receive_ticket import Received, receive_ticket
from xiaowei.stages.intake.permissions import may_read
from xiaowei.stages.intake.queries import mapping_for

PLAIN = (str, int, float, type(None))
KEPT_BACK: dict[str, Any] = {
    "place": "", "place_code": "", "title": "", "text": "", "asked": [], "spot": None,
    "burst": False, "flags": False,
}  # fmt: skip
"""What is not told of another area's ticket."""


def receive_one(fields: Any, *, by: Actor) -> Received:
    """Take one ticket in, its fields by the headers that a sheet would have, and tell what became of it.

    :raises BadInput: `live_ticket_empty`, `cell_too_long`, what a sheet of one row is refused for
    :raises RuleBroken: `secret_changed`
    :raises NotAllowed: `not_permitted`
    """
    if not isinstance(fields, Mapping) or not all(isinstance(v, PLAIN) for v in fields.values()):
        raise BadInput("live_ticket_empty")
    cells = {str(name): value for name, value in fields.items() if value not in (None, "")}
    table = Table(tuple(cells), (Row(1, tuple(cells.values())),), "", 0)
    if not cells:
        raise BadInput("live_ticket_empty")
    for name, value in cells.items():
        if isinstance(value, str) and len(value) > MOST_TEXT:
            raise BadInput("cell_too_long", cell=name)
    mapping = mapping_for("tickets", fingerprint(table.headers))
    columns = load(FOLDERS["tickets"])
    columns.require(columns.bind(table.headers, mapping))
    parsed = parse_rows("tickets", table, mapping)
    for put_aside in parsed.rejected:
        raise put_aside.error
    sheet = SheetIn(
        rows=parsed.rows,
        rejected=(),
        file_name="",
        file_digest=digest_json(cells),
        warnings=parsed.warnings,
    )
    return receive_ticket(sheet=sheet, by=by, on=today(), at=now())


def told(received: Received, language: str, by: Actor) -> dict[str, Any]:
    """Return what became of a ticket as plain facts, moments in the house's zone.

    Bringing is not reading: of a ticket that went to another area only its township is told.
    """
    near = may_read(by, TICKET_READERS, received.ticket.region_code)
    found = _told(received, language) | {"elsewhere": not near}
    return found if near else found | KEPT_BACK


def _told(received: Received, language: str) -> dict[str, Any]:
    ticket, spot = received.ticket, received.spot
    return {
        "number": ticket.number,
        "outcome": received.outcome,
        "run": received.run,
        "place": ticket.place_name,
        "place_code": ticket.place_code,
        "town": name_of(ticket.town_code) if ticket.town_code else ticket.town_words,
        "town_code": ticket.town_code,
        "topic": _topic(ticket.topic_code),
        "topic_code": ticket.topic_code,
        "title": ticket.title,
        "text": ticket.text,
        "masked": dict(received.masked),
        "asked": list(received.asked),
        "spot": spot
        and {
            "id": spot.id,
            "kind": spot.kind,
            "topic": _topic(spot.topic_code),
            "why": say(f"reason.{spot.why}", language),
            "tickets": spot.tickets,
            "callers": spot.callers,
            "flagged_at": spot.flagged_at and spot.flagged_at.astimezone(ZONE).isoformat(),
        },
        "burst": spot is not None and spot.is_burst,
        "flags": received.flags,
        "warnings": [said(note, language) for note in received.warnings],
    }


def _topic(code: str) -> str:
    return catalogue().topic_name(code)
