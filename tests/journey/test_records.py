"""On which tables figures stand: all of their rooms, but not what residents and butlers say."""

from __future__ import annotations

from django.apps import apps

from xiaowei.journey.survey import RECORDS
from xiaowei.stages.evaluation.models import Rating
from xiaowei.stages.identification.models import (
    NumberSeries,
    Sighting,
    Support,
    Visit,
    Voice,
)

ROOMS = ("identification", "selection", "funding", "delivery", "evaluation")
NO_FIGURE = {NumberSeries, Sighting, Support, Visit, Voice, Rating}


def test_what_is_said_every_hour_moves_no_figure_and_all_else_does():
    rooms = {app for app in RECORDS if "." not in app}
    single = {apps.get_model(name) for name in RECORDS if "." in name}
    stands = single | {model for app in rooms for model in apps.get_app_config(app).get_models()}
    every = {model for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert every - stands == NO_FIGURE
    assert not NO_FIGURE & stands
