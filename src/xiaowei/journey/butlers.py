"""Home of the butlers' day: the five places to go to today, who is idle, which place has nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from xiaowei.base.calendars.queries import calendar
from xiaowei.base.messages.models import Question
from xiaowei.base.messages.queries import open_at
from xiaowei.base.places.butlers import Post
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import district_of
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import standing as stands
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.butlers import Calling, Ringing, Why, today_list
from xiaowei.domain.identification import BURST
from xiaowei.domain.messages import answer_days
from xiaowei.journey.alarms import standing
from xiaowei.journey.spots import pressing_spots
from xiaowei.journey.survey import RECORDS
from xiaowei.stages.identification.queries import Head, Pressing, spot_id_of
from xiaowei.stages.identification.visits import last_by_person, last_there
from xiaowei.stages.identification.voices import open_at_places


@dataclass(frozen=True)
class Stop:
    """A place to go to today, with why and when somebody was last there."""

    place: Place
    reasons: tuple[Why, ...]
    last_on: date | None


@dataclass(frozen=True)
class Round:
    """A butler with the places of the post, the last visit, and whether nobody saw them for long."""

    butler: str
    places: tuple[str, ...]
    last_on: date | None
    idle_days: int
    is_idle: bool


@remembered(*RECORDS, "identification", "messages", most=64)
@steady()
def five(places: tuple[Place, ...], as_of: date) -> list[Stop]:
    """Return at most five places to go to today, the most urgent first."""
    if not places:
        return []
    policy = policy_for(district_of(places[0].town_code), as_of.year)
    seen = last_there({place.pk for place in places}, as_of)
    last = {place: on for place, (on, _who) in seen.items()}
    tickets, bursts = _calls(places, as_of)
    known = {place.code: place for place in places}
    voices = open_at_places(known, as_of)
    asked = open_at(tuple(known), as_of)
    calls = [
        replace(
            _calling(place, tickets[place.code], last.get(place.pk), asked[place.code], as_of),
            voices=voices[place.code],
            bursts=bursts[place.code],
        )
        for place in places
    ]
    listed = today_list(calls, policy.clock("place_unvisited"))
    return [Stop(known[one.place_code], why, one.last_on) for one, why in listed]


@steady()
def rounds(posts: Sequence[Post], region_code: str, as_of: date) -> list[Round]:
    """Return the butlers of `posts`, idle ones first; idle is without a visit for the policy's days.

    Days count from the last visit, or from the first day of the post where there was none.
    """
    limit = policy_for(district_of(region_code), as_of.year).clock("butler_idle")
    last = last_by_person(region_code, as_of)
    held: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        if post.person_id is not None:
            held[post.person_id].append(post)
    found = [_round(own, last.get(person), limit, as_of) for person, own in held.items()]
    return sorted(found, key=lambda one: (-one.idle_days, one.butler))


def _round(own: list[Post], last_on: date | None, limit: int, as_of: date) -> Round:
    since = min(post.since_on for post in own if post.since_on)
    days = answer_days(max(since, last_on or since), as_of, calendar())
    places = tuple(post.place for post in own)
    return Round(own[0].butler, places, last_on, days, days >= limit)


def _calls(
    places: Sequence[Place], as_of: date
) -> tuple[Counter[str], dict[str, tuple[Ringing, ...]]]:
    """Return the tickets of open repeats and the bursts of each place, those a project in use answers
    left out: nobody called since.
    """
    tickets: Counter[str] = Counter()
    bursts: dict[str, tuple[Ringing, ...]] = defaultdict(tuple)
    for pressing in _open_at(places, as_of):
        states = standing(pressing.only(lambda head: head.kind == BURST)).states
        for head in pressing.heads:
            state = states.get(spot_id_of(head.id))
            if head.is_done:
                continue
            if head.kind != BURST:
                tickets[head.place_code] += head.tickets
            elif state and head.last_on:
                ringing = Ringing(head.topic, head.tickets, head.last_on, state)
                bursts[head.place_code] += (ringing,)
    return tickets, bursts


def _open_at(places: Sequence[Place], as_of: date) -> list[Pressing]:
    codes = {place.code for place in places}
    districts = sorted({district_of(stands(place.town_code, as_of)) for place in places})
    return [pressing_spots(code, as_of).at(codes) for code in districts]


def spots_at(places: Sequence[Place], as_of: date) -> list[Head]:
    """Return the open problem spots at some places on a day, most pressing first in each district."""
    return [head for pressing in _open_at(places, as_of) for head in pressing.heads]


def _calling(
    place: Place, tickets: int, last_on: date | None, asked: Sequence[Question], as_of: date
) -> Calling:
    late = sum(one.due_on < as_of for one in asked)
    since = answer_days(last_on, as_of, calendar()) if last_on else None
    return Calling(place.code, late, len(asked) - late, tickets, since, last_on)
