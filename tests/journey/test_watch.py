"""The watch: works without news, begun before their money, cut up; the use of the emergency lane."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, take
from xiaowei.journey.clock import at_once
from xiaowei.journey.ledger import ledger
from xiaowei.journey.pace import pace
from xiaowei.journey.register import line as line_of
from xiaowei.journey.survey import Survey
from xiaowei.journey.townships import township_rows
from xiaowei.journey.watch import emergencies, watched
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.delivery.operations import resume, suspend
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.selection.models import Application, Emergency

pytestmark = pytest.mark.django_db
stand = walking.standing("measure")
LATE = date(2022, 8, 31)


def codes(on=LATE):
    found = watched(Survey(town.DISTRICT, on))
    return {row["code"]: (row["numbers"], row["measure"]) for row in found}


def test_works_of_which_nothing_is_heard():
    """Begun on 9 August; ten working days later, on the 23rd, nothing is late yet."""
    assert "stale_progress" not in codes(day(8, 23))
    assert codes(day(8, 24))["stale_progress"] == ([NUMBER], 11)
    take(NUMBER, "measure")
    assert "stale_progress" not in codes(day(8, 24))
    walking.photo(NUMBER, "during", taken_on=day(8, 18))
    assert "stale_progress" not in codes()


def test_a_suspension_is_news_and_standing_still_is_no_silence():
    suspend(number=NUMBER, reason="weather", **town.acting(town.CLERK, day(8, 10)))
    assert "stale_progress" not in codes()
    resume(number=NUMBER, **town.acting(town.CLERK, day(8, 22)))
    assert "stale_progress" not in codes()


def test_works_begun_before_their_money():
    assert "started_without_money" not in codes()
    Filing.objects.update(disbursed_fen=0, disbursed_on=None, state="filed")
    assert codes()["started_without_money"] == ([NUMBER], None)


def test_one_job_cut_up_is_flagged():
    other = walking.mint(by=town.CLERK)
    application = Application.objects.create(
        candidate=Candidate.objects.get(number=other), state="approved", policy_version="x",
        applied_fen=1, approved_fen=1,
    )  # fmt: skip
    filing = Filing.objects.create(
        application=application, state="filed", approved_fen=1, digest="", policy_version="x"
    )
    told = {"contractor": "白石修路队", "ordered_on": day(8, 10)}
    Works.objects.create(filing=filing, state="ordered", **told)
    assert codes()["cut_up"] == ([NUMBER, other], 90)


def test_the_use_of_the_emergency_lane_is_counted():
    Emergency.objects.create(
        application=Application.objects.get(), kind="water_cut", reason="停水", declared_on=day(8, 2),
        declared_by="孟", declared_by_id=1, confirmed_on=day(8, 2), confirmed_by_id=2,
        justified=False, verdict="并未停水", judged_on=day(8, 20),
    )  # fmt: skip
    use = township_rows(Survey(town.DISTRICT, LATE))[0]["emergencies"]
    assert (use["projects"], use["of"], use["share"]) == (1, 1, 1.0)
    assert (use["judged"], use["unjustified"], use["numbers"]) == (1, 1, [NUMBER])
    before = township_rows(Survey(town.DISTRICT, day(8, 19)))[0]["emergencies"]
    assert (before["projects"], before["unjustified"]) == (1, 0)
    assert emergencies([])["share"] is None


def test_an_emergency_begun_before_its_money_is_no_alert_and_other_works_are():
    Filing.objects.update(disbursed_fen=0, paid_fen=0)
    told = [[row["code"] for row in watched(Survey(town.DISTRICT, LATE))], alert_codes()]
    assert all("started_without_money" in codes for codes in told)
    Emergency.objects.create(
        application=Application.objects.get(), kind="water_cut", reason="停水", declared_on=day(8, 2),
        declared_by="孟", declared_by_id=1, confirmed_on=day(8, 2), confirmed_by_id=2,
    )  # fmt: skip
    told = [[row["code"] for row in watched(Survey(town.DISTRICT, LATE))], alert_codes()]
    assert not any("started_without_money" in codes for codes in told)


def alert_codes():
    return [row["code"] for row in ledger(town.DISTRICT, LATE)["alerts"]]


def test_done_at_once_is_said_by_rule_only():
    for name, on in (("measure", 9), ("finish_site", 9), ("finish", 10)):
        said = {"measure": {"measured_on": day(8, 9)}, "finish": {"in_use_on": None}}
        take(NUMBER, name, on=day(8, on), **said.get(name, {}))
    take(NUMBER, "photo_after", on=day(8, 10))
    take(NUMBER, "accept", on=day(8, 11))
    line, survey = line_of(NUMBER, LATE), Survey(town.DISTRICT, LATE)
    assert line is not None and at_once(line, survey.policy_of(line)) == (
        survey.policy.fast_days >= 2
    )
    quick = pace(survey)["at_once"]
    assert quick["numbers"] == ([NUMBER] if survey.policy.fast_days >= 2 else [])
