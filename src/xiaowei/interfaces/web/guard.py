"""Home of who may open which page; what they may do there is decided below the doors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from xiaowei.base.accounts.actors import Actor, Held
from xiaowei.domain.errors import NotAllowed
from xiaowei.domain.regions import within
from xiaowei.domain.roles import (
    AT_PROJECTS,
    AUDIT,
    MONEY_READERS,
    OFFICE,
    OPERATOR,
    PHONE,
    PROJECT_READERS,
    SECURITY,
    SYSTEM,
    TICKET_READERS,
    TOWN,
)
from xiaowei.domain.wording import say
from xiaowei.interfaces.web.once import answer_once
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.shown import language, listed

__all__ = ["AT_PROJECTS", "MONEY_READERS", "OFFICE", "PROJECT_READERS", "TICKET_READERS", "TOWN"]
View = Callable[..., HttpResponse]

BUTLER_READERS = ("butler", *OFFICE, *TOWN)
INBOX_READERS = AT_PROJECTS
CITY_READERS = (OPERATOR, "city_office")
"""Who looks at districts beside each other."""
MONTH_READERS = (*OFFICE, *TOWN, "city_office")
EFFECT_READERS = MONTH_READERS
"""Who reads whether a programme worked: of projects not their own, counts."""
COVERAGE_READERS = (*TICKET_READERS, "city_office")
"""Who reads how often a place called: counts, and of the city no ticket."""
RULE_READERS = (*PROJECT_READERS, *SYSTEM, *AUDIT)
"""Who reads what holds here and why: all who decide by it, look after it or audit it."""
FRONT = (
    ("home", ("city_office",)),
    ("desk", AT_PROJECTS),
    ("people", (*SYSTEM, *SECURITY)),
    ("trail", AUDIT),
)
"""Where somebody begins who signed in, by role."""


def open_to(*roles: str) -> Callable[[View], View]:
    """Open a page to people who signed in and hold one of `roles` anywhere."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: Request, *args: Any, **named: Any) -> HttpResponse:
            actor = request.actor
            if not actor.roles() & set(roles):
                raise not_yours(actor, roles)
            return answer_once(request, lambda: view(request, *args, **named))

        return guarded

    return wrap


def not_yours(actor: Actor, roles: tuple[str, ...]) -> NotAllowed:
    """Return the refusal that names whose page it is, or says that nobody appointed this person yet."""
    if not actor.held:
        return NotAllowed("not_appointed", who=actor.name)
    said = listed(say(f"role.{role}", language()) for role in roles)
    return NotAllowed("page_not_yours", who=actor.name, roles=said)


def stands_in(actor: Actor, roles: tuple[str, ...], region_code: str) -> bool:
    """Tell whether one of `roles` is held over the region or within it; blank is everywhere."""
    for held in actor.held:
        if held.role not in roles:
            continue
        if not held.region_code:
            return True
        if region_code and (held.reaches(region_code) or within(held.region_code, region_code)):
            return True
    return False


def own_scope(request: Request, roles: tuple[str, ...]) -> Scope:
    """Return the page's scope to whoever holds one of `roles` in its district.

    :raises NotAllowed: `page_not_yours`
    """
    scope = scope_of(request)
    if not stands_in(request.actor, roles, scope.district):
        raise not_yours(request.actor, roles)
    return scope


def own_scope_yet(request: Request, roles: tuple[str, ...]) -> Scope | None:
    """Return the same; None to who asked for no programme and whose own district has none yet.

    :raises NotAllowed: `page_not_yours`
    """
    asked = bool(request.GET.get("programme"))
    strayed = not stands_in(request.actor, roles, scope_of(request).district)
    return None if strayed and not asked else own_scope(request, roles)


def posted_from(page: str, *names: str) -> Callable[[View], View]:
    """Take what is posted; who comes otherwise, reloading or signing in again, is led to `page`."""

    def wrap(view: View) -> View:
        @wraps(view)
        def posted(request: Request, *args: Any, **named: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **named)
            where = resolve_url(page, *(named[name] for name in names))
            asked = request.GET.urlencode()
            return HttpResponseRedirect(f"{where}?{asked}" if asked else where)

        return posted

    return wrap


def may_open(actor: Actor, roles: tuple[str, ...]) -> bool:
    """Tell whether the navigation should show a page of these roles."""
    return bool(actor.roles() & set(roles))


def front_page(actor: Actor, *, on_phone: bool = False) -> str:
    """Return the page on which this person begins; the desk, where refusals tell the rest, without any.

    Who only works outside begins on the phone's page when a phone asks.
    """
    if on_phone and actor.held and actor.roles() <= set(PHONE):
        return "phone"
    return next((page for page, roles in FRONT if may_open(actor, roles)), "desk")


def reach(actor: Actor, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the region codes over which the actor holds one of `roles`; a blank code is everywhere."""
    return tuple(sorted({held.region_code for held in actor.held if held.role in roles}))


def home_region(actor: Actor, roles: tuple[str, ...]) -> str:
    """Return the widest region over which the actor holds one of `roles`; blank is everywhere."""
    codes = {held.region_code for held in _homes(actor, roles)}
    return min(sorted(codes), key=lambda code: len(code.rstrip("0")), default="")


def home_places(actor: Actor, roles: tuple[str, ...]) -> frozenset[str]:
    """Return the places to which the actor's roles are narrowed; empty when one of them is not."""
    return frozenset(held.place_code for held in _homes(actor, roles)) - {""}


def _homes(actor: Actor, roles: tuple[str, ...]) -> list[Held]:
    """Return the appointments to `roles` over whole regions, where there are none, those to places."""
    every = [held for held in actor.held if held.role in roles]
    return [held for held in every if not held.place_code] or every


def homes(actor: Actor, roles: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return (region, place) of every appointment to `roles`; a blank region is everywhere, a blank place
    the whole of the region.
    """
    own = {(held.region_code, held.place_code) for held in actor.held if held.role in roles}
    return tuple(sorted(own))
