"""Home of following a place by e-mail: asked for, confirmed from the letter, ended by one click.

The address is encrypted under the home's secret, and wiped when it ends or was never confirmed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.models import Follower
from xiaowei.base.trail.keys import decrypt, encrypt, keyed_digest
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput

FORGOTTEN_AFTER = timedelta(days=7)
PURPOSE = "follower address"
VISITOR = Actor(0, "居民", ())


@transaction.atomic
def ask_to_follow(
    *, place_id: int, address: str, site: str, language: str, on: date, at: datetime
) -> None:
    """Note that an address asks to follow a place; whether it is known already is not told.

    `site` is the address of the pages to which the letters lead.

    :raises BadInput: `no_such_address`
    """
    plain = address.strip().lower()
    try:
        validate_email(plain)
    except ValidationError as error:
        raise BadInput("no_such_address") from error
    digest = keyed_digest(PURPOSE, plain)
    if Follower.objects.filter(place_id=place_id, digest=digest).exclude(state="ended").exists():
        return
    token = secrets.token_urlsafe(24)
    asked = Follower.objects.create(
        place_id=place_id,
        address=encrypt(PURPOSE, token, plain),
        digest=digest,
        token=token,
        language=language,
        site=site[:200],
        asked_at=at,
    )
    _note(asked, "ask_to_follow", VISITOR, on, at)


@transaction.atomic
def confirm_follow(*, token: str, on: date, at: datetime) -> Follower:
    """Confirm from the letter that an address follows a place; once more is the same.

    :raises BadInput: `no_such_follower`
    """
    found = _with(token)
    if found.state == "asked":
        found.state, found.confirmed_on = "following", on
        found.save(update_fields=["state", "confirmed_on"])
        _note(found, "confirm_follow", VISITOR, on, at)
    return found


@transaction.atomic
def end_follow(*, token: str, on: date, at: datetime) -> Follower:
    """End following a place; the address is wiped.

    :raises BadInput: `no_such_follower`
    """
    found = _with(token)
    _wipe(found, on)
    _note(found, "end_follow", VISITOR, on, at)
    return found


@transaction.atomic
def forget_unconfirmed(*, on: date, at: datetime) -> int:
    """Wipe the addresses that nobody confirmed within seven days; return how many."""
    stale = Follower.objects.select_for_update().filter(
        state="asked", asked_at__lt=at - FORGOTTEN_AFTER
    )
    for one in (found := list(stale)):
        _wipe(one, on)
    return len(found)


@transaction.atomic
def note_told(*, follower_id: int, keys: Sequence[str], by: Actor, on: date, at: datetime) -> None:
    """Note what a follower was told: a letter to confirm, or steps by their keys."""
    found = Follower.objects.select_for_update().get(pk=follower_id)
    found.told_on, found.told = on, sorted({*found.told, *keys})
    found.save(update_fields=["told_on", "told"])
    _note(found, "tell_follower", by, on, at)


def address_of(follower: Follower) -> str:
    """Return the address of a follower; blank once it was wiped, or under another secret."""
    sealed = bytes(follower.address)
    return (decrypt(PURPOSE, follower.token, sealed) or "") if sealed else ""


def _with(token: str) -> Follower:
    known = Follower.objects.select_for_update().filter(token=token[:64])
    found = known.exclude(state="ended").first()
    if found is None:
        raise BadInput("no_such_follower")
    return found


def _wipe(one: Follower, on: date) -> None:
    one.state, one.ended_on, one.address, one.digest, one.told = "ended", on, b"", "", []
    one.save()


def _note(one: Follower, action: str, by: Actor, on: date, at: datetime) -> None:
    action = f"messages.{action}"
    record(subject=f"follower:{one.pk}", action=action, by=by, on=on, at=at)
