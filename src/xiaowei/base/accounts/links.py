"""Home of personal links: issued by a township to who works outside, bound to one phone, ended at will."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from xiaowei.base.accounts.actors import Actor, giving, held_by
from xiaowei.base.accounts.models import Appointment, PersonalLink
from xiaowei.base.regions.queries import lying_in, name_of
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.roles import CONTRACTOR, FIELD, PHONE, TOWN
from xiaowei.domain.wording import Note

ISSUERS = TOWN
KEPT = timedelta(days=90)


def standing_in(town_code: str, firms: list[str], on: date) -> QuerySet[Appointment]:
    """Return the appointments of who works outside in a township, of whom `firms` are those it employs."""
    own = Q(lying_in("region_code", town_code, on), role__in=FIELD)
    hired = Q(role__in=CONTRACTOR, place_code__in=firms)
    return giving(on).filter(own | hired, person__is_active=True).select_related("person")


def links_of(people: list[int]) -> dict[tuple[int, str], PersonalLink]:
    """Return the links of people that were not ended, by person and township."""
    rows = PersonalLink.objects.filter(person_id__in=people, ended_on__isnull=True)
    return {(row.person_id, row.town_code): row for row in rows}


@transaction.atomic
def issue_link(
    *, appointment: Appointment, town_code: str, by: Actor, on: date, at: datetime
) -> tuple[PersonalLink, str]:
    """Issue a link for who holds an appointment in a township; return it with its token, told only now.

    A person has one of a township: an earlier one ends.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `link_for_outside`
    """
    by.require(ISSUERS, town_code, "issue_link")
    if appointment.role not in PHONE or not held_by(appointment, on).reaches(town_code):
        raise RuleBroken("link_for_outside", who=str(appointment.person))
    earlier = PersonalLink.objects.filter(
        person=appointment.person, town_code=town_code, ended_on__isnull=True
    ).update(ended_on=on)
    token = secrets.token_urlsafe(32)
    link = PersonalLink.objects.create(
        person=appointment.person,
        town_code=town_code,
        token_digest=_digest(token),
        issued_on=on,
        issued_by=by.name[:60],
        valid_to=on + KEPT,
    )
    facts = {"town_code": town_code, "valid_to": link.valid_to, "earlier": earlier}
    _note(link, "issue_link", facts, by, on, at)
    return link, token


@transaction.atomic
def end_link(*, link_id: int, by: Actor, on: date, at: datetime) -> None:
    """End a link: the phone that it was opened on is let in no more.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    """
    link = PersonalLink.objects.select_for_update().filter(pk=link_id).first()
    if link is None:
        raise BadInput("not_found", what=Note("thing.link"), number=link_id)
    by.require(ISSUERS, link.town_code, "end_link")
    if link.ended_on is None:
        link.ended_on = on
        link.save(update_fields=["ended_on"])
        _note(link, "end_link", {}, by, on, at)


@transaction.atomic
def open_link(*, token: str, device: str, on: date, at: datetime) -> tuple[PersonalLink, str]:
    """Open a link on a phone; the first is the one it stays with. Return it with the phone's secret: the one
    it already has from another link, else a new one.

    :raises BadInput: `link_unknown`
    :raises RuleBroken: `link_over`, `link_elsewhere`
    """
    found = PersonalLink.objects.select_for_update().filter(token_digest=_digest(token))
    link = found.select_related("person").first()
    if link is None:
        raise BadInput("link_unknown")
    actor = require_in_force(link, on)
    if link.bound_on is None:
        device = device or secrets.token_urlsafe(32)
        link.device_digest, link.bound_on = _digest(device), on
        link.save(update_fields=["device_digest", "bound_on"])
        _note(link, "open_link", {"town_code": link.town_code}, actor, on, at)
    elif not _fits(link, device):
        raise RuleBroken("link_elsewhere", on=link.bound_on, town=name_of(link.town_code))
    return link, device


def through_link(link_id: int, device: str, on: date) -> Actor:
    """Return who comes through a link from its phone, with what they may do outside in its township.

    :raises RuleBroken: `link_over`
    """
    link = PersonalLink.objects.select_related("person").filter(pk=link_id).first()
    if link is None or not _fits(link, device):
        raise RuleBroken("link_over", town=name_of(link.town_code) if link else "")
    return require_in_force(link, on)


def require_in_force(link: PersonalLink, on: date) -> Actor:
    """Return the person of a link that holds on a day: not ended, not run out, still in office.

    :raises RuleBroken: `link_over`
    """
    actor = _actor(link, on)
    if link.ended_on is not None or on > link.valid_to or not actor.held:
        raise RuleBroken("link_over", town=name_of(link.town_code))
    return actor


def is_in_force(link: PersonalLink, on: date) -> bool:
    """Tell whether a link holds on a day."""
    try:
        require_in_force(link, on)
    except RuleBroken:
        return False
    return True


def _actor(link: PersonalLink, on: date) -> Actor:
    """Return the person with what was held in the township when the link was issued, and still is."""
    rows = giving(on).filter(
        person=link.person_id,
        person__is_active=True,
        role__in=PHONE,
        valid_from__lte=link.issued_on,
    )
    held = (held_by(row, on) for row in rows)
    here = link.town_code
    own = tuple(replace(one, region_code=here) for one in held if one.reaches(here))
    return Actor(link.person_id, str(link.person), own)


def _fits(link: PersonalLink, device: str) -> bool:
    return bool(link.device_digest) and secrets.compare_digest(link.device_digest, _digest(device))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(
    link: PersonalLink,
    action: str,
    facts: Mapping[str, object],
    by: Actor,
    on: date,
    at: datetime,
) -> None:
    subject = f"person:{link.person.username}"
    record(subject=subject, action=f"accounts.{action}", by=by, on=on, at=at, facts=facts)
