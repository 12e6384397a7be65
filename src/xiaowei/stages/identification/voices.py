"""Home of reading residents' voices: by number, those of a region, those that a project has to answer for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.attachments.models import Attachment
from xiaowei.base.parts import in_parts
from xiaowei.base.places.queries import district_of, every_place
from xiaowei.base.regions.queries import lying_in
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import BadInput
from xiaowei.domain.messages import Matter, Waiting
from xiaowei.domain.voices import BROKEN, HEARERS, KINDS, OPEN, PROPOSAL, QUESTION, number_typed
from xiaowei.stages.identification.models import Support, Voice
from xiaowei.stages.identification.operations.voicing import photo_of

__all__ = [
    "Confirmed",
    "Voice",
    "confirmed",
    "ever_confirmed",
    "open_at_places",
    "proposals",
    "public_questions",
    "supported_by",
    "unanswered",
    "voice_with",
    "voices_heard",
    "waiting_voices",
]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A voice whose trouble somebody found on site: which project, which places, said when."""

    number: str
    project_id: int
    said_on: date
    place_ids: tuple[int, ...]


def voice_with(typed: str) -> Voice:
    """Return the voice of that number, typed however.

    :raises BadInput: `no_such_voice`
    """
    number = number_typed(typed)
    found = Voice.objects.select_related("place", "project", "candidate").filter(number=number)
    voice = found.first()
    if voice is None:
        raise BadInput("no_such_voice", number=number)
    return voice


def voices_heard(by: Actor, as_of: date, limit: int = 200) -> list[dict[str, Any]]:
    """Return the voices of somebody's area and places, open ones first, the earliest due first."""
    rows = (
        Voice.objects.filter(_reach(by), said_on__lte=as_of)
        .select_related("place", "project", "candidate")
        .annotate(supported=Count("supports", distinct=True))
        .order_by("-said_at", "-pk")
    )
    waiting = list(rows.filter(state__in=OPEN).order_by("due_on", "pk")[:limit])
    found = [*waiting, *rows.exclude(state__in=OPEN)[: limit - len(waiting)]]
    photos = dict(
        Attachment.objects.filter(number__in=[photo_of(one) for one in found]).values_list(
            "number", "pk"
        )
    )
    return [{"voice": one, "photo": photos.get(photo_of(one))} for one in found]


def unanswered_count(by: Actor, as_of: date) -> int:
    """Count the voices of somebody's area and places that wait for an answer."""
    rows = Voice.objects.filter(_reach(by), said_on__lte=as_of, state__in=OPEN)
    return rows.distinct().count() if by.roles() & set(HEARERS) else 0


def open_at_places(codes: Collection[str], as_of: date) -> Counter[str]:
    """Count the unanswered words that something is still broken, by each place that they may mean."""
    near = Q(place__code__in=list(codes)[:900])
    near |= Q(project__place_links__place__code__in=list(codes)[:900])
    rows = Voice.objects.filter(near, kind=BROKEN, state__in=OPEN, said_on__lte=as_of).distinct()
    named = rows.values_list("pk", "place_codes")
    return Counter(code for _pk, meant in named for code in meant if code in codes)


def waiting_voices() -> list[Waiting]:
    """Return every voice that waits for an answer, at the desk that owes it."""
    rows = Voice.objects.filter(state__in=OPEN).select_related("place", "project")
    return [
        Waiting(
            key=f"voice:{one.number}",
            kind="voice",
            matter=_matter_of(one),
            desk=KINDS[one.kind].desks[0],
            begun_on=one.said_on,
            due_on=one.due_on,
            facts={"name": _name_of(one), "due_on": one.due_on},
        )
        for one in rows.order_by("pk")
    ]


def _matter_of(voice: Voice) -> Matter:
    town = voice.place.town_code
    codes = tuple(voice.place_codes)
    return Matter(voice.number, _name_of(voice), district_of(town), town, codes)


def _name_of(voice: Voice) -> str:
    return voice.project.name if voice.project else voice.place.name


def confirmed(project_ids: Collection[int], as_of: date) -> list[Confirmed]:
    """Return the voices on projects (candidates' keys) that a look on site bore out, up to a day."""
    found: list[Confirmed] = []
    keys = {place.code: pk for pk, place in every_place().items()}
    for part in in_parts(project_ids):
        rows = Voice.objects.filter(
            kind=BROKEN, project_id__in=part, found=True, said_on__lte=as_of, seen_on__lte=as_of
        ).order_by("said_on", "pk")
        found += [
            Confirmed(v.number, v.project_id or 0, v.said_on, tuple(keys[c] for c in v.place_codes))
            for v in rows
        ]
    return found


@remembered("identification.Voice", most=1)
def ever_confirmed() -> tuple[int, int]:
    """Return how many voices were ever borne out, and the sum of their keys: what verdicts stand on."""
    told = Voice.objects.filter(kind=BROKEN, found=True).aggregate(n=Count("pk"), keys=Sum("pk"))
    return told["n"], told["keys"] or 0


def unanswered(project_ids: Collection[int], as_of: date) -> bool:
    """Tell whether somebody said up to a day that a project is still broken, and nobody has looked yet."""
    rows = Voice.objects.filter(kind=BROKEN, seen_on__isnull=True, said_on__lte=as_of)
    return any(rows.filter(project_id__in=part).exists() for part in in_parts(project_ids))


def proposals(
    district: str, as_of: date, place_id: int | None = None, limit: int = 100
) -> list[tuple[Voice, int]]:
    """Return a district's proposals, or a place's in it, with how many support each: the open ones first."""
    at_place = Q(place_id=place_id) if place_id else Q()
    here = lying_in("place__town_code", district, as_of) & at_place
    rows = (
        Voice.objects.filter(here, kind=PROPOSAL, said_on__lte=as_of)
        .select_related("place", "candidate")
        .annotate(supported=Count("supports"), is_over=~Q(state__in=OPEN))
        .order_by("is_over", "-supported", "-said_at")[:limit]
    )
    return [(one, int(one.supported)) for one in rows]


def supported_by(device: str, voices: Iterable[Voice]) -> frozenset[int]:
    """Return the keys of the voices that somebody's device supports already."""
    keys = [one.pk for one in voices]
    return frozenset(
        Support.objects.filter(device=device, voice__in=keys).values_list("voice_id", flat=True)
    )


def public_questions(district: str, as_of: date, limit: int = 60) -> list[Voice]:
    """Return the questions of a district that were answered in public, newest first."""
    rows = Voice.objects.filter(
        lying_in("place__town_code", district, as_of),
        kind=QUESTION,
        state="answered",
        answered_on__lte=as_of,
    )
    return list(rows.select_related("place").order_by("-answered_on", "-pk")[:limit])


def _reach(by: Actor) -> Q:
    """Return the condition under which a voice lies in somebody's area, or at one of their places."""
    reach = Q(pk__in=[])
    for held in by.held:
        if held.role not in HEARERS:
            continue
        everywhere = Q(pk__isnull=False)
        area = lying_in("place__town_code", held.region_code) or everywhere
        own = Q(place__code=held.place_code) | Q(project__place_links__place__code=held.place_code)
        reach |= area & own if held.place_code else area
    return reach
