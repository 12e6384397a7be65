"""Home of who may do what with tickets. Source: the programme's table of roles."""

from __future__ import annotations

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.operations import IMPORT_ROLES
from xiaowei.base.trail.queries import begun_by
from xiaowei.domain.errors import NotAllowed
from xiaowei.domain.wording import say
from xiaowei.stages.intake.models import ImportRun, Ticket

ANSWER_ROLES = (*IMPORT_ROLES, "butler")
TOPIC_ROLES = ("operator", "district_office")
"""A topic's name is answered for the whole district: nobody files away complaints of others."""
RAW_ROLES = ("town_clerk", "town_leader", "butler")
"""Only those who deal with the person may read the raw words: no district, no administrator."""


def may_answer(by: Actor, kind: str, town_code: str) -> bool:
    """Tell whether an actor may answer a question about a place or a topic."""
    return holds_any(by, TOPIC_ROLES if kind == "topic" else ANSWER_ROLES, town_code)


def holds_any(by: Actor, roles: tuple[str, ...], region_code: str) -> bool:
    """Tell whether one of `roles` is held over the region; a blank region asks for any region."""
    if region_code:
        return by.holds(roles, region_code)
    return bool(by.roles() & set(roles))


def require_any(by: Actor, roles: tuple[str, ...], region_code: str, action: str) -> None:
    """Refuse unless one of `roles` is held over the region; a blank region asks for any region.

    :raises NotAllowed: `not_permitted`
    """
    if not holds_any(by, roles, region_code):
        raise _refusal(by, roles, region_code, action)


def require_raw(by: Actor, ticket: Ticket) -> None:
    """Refuse whoever does not deal with the ticket: own township, or own place for a butler.

    :raises NotAllowed: `not_permitted`
    """
    code = ticket.place.code if ticket.place else ""
    for held in by.held:
        if held.role not in RAW_ROLES or not ticket.town_code or not held.region_code:
            continue
        if held.reaches(ticket.town_code) and held.place_code in ("", code):
            return
    raise _refusal(by, RAW_ROLES, ticket.town_code, "look_at_raw")


def may_read(by: Actor, roles: tuple[str, ...], region_code: str) -> bool:
    """Tell whether one of `roles` is held where a ticket belongs (`TicketLine.region_code`).

    Where neither its township nor the region of the import that brought it is known, only a role
    held everywhere reaches it.
    """
    if region_code:
        return by.holds(roles, region_code)
    return any(held.role in roles and not held.region_code for held in by.held)


def may_open_run(by: Actor, run: ImportRun) -> bool:
    """Tell whether somebody may open an import: its bringer, or whose roles reach its region.

    An import without a region is reached only by roles held everywhere.
    """
    for held in by.held:
        if held.role in IMPORT_ROLES and (
            not held.region_code or (run.region_code and held.reaches(run.region_code))
        ):
            return True
    # Two people may share a name: the trail knows which of them it was.
    return run.by_name == by.name and begun_by(f"import:{run.number}") == by.person_id


def require_run(by: Actor, run: ImportRun) -> None:
    """Refuse whoever neither brought the import nor imports for its region.

    :raises NotAllowed: `not_permitted`
    """
    if not may_open_run(by, run):
        raise _refusal(by, IMPORT_ROLES, run.region_code, "open_import")


def _refusal(by: Actor, roles: tuple[str, ...], region_code: str, action: str) -> NotAllowed:
    return NotAllowed(
        "not_permitted",
        who=by.name,
        action=say(f"action.{action}"),
        where=region_code or "-",
        roles="、".join(say(f"role.{role}") for role in roles),
    )
