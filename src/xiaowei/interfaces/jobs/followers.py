"""Home of letters to whoever follows a place: one to confirm, then what happened there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.messages.models import Follower
from xiaowei.base.messages.operations.followers import address_of, note_told
from xiaowei.connectors.notice_channel.protocol import Channel
from xiaowei.domain.errors import BadInput, SourceDown
from xiaowei.domain.messages import Letter
from xiaowei.domain.wording import say
from xiaowei.interfaces.jobs.outbox import Clock
from xiaowei.journey.happenings import Happening, happenings


def write_to_followers(
    ways: Sequence[Channel], *, news: bool, by: Actor, on: date, clock: Clock
) -> int:
    """Write to followers by each channel that takes addresses; return how many letters went out.

    Without `news` only to those who have to confirm. What was sent is marked behind it; a letter that
    was not marked goes again under the same key.
    """
    sent = 0
    states = ("asked", "following") if news else ("asked",)
    waiting = Follower.objects.filter(state__in=states).select_related("place").order_by("pk")
    for way in (way for way in ways if way.needs_address):
        for one in waiting:
            letter, keys = _letter(one, on)
            if letter is None:
                continue
            try:
                way.send(letter)
            except BadInput:
                continue
            except SourceDown:
                break
            note_told(follower_id=one.pk, keys=keys, by=by, on=on, at=clock())
            sent += 1
    return sent


def _letter(one: Follower, on: date) -> tuple[Letter | None, list[str]]:
    """Return the letter that is due to a follower with the keys of what it tells; None where none is."""
    address = address_of(one)
    if not address or (one.state == "asked" and one.told_on is not None):
        return None, []
    if one.state == "asked":
        return _written(one, address, "confirm", "", []), []
    _, found = happenings(one.place.code, on)
    new = [h for h in found if h.on >= (one.confirmed_on or on) and _key(h) not in one.told]
    if not new:
        return None, []
    types = {kind.code: kind.name for kind in catalogue().types}
    lines = "\n".join(_line(h, types, one.language) for h in reversed(new))
    keys = [_key(h) for h in new]
    return _written(one, address, "news", lines, keys), keys


def _written(one: Follower, to: str, kind: str, lines: str, keys: list[str]) -> Letter:
    page, token = one.site.rstrip("/"), [one.token]
    facts = {
        "place": one.place.name,
        "lines": lines,
        "page": page + reverse("place", args=[one.place.code]),
        "confirm": page + reverse("follow-confirm", args=token),
        "end": page + reverse("follow-end", args=token),
    }
    subject = say(f"follower.{kind}_subject", one.language, place=one.place.name)
    body = say(f"follower.{kind}", one.language, **facts)
    return Letter(f"follow:{one.pk}:{kind}:{'+'.join(keys)}", to, "", subject, body)


def _key(one: Happening) -> str:
    return f"{one.number}:{one.step}"


def _line(one: Happening, types: dict[str, str], language: str) -> str:
    step = say(f"step.{one.step}", language)
    return f"{one.on} {types.get(one.type_code, one.type_code)} {one.number} {step}"
