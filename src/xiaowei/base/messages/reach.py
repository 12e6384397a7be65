"""Home of reach in the channel: at which desk of a matter somebody sits, what they may read."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from xiaowei.base.accounts.actors import Actor, Held
from xiaowei.base.regions.queries import lying_in
from xiaowei.domain.errors import NotAllowed
from xiaowei.domain.messages import DESKS, NARROW, OVERSEERS, Matter, desks_of
from xiaowei.domain.roles import OPERATOR
from xiaowei.domain.wording import Note


def sits_at(actor: Actor, desk: str, matter: Matter) -> bool:
    """Tell whether the actor sits at a desk of the matter; narrowed to places, at one of its own."""
    return any(_answers(held, desk, matter) for held in actor.held)


def desks_in(actor: Actor, matter: Matter) -> tuple[str, ...]:
    """Return the desks of the matter at which the actor sits."""
    return tuple(desk for desk in desks_of(actor.roles()) if sits_at(actor, desk, matter))


def oversees(actor: Actor, matter: Matter) -> bool:
    """Tell whether the actor reads the whole thread of a matter."""
    return actor.holds((OPERATOR,), matter.town_code) or bool(
        set(desks_in(actor, matter)) & set(OVERSEERS)
    )


def require_desk(actor: Actor, desk: str, matter: Matter, action: str) -> None:
    """Refuse whoever does not sit at that desk of the matter.

    :raises NotAllowed: `not_permitted`
    """
    if not sits_at(actor, desk, matter):
        raise refusal(actor, DESKS[desk], matter, action)


def refusal(actor: Actor, roles: tuple[str, ...], matter: Matter, action: str) -> NotAllowed:
    """Return the refusal that says who may not do what in a matter, and who may."""
    return actor.refusal(roles, matter.town_code, action)


def addressed(actor: Actor) -> Q:
    """Return the condition under which a notice is addressed to the actor."""
    mine = Q(person_id=actor.person_id)
    for held in actor.held:
        for desk in desks_of((held.role,)):
            mine |= _to(held, desk)
    return mine


def is_addressed(held: Collection[Held], *, desk: str, region_code: str, place_code: str) -> bool:
    """Tell whether a desk's notice reaches somebody who holds these roles."""
    return any(
        one.role in DESKS.get(desk, ())
        and one.reaches(region_code)
        and (desk not in NARROW or one.place_code in ("", place_code))
        for one in held
    )


def desk_note(desk: str) -> Note:
    """Return a desk as a fact of a refusal."""
    return Note(f"desk.{desk}")


def _answers(held: Held, desk: str, matter: Matter) -> bool:
    if held.role not in DESKS[desk] or not held.reaches(matter.region_of(desk)):
        return False
    return desk not in NARROW or held.place_code in ("", *matter.narrowed(desk))


def _to(held: Held, desk: str) -> Q:
    own = Q(desk=desk)
    if held.region_code:
        own &= lying_in("region_code", held.region_code)
    return own & Q(place_code=held.place_code) if held.place_code and desk in NARROW else own
