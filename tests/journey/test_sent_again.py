"""What was asked for as of a day: sent again or merged, the earlier days keep their amount."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import town, walking
from tests.walking import ASKED, NUMBER, day, take
from xiaowei.base.places.models import Place
from xiaowei.domain.identification import Line
from xiaowei.journey.register import line
from xiaowei.stages.selection.operations import merge, send_back

pytestmark = pytest.mark.django_db
stand = walking.standing("begin_review")
LESS = 1_200_000
AGAIN = {"applied_fen": LESS, "fund_lines": [("区级", LESS)]}


def stood(on):
    found = line(NUMBER, on)
    return found.application_state, found.applied_fen, found.applied_on


def test_sent_again_the_days_before_keep_what_was_asked_for():
    send_back(number=NUMBER, reason="单价偏高", **town.acting(town.OFFICER, day(8, 4)))
    take(NUMBER, "submit", on=day(8, 8), **AGAIN)
    assert stood(day(8, 3)) == ("submitted", ASKED, day(8, 3))
    assert stood(day(8, 5)) == ("returned", ASKED, day(8, 3))
    assert stood(day(8, 8)) == ("submitted", LESS, day(8, 3))


def test_merged_the_days_before_keep_what_was_asked_for():
    place = Place.objects.get(code="V2")
    said = {"place_ids": [place.pk], "spot_id": None, "proactive": True, "reason": "村里提出"}
    lines = [Line("村道修补", Decimal(10), "米", 15_000)]
    other = walking.mint(by=town.CLERK, collected_on=day(8, 1), lines=lines, **said)
    for name in ("consult", "photo_before", "prepare"):
        take(other, name, by=town.CLERK)
    few = {"applied_fen": 150_000, "fund_lines": [("区级", 150_000)]}
    take(other, "submit", on=day(8, 3), **few)
    merge(number=NUMBER, others=[other], **town.acting(town.CLERK, day(8, 10)))
    assert stood(day(8, 9)) == ("submitted", ASKED, day(8, 3))
    assert stood(day(8, 10)) == ("town_review", None, None)
    take(NUMBER, "submit", on=day(8, 12), **AGAIN)
    assert stood(day(8, 9)) == ("submitted", ASKED, day(8, 3))
    assert stood(day(8, 11)) == ("town_review", None, None)
    assert stood(day(8, 12)) == ("submitted", LESS, day(8, 12))
    assert line(other, day(8, 9)).applied_fen == 150_000
