"""On which tables figures stand: all of their rooms, but not what residents and butlers say."""

from __future__ import annotations

import pytest
from django.apps import apps

from tests import town, walking
from tests.keeping import put_back
from xiaowei.journey.survey import RECORDS, survey_of
from xiaowei.stages.evaluation.models import Rating
from xiaowei.stages.identification.models import (
    Alarm,
    DecidedTicket,
    LinkDecision,
    NumberSeries,
    Sighting,
    Support,
    Visit,
    Voice,
)
from xiaowei.stages.identification.operations import say_still_broken, see_on_site

ROOMS = ("identification", "selection", "funding", "delivery", "evaluation")
NO_FIGURE = {
    NumberSeries, Sighting, Support, Visit, Voice, Rating,
    Alarm, LinkDecision, DecidedTicket,  # what a decision moves are the spots and their tickets
}  # fmt: skip


def test_what_is_said_every_hour_moves_no_figure_and_all_else_does():
    named = [room for room in RECORDS if isinstance(room, str)]
    rooms = {app for app in named if "." not in app}
    single = {apps.get_model(name) for name in named if "." in name}
    stands = single | {model for app in rooms for model in apps.get_app_config(app).get_models()}
    every = {model for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert every - stands == NO_FIGURE
    assert not NO_FIGURE & stands


@pytest.mark.django_db(transaction=True)
def test_a_voice_moves_a_survey_once_somebody_saw_that_it_is_right():
    put_back(walking.kept("settle"))
    asked = (town.DISTRICT, town.TODAY)
    before = survey_of(*asked)
    said = {"on": town.TODAY, "at": town.NOW}
    voice = say_still_broken(number=walking.NUMBER, sort="broken_again", **said)
    assert survey_of(*asked) is before
    see_on_site(number=voice.number, by=town.BUTLER, found=True, **said)
    assert survey_of(*asked) is not before
