"""Home of alarms as they are raised and taken note of: one per burst, told to the township at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.messages.operations.notices import notify, settle_notices
from xiaowei.base.places.queries import district_of
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import record
from xiaowei.domain.alarms import LONGEST, TAKERS, is_going_on, is_rare
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.identification import BURST
from xiaowei.domain.messages import Matter
from xiaowei.domain.wording import Note
from xiaowei.domain.zone import day_of, start_of
from xiaowei.stages.identification.alarms import calls_of, intervals
from xiaowei.stages.identification.models import Alarm, Spot
from xiaowei.stages.identification.permissions import require_at


@transaction.atomic
def raise_alarms(*, spots: Collection[Spot], by: Actor, on: date, at: datetime) -> frozenset[int]:
    """Raise the alarm of bursts that go on, once each, and tell their township; return which.

    An old sheet tells of bursts that are long over: these raise none. Nor does one that chance brings
    more often than the policy's `alarm_interval_days`.
    """
    recent = [spot for spot in spots if _is_recent(spot, on)]
    known = set(Alarm.objects.filter(spot__in=recent).values_list("spot_id", flat=True))
    calls = calls_of([spot.pk for spot in recent if spot.pk not in known], on)
    going = [s for s in recent if s.pk in calls and is_going_on(day_of(calls[s.pk][-1].at), on)]
    raised = [spot for spot in going if _is_rare(spot, on)]
    Alarm.objects.bulk_create([Alarm(spot=spot, raised_at=at) for spot in raised])
    for spot in raised:
        _tell(spot, len(calls[spot.pk]), by, on, at)
    return frozenset(spot.pk for spot in raised)


@transaction.atomic
def see_alarm(*, spot_id: int, by: Actor, on: date, at: datetime) -> Alarm:
    """Take note of a burst's alarm; whoever did so first stands, and the desk's notice is read by it.

    :raises BadInput: `not_found`
    :raises RuleBroken: `no_burst`
    :raises NotAllowed: `not_permitted`
    """
    spot = Spot.objects.select_for_update(of=("self",)).select_related("place").filter(pk=spot_id)
    found = spot.first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.spot"), number=spot_id)
    place = found.place
    require_at(by, TAKERS, place.town_code, (place.code,), "see_alarm")
    if found.kind != BURST or found.flagged_at is None:
        raise RuleBroken("no_burst", spot=str(found))
    alarm, _ = Alarm.objects.get_or_create(spot=found)
    if alarm.seen_at is None:
        alarm.seen_at, alarm.seen_by, alarm.seen_by_id = at, by.name[:60], by.person_id
        alarm.save(update_fields=["seen_at", "seen_by", "seen_by_id"])
        record(subject=f"spot:{found}", action="identification.see_alarm", by=by, on=on, at=at)
        settle_notices(f"alarm:{found}:", by, at)
    return alarm


def _is_recent(spot: Spot, on: date) -> bool:
    return spot.flagged_at is not None and spot.flagged_at >= start_of(on) - LONGEST


def _is_rare(spot: Spot, on: date) -> bool:
    district = district_of(spot.place.town_code)
    least = policy_for(district, on.year).alarm_interval_days
    if not least:
        return True
    found = intervals(district, [(spot.pk, spot.flagged_at, spot.chance)])
    return is_rare(found.get(spot.pk), least)


def _tell(spot: Spot, calls: int, by: Actor, on: date, at: datetime) -> None:
    place = spot.place
    facts = {"place": place.name, "topic": catalogue().topic_name(spot.topic_code), "calls": calls}
    matter = Matter(
        str(spot), place.name, district_of(place.town_code), place.town_code, (place.code,)
    )
    notify(
        key=f"alarm:{spot}", kind="alarm_burst", desk="township", matter=matter, facts=facts,
        on=on, at=at,
    )  # fmt: skip
    record(
        subject=f"spot:{spot}",
        action="identification.raise_alarm",
        by=by,
        on=on,
        at=at,
        facts=facts,
    )
