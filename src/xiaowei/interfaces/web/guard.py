"""Home of who may open which page; what they may do there is decided below the doors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import NotAllowed
from xiaowei.domain.wording import say
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import language

View = Callable[..., HttpResponse]

OFFICE = ("operator", "district_office")
TOWN = ("town_clerk", "town_leader")
FIELD = ("butler", "village_secretary")
TICKET_READERS = (*OFFICE, *TOWN, *FIELD)
PROJECT_READERS = (*TICKET_READERS, "city_office", "department", "finance", "contractor")
SHEET_BRINGERS = (*OFFICE, *TOWN)
MONEY_READERS = (*OFFICE, *TOWN, "city_office", "finance")


def open_to(*roles: str) -> Callable[[View], View]:
    """Open a page to people who signed in and hold one of `roles` anywhere."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: Request, *args: Any, **named: Any) -> HttpResponse:
            actor = request.actor
            if not actor.roles() & set(roles):
                said = "、".join(say(f"role.{role}", language()) for role in roles)
                raise NotAllowed("page_not_yours", who=actor.name, roles=said)
            return view(request, *args, **named)

        return guarded

    return wrap


def may_open(actor: Actor, roles: tuple[str, ...]) -> bool:
    """Tell whether the navigation should show a page of these roles."""
    return bool(actor.roles() & set(roles))


def reach(actor: Actor, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the region codes over which the actor holds one of `roles`; a blank code is everywhere."""
    return tuple(sorted({held.region_code for held in actor.held if held.role in roles}))


def home_region(actor: Actor, roles: tuple[str, ...]) -> str:
    """Return the widest region over which the actor holds one of `roles`; blank is everywhere."""
    return min(reach(actor, roles), key=lambda code: len(code.rstrip("0")), default="")


def home_places(actor: Actor, roles: tuple[str, ...]) -> frozenset[str]:
    """Return the places to which the actor's roles are narrowed; empty when one of them is not."""
    places = frozenset(held.place_code for held in actor.held if held.role in roles)
    return frozenset() if "" in places else places
