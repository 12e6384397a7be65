"""Home of a change of boundaries: a whole township goes, or places are cut out of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts import operations as accounts
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.operations.following import follow_projects
from xiaowei.base.places import operations as places_
from xiaowei.base.places.queries import stored_towns
from xiaowei.base.regions import operations as regions
from xiaowei.domain.regions import full
from xiaowei.stages.identification import operations as identification
from xiaowei.stages.intake import operations as intake


@dataclass(frozen=True)
class Moved:
    """What followed: how many places and tickets, which projects, and which stay as some places do."""

    places: int = 0
    tickets: int = 0
    projects: tuple[str, ...] = ()
    staying: tuple[str, ...] = ()


@transaction.atomic
def change_boundary(
    *,
    old_code: str,
    new_code: str,
    new_name: str = "",
    effective_on: date,
    document_no: str,
    places: Sequence[str] = (),
    by: Actor,
    on: date,
    at: datetime,
) -> Moved:
    """Note that another township takes the place of one from a day on, or has some of its places.

    Without `places`, by code, the whole township goes and no record is written. Places that are cut out
    get a code of their own within it, as do their tickets, the projects all of whose places go, what was
    said on these, and appointments for those places alone; what that code stands for is said by day.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `bad_region_code`, `unknown_region`, `no_such_place`, `place_not_there`
    :raises RuleBroken: `boundary_of_towns`, `boundary_once`, `boundary_stands`, `boundary_named`,
        `boundary_name_known`, `boundary_documented`, `not_in_future`
    """
    who: dict[str, Any] = {"by": by, "on": on, "at": at}
    said: dict[str, Any] = {
        "new_code": new_code,
        "new_name": new_name,
        "effective_on": effective_on,
    }
    if not places:
        regions.change_boundary(old_code=old_code, document_no=document_no, **said, **who)
        return Moved()
    parts = regions.cut_out(
        old_code=old_code, places=stored_towns(places), document_no=document_no, **said, **who
    )
    told: dict[str, Any] = {"cause": f"town:{full(old_code)}", **who}
    places_.follow_boundary(parts=parts, **told)
    accounts.follow_places(parts=parts, **told)
    tickets = intake.follow_places(parts=parts, **told)
    projects, staying = identification.follow_places(parts=parts, **told)
    follow_projects(parts=projects, **told)
    return Moved(len(parts), tickets, tuple(projects), tuple(staying))
