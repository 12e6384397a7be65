"""Sites, sheets and the desk as they stood on a day: what came later is not there yet."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, take
from xiaowei.journey.desk import tasks
from xiaowei.journey.register import register
from xiaowei.journey.sheet import ledger_sheet
from xiaowei.journey.story import story
from xiaowei.stages.delivery.models import Site
from xiaowei.stages.funding.models import Filing, LedgerLine
from xiaowei.stages.identification.models import Candidate

pytestmark = pytest.mark.django_db
stand = walking.standing("check")


def waiting(actor, on):
    return [task.action for task in tasks(actor, town.DISTRICT, on)]


def test_a_site_finished_later_is_not_finished_yet():
    Site.objects.update(finished_on=day(8, 12))
    before, after = (story(NUMBER, day(8, n))["sites"][0] for n in (11, 12))
    assert (before["finished"], before["finished_on"]) == (False, None)
    assert (after["finished"], after["finished_on"]) == (True, day(8, 12))


def test_the_sheet_counts_the_sites_finished_by_its_day():
    for on, count in ((day(8, 11), 0), (day(8, 12), 1)):
        headers, rows = ledger_sheet(town.DISTRICT, on)
        assert rows[0][headers.index("完工点位")] == count
    Site.objects.update(finished_on=None)
    headers, rows = ledger_sheet(town.DISTRICT, day(8, 12))
    assert rows[0][headers.index("完工点位")] == 1


def test_the_desk_takes_back_what_was_returned_later():
    assert waiting(town.FINANCE, day(8, 22)) == ["give_back"]
    assert waiting(town.FINANCE, day(8, 23)) == []


def test_what_is_left_of_the_surplus_still_waits():
    LedgerLine.objects.filter(kind="returned").update(amount_fen=20_000)
    Filing.objects.update(returned_fen=20_000)
    assert waiting(town.FINANCE, day(8, 24)) == ["give_back"]
    take(NUMBER, "give_back", amount_fen=30_000, on=day(8, 24))
    assert waiting(town.FINANCE, day(8, 24)) == []


def test_the_desk_knows_the_programme_years_ahead():
    Candidate.objects.update(year=2023)
    assert register(town.DISTRICT, as_of=day(8, 22)) == []
    assert len(register(town.DISTRICT, as_of=day(8, 22), ahead=True)) == 1
    assert waiting(town.FINANCE, day(8, 22)) == ["give_back"]
    assert register(town.DISTRICT, as_of=date(2022, 7, 1), ahead=True) == []
