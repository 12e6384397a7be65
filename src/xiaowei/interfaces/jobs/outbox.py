"""Home of sending what waits in the outbox, through each channel that is set up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.queries import Reachable, in_office
from xiaowei.base.messages import operations
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.queries import sent_to, unread_since
from xiaowei.base.messages.reach import is_addressed
from xiaowei.connectors.mail.parse import read_address
from xiaowei.connectors.mail.send import MailChannel
from xiaowei.connectors.notice_channel.protocol import Channel
from xiaowei.connectors.notice_file.send import FileChannel
from xiaowei.domain.errors import BadInput, SourceDown
from xiaowei.domain.messages import letter_of
from xiaowei.interfaces.saying import said

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Sent:
    """What a round of the outbox did; `down` says which channel did not answer, and why."""

    sent: int
    failed: int
    down: tuple[str, ...]


def channels() -> list[Channel]:
    """Return the channels that the settings open; none without settings."""
    found: list[Channel] = []
    if settings.SMTP_URL:
        found.append(MailChannel(read_address(settings.SMTP_URL)))
    if settings.NOTICE_FILE:
        found.append(FileChannel(Path(settings.NOTICE_FILE)))
    return found


def send_waiting(ways: Sequence[Channel], *, by: Actor, on: date, clock: Clock) -> Sent:
    """Send the unread notices of the last week to each person of their desks, once per channel."""
    sent, failed, down = 0, 0, []
    for way in ways:
        for notice, person in list(_waiting(way, on)):
            try:
                sent += _send(way, notice, person, by, on, clock)
            except BadInput:
                failed += 1
            except SourceDown as error:
                failed += 1
                down.append(said(error, "zh"))
                break
    return Sent(sent, failed, tuple(down))


def _waiting(way: Channel, on: date) -> Iterator[tuple[Notice, Reachable]]:
    notices, people = unread_since(on), in_office(on)
    done = sent_to(notices, way.name)
    for notice in notices:
        for person in people:
            if (notice.pk, person.person_id) in done or (way.needs_address and not person.email):
                continue
            if notice.person_id == person.person_id or is_addressed(
                person.held,
                desk=notice.desk,
                region_code=notice.region_code,
                place_code=notice.place_code,
            ):
                yield notice, person


def _send(
    way: Channel, notice: Notice, person: Reachable, by: Actor, on: date, clock: Clock
) -> bool:
    """Claim, send, mark; a refusal is noted and goes on to whoever asked."""
    key: dict[str, Any] = {
        "notice_id": notice.pk,
        "channel": way.name,
        "person_id": person.person_id,
    }
    if not operations.claim(**key, at=clock()):
        return False
    letter = letter_of(
        f"{notice.key}/{person.person_id}", notice.kind, notice.facts, notice.subject,
        person.email, person.name,
    )  # fmt: skip
    try:
        way.send(letter)
    except (BadInput, SourceDown) as error:
        operations.note_failed(**key, why=said(error, "zh"), by=by, on=on, at=clock())
        raise
    operations.note_sent(**key, by=by, on=on, at=clock())
    return True
