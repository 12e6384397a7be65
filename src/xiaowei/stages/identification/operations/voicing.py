"""Home of what residents say at the public door: still broken, a small work proposed, a question."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.attachments.operations import keep_photo
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.messages.operations import notify
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import district_of
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.messages import Matter
from xiaowei.domain.voices import (
    BROKEN,
    CHECK_LETTERS,
    DANGER,
    KINDS,
    LETTERS,
    LONGEST_WORDS,
    PROPOSAL,
    QUESTION,
    RECEIVED,
    voice_number,
)
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.models import Candidate, Support, Voice
from xiaowei.stages.identification.queries import place_codes

RESIDENT = Actor(0, "居民", ())
"""Whoever speaks at the public door; nobody is asked who they are."""


def say_still_broken(
    *,
    number: str,
    sort: str,
    place_code: str = "",
    text: str = "",
    photo: bytes | None = None,
    on: date,
    at: datetime,
) -> Voice:
    """Take a resident's word that a project is still broken; its butlers and township are told at once.

    Without `place_code` it may mean each of the project's places.

    :raises BadInput: `not_found`, `no_such_place`, and those of `keep_photo`
    :raises RuleBroken: `voice_sort_known`
    """
    project = Candidate.objects.filter(number=number).first()
    if project is None:
        raise BadInput("not_found", what=Note("thing.project"), number=number)
    every = tuple(place_codes(project))
    codes = (place_code,) if place_code in every else every
    place = Place.objects.filter(code__in=codes).order_by("pk").first()
    if place is None:
        raise BadInput("no_such_place", value=number)
    return _say(
        BROKEN, place, sort, text, photo, on, at,
        place_codes=codes, name=project.name, project=project,
    )  # fmt: skip


def propose_work(
    *, place_id: int, sort: str, text: str = "", photo: bytes | None = None, on: date, at: datetime
) -> Voice:
    """Take a resident's proposal of a small work at a place; the township is told at once.

    :raises BadInput: `no_such_place`, and those of `keep_photo`
    :raises RuleBroken: `voice_sort_known`
    """
    place = _place(place_id)
    kind = catalogue().type(sort)
    name = f"{place.name}{kind.name if kind else ''}"
    return _say(PROPOSAL, place, sort, text, photo, on, at, place_codes=(place.code,), name=name)


def ask_township(*, place_id: int, sort: str, text: str, on: date, at: datetime) -> Voice:
    """Take a resident's question to the township, where the policy opens questions.

    :raises BadInput: `no_such_place`
    :raises RuleBroken: `questions_closed`, `voice_sort_known`, `words_given`
    """
    place = _place(place_id)
    if not policy_for(district_of(place.town_code), on.year).public_questions:
        raise RuleBroken("questions_closed")
    if not text.strip():
        raise RuleBroken("words_given")
    codes = (place.code,)
    return _say(QUESTION, place, sort, text, None, on, at, place_codes=codes, name=place.name)


@transaction.atomic
def support(*, number: str, device: str, on: date, at: datetime) -> int:
    """Support a proposal; the same device counts once. Return how many support it.

    :raises BadInput: `no_such_voice`
    """
    open_one = Voice.objects.filter(number=number, kind=PROPOSAL, state=RECEIVED)
    voice = open_one.select_for_update().first()
    if voice is None:
        raise BadInput("no_such_voice", number=number)
    _, is_new = Support.objects.get_or_create(voice=voice, device=device, defaults={"on": on})
    if is_new:
        record(subject=number, action="identification.support_voice", by=RESIDENT, on=on, at=at)
    return voice.supports.count()


@transaction.atomic
def _say(
    kind: str,
    place: Place,
    sort: str,
    text: str,
    photo: bytes | None,
    on: date,
    at: datetime,
    *,
    place_codes: Sequence[str],
    name: str,
    project: Candidate | None = None,
) -> Voice:
    if sort not in sorts_of(kind):
        raise RuleBroken("voice_sort_known")
    days = policy_for(district_of(place.town_code), on.year).clock(KINDS[kind].clock)
    voice = _numbered(
        kind=kind,
        place=place,
        project=project,
        place_codes=list(place_codes),
        sort=sort,
        text=mask(text.strip()[:LONGEST_WORDS]).text,
        said_on=on,
        said_at=at,
        due_on=calendar().due(on, days),
        limit_days=days,
    )
    if photo:
        keep_photo(number=photo_of(voice), kind="during", content=photo, by=RESIDENT, on=on, at=at)
    facts = {"kind": kind, "sort": sort, "project": project and project.number}
    record(
        subject=voice.number, action="identification.say_voice", by=RESIDENT, on=on, at=at,
        facts=facts,
    )  # fmt: skip
    _tell(voice, name, on, at)
    return voice


def sorts_of(kind: str) -> tuple[str, ...]:
    """Return the codes of what may be tapped; a proposal's are the catalogue's project types."""
    return KINDS[kind].sorts or tuple(one.code for one in catalogue().types)


def photo_of(voice: Voice) -> str:
    """Return the number under which a voice's photo is attached."""
    return f"voice:{voice.pk}"


def _numbered(*, kind: str, said_on: date, **said: Any) -> Voice:
    """Store a voice under the day's next number; one that an earlier year gave is drawn anew."""
    n = Voice.objects.filter(kind=kind, said_on=said_on).count() + 1
    number = ""
    while not number or Voice.objects.filter(number=number).exists():
        letters = "".join(secrets.choice(LETTERS) for _ in range(CHECK_LETTERS))
        number = voice_number(kind, said_on, n, letters)
    return Voice.objects.create(number=number, kind=kind, said_on=said_on, **said)


def _tell(voice: Voice, name: str, on: date, at: datetime) -> None:
    town = voice.place.town_code
    matter = Matter(voice.number, name, district_of(town), town, tuple(voice.place_codes))
    kind = "voice_danger" if voice.sort == DANGER else f"voice_{voice.kind}"
    for desk in KINDS[voice.kind].desks:
        notify(
            key=f"voice:{voice.number}", kind=kind, desk=desk, matter=matter,
            facts={"name": name, "due_on": voice.due_on}, on=on, at=at,
        )  # fmt: skip


def _place(place_id: int) -> Place:
    place = Place.objects.filter(pk=place_id).first()
    if place is None:
        raise BadInput("no_such_place", value=place_id)
    return place
