"""A resident who is not answered in time: the butler is reminded, then the township is told, each once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests import town, walking
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.messages.models import Notice
from xiaowei.procedures.nightly import nightly
from xiaowei.stages.identification.operations import answer_voice, say_still_broken, see_on_site
from xiaowei.stages.identification.voices import waiting_voices

pytestmark = pytest.mark.django_db
stand = walking.standing("settle")
SAID = {"on": town.TODAY, "at": town.NOW}


def night(on: date) -> set[tuple[str, str, str]]:
    """Let a night pass; return what it told anew: kind, desk, place."""
    before = set(Notice.objects.values_list("pk", flat=True))
    at = town.NOW + timedelta(days=(on - town.TODAY).days)
    nightly(steps=(), by=town.OPERATOR, on=on, at=at)
    new = Notice.objects.exclude(pk__in=before).filter(kind__startswith="voice_")
    return set(new.values_list("kind", "desk", "place_code"))


def after(day: date, days: int) -> date:
    """Return the working day so many after a day."""
    return calendar().due(day, days)


def test_the_butler_hears_first_then_the_township_then_the_district() -> None:
    voice = say_still_broken(number=walking.NUMBER, sort="not_finished", **SAID)
    assert voice.due_on == after(town.TODAY, 1)
    assert not night(town.TODAY), "it was told when it was said"
    assert night(voice.due_on) == {("voice_remind", "butler", "V1")}
    late = after(voice.due_on, 1)
    assert night(late) == {("voice_over", "butler", "V1"), ("voice_over", "township", "")}
    assert not night(late), "each rung once"
    assert night(after(late, 2)) == {("voice_over", "district", "")}


def test_an_answer_ends_it_and_what_was_told_is_settled() -> None:
    voice = say_still_broken(number=walking.NUMBER, sort="not_finished", **SAID)
    late = after(voice.due_on, 1)
    night(late)
    when: dict[str, date | datetime] = {"on": late, "at": town.NOW + timedelta(days=3)}
    see_on_site(number=voice.number, by=town.BUTLER, found=False, **when)
    answer_voice(number=voice.number, by=town.BUTLER, text="看过了,已补齐。", **when)
    assert not waiting_voices()
    assert not night(after(late, 2))
    told = Notice.objects.filter(key__startswith=f"voice:{voice.number}:")
    assert told.exists() and not told.filter(read_at=None).exists()
