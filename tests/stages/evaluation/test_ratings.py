"""Residents' ratings and what they call still broken, in the proof of effect."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from tests import town, walking
from xiaowei.base.places.models import Place
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.journey.survey import Survey
from xiaowei.stages.delivery.models import Site, Works
from xiaowei.stages.evaluation.models import Outcome, Rating
from xiaowei.stages.evaluation.operations import rate
from xiaowei.stages.evaluation.ratings import ratings_of
from xiaowei.stages.identification.models import Spot
from xiaowei.stages.identification.operations import say_still_broken, see_on_site

pytestmark = pytest.mark.django_db
stand = walking.standing("check")
LATER = date(2022, 9, 20)


def rated(device="a", on=town.TODAY, satisfied="good", solved=True):
    return rate(number=walking.NUMBER, satisfied=satisfied, solved=solved, device=device,
                on=on, at=town.NOW)  # fmt: skip


def test_a_device_answers_once_a_day():
    rated()
    with pytest.raises(RuleBroken) as again:
        rated(satisfied="poor")
    assert again.value.code == "rated_today"
    rated(on=town.TODAY + timedelta(1))
    rated(device="b")
    assert Rating.objects.count() == 3
    assert [e["action"] for e in story(walking.NUMBER)].count("evaluation.rate") == 3


def test_what_is_no_answer_or_too_early_is_refused():
    with pytest.raises(BadInput):
        rated(satisfied="great")
    with pytest.raises(RuleBroken) as early:
        rated(on=date(2022, 8, 1))
    assert early.value.code == "not_finished_yet"
    with pytest.raises(IntegrityError):
        Rating.objects.create(works=Works.objects.get(), device="x", on=town.TODAY,
                              satisfied="best", solved=True)  # fmt: skip


def test_a_device_is_one_answer_the_last_it_gave():
    for days in range(3):
        rated(on=town.TODAY + timedelta(days), satisfied="poor" if days else "good")
    told = ratings_of(walking.NUMBER, town.TODAY + timedelta(3), 20, 20)
    assert told is not None
    assert (told.answers, dict(told.satisfied)["poor"]) == (1, 1)


def test_few_answers_are_no_data():
    for index in range(10):
        rated(device=str(index), satisfied="poor" if index < 2 else "good", solved=index > 2)
    assert ratings_of(walking.NUMBER, town.TODAY, 210, 20) is None
    rated(device="11", satisfied="fair")
    told = ratings_of(walking.NUMBER, town.TODAY, 210, 20)
    assert told is not None
    assert (told.answers, told.solved) == (11, 8)
    assert dict(told.satisfied) == {"good": 8, "fair": 1, "poor": 2}


def said(sort="broken_again"):
    at = town.moment("2022-09-20 10:00")
    return say_still_broken(number=walking.NUMBER, sort=sort, on=LATER, at=at)


def looked(number, found):
    at = town.moment("2022-09-20 15:00")
    return see_on_site(number=number, found=found, by=town.BUTLER, on=LATER, at=at)


def test_a_word_counts_against_the_sites_of_its_places():
    """A word that names one place says nothing of a site at another."""
    other = Site.objects.get()
    other.pk, other.sequence, other.place_id = None, 2, Place.objects.get(code="V2").pk
    other.save()
    looked(said().number, found=True)
    later = LATER + timedelta(1)
    told = {one.site: one.tickets for one in Survey(town.DISTRICT, later).silences}
    assert (len(told[1]), told[2]) == (1, ())


@pytest.mark.parametrize(
    ("found", "verdict", "state"),
    [(None, "stopped", "open"), (False, "stopped", "resolved"), (True, "comes_back", "open")],
)
def test_a_check_weighs_what_residents_call_still_broken(found, verdict, state):
    """Unanswered it keeps the spot open; borne out on site it counts; not found it counts for nothing."""
    voice = said()
    if found is not None:
        looked(voice.number, found)
    walking.take(walking.NUMBER, "check")
    outcome = Outcome.objects.get()
    assert outcome.verdict == verdict
    assert (voice.number in outcome.ticket_numbers) == bool(found)
    assert Spot.objects.get(kind="repeat").state == state
