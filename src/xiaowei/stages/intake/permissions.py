"""Home of who may do what with tickets. Source: the programme's table of roles."""

from __future__ import annotations

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.queries import begun_by
from xiaowei.domain.intake import ANSWERERS
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.stages.intake.models import ImportRun, Ticket
from xiaowei.stages.intake.queries import TicketLine

ANSWER_ROLES = tuple(dict.fromkeys(role for roles in ANSWERERS.values() for role in roles))
"""Who answers questions of either kind."""
RAW_ROLES = ("town_clerk", "town_leader", "butler")
"""Only those who deal with the person may read the raw words: no district, no administrator."""


def may_answer(by: Actor, kind: str, town_code: str) -> bool:
    """Tell whether an actor may answer a question about a place or a topic."""
    return holds_any(by, ANSWERERS[kind], town_code)


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
        raise by.refusal(roles, region_code, action)


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
    raise by.refusal(RAW_ROLES, ticket.town_code, "look_at_raw")


def may_read(by: Actor, roles: tuple[str, ...], region_code: str) -> bool:
    """Tell whether one of `roles` is held where a ticket belongs (`TicketLine.region_code`).

    Where neither its township nor the region of the import that brought it is known, only a role
    held everywhere reaches it.
    """
    if region_code:
        return by.holds(roles, region_code)
    return any(held.role in roles and not held.region_code for held in by.held)


def reads(by: Actor, roles: tuple[str, ...], found: TicketLine) -> bool:
    """Tell whether one of `roles` is held where a ticket belongs, over all of it or over its place."""
    region, near = found.region_code, (found.place_code,)
    return may_read(by, roles, region) and (not region or by.is_near(roles, region, near))


def may_open_run(by: Actor, run: ImportRun) -> bool:
    """Tell whether somebody may open an import: its bringer, or whose roles reach its region."""
    return _reaches(by, run) or _brought(by, run)


def require_run(by: Actor, run: ImportRun) -> None:
    """Refuse whoever neither brought the import nor imports for its region.

    :raises NotAllowed: `not_permitted`
    """
    if not may_open_run(by, run):
        raise by.refusal(SHEET_BRINGERS, run.region_code, "open_import")


def require_undo(by: Actor, run: ImportRun) -> None:
    """Refuse whoever doesn't import for the run's region; one without a region is its bringer's too.

    :raises NotAllowed: `not_permitted`
    """
    brought = not run.region_code and by.roles() & set(SHEET_BRINGERS) and _brought(by, run)
    if not (_reaches(by, run) or brought):
        raise by.refusal(SHEET_BRINGERS, run.region_code, "undo_import")


def _reaches(by: Actor, run: ImportRun) -> bool:
    """Tell whether a role reaches the run; one without a region asks for a role held everywhere."""
    held = [one for one in by.held if one.role in SHEET_BRINGERS]
    if not run.region_code:
        return any(not one.region_code for one in held)
    return any(one.reaches(run.region_code) for one in held)


def _brought(by: Actor, run: ImportRun) -> bool:
    # Two people may share a name: the trail knows which of them it was.
    return run.by_name == by.name and begun_by(f"import:{run.number}") == by.person_id
