"""Silence is claimed only where somebody listened; several programme-years are told apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import gold
from xiaowei.journey.briefing import briefing
from xiaowei.journey.complaints import silence_of
from xiaowei.journey.notes import notes_on
from xiaowei.journey.register import line
from xiaowei.journey.survey import Survey
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.intake.models import Ticket

pytestmark = pytest.mark.django_db
stand = gold.standing(*gold.KINDS)


def told(day=gold.DAY, year=None):
    return briefing(gold.DISTRICT, day, year)


def said(day=gold.DAY):
    return [note.key for note in notes_on(Survey(gold.DISTRICT, day))]


def test_without_a_single_ticket_nothing_is_judged():
    Ticket.objects.update(received_at=None)
    data = told()
    assert (data["silence_rate"], data["silence_reason"]) == (None, "no_tickets")
    assert (data["sites_observed"], data["sites_not_judged"]) == (0, 42)
    assert (data["silence_wording"], data["tickets_until"]) == ("", None)
    assert data["text"].endswith("已完工42个项目点位,没有导入诉求工单,是否零投诉未作判断")
    assert "观察期" not in data["text"]
    assert said() == ["warning.no_tickets"]


def test_sites_in_use_after_the_newest_ticket_are_told_beside_the_rate():
    moment = gold.NOW.replace(month=8, day=1, hour=0)
    before = told()
    Ticket.objects.filter(received_at__gte=moment).update(received_at=None)
    data = told()
    until = Ticket.objects.filter(received_at__isnull=False).latest("received_at").received_at
    last = until.astimezone(moment.tzinfo).date()
    assert data["tickets_until"] == last.isoformat()
    done = [date.fromisoformat(r["d_finish"]) for r in gold.cells("projects") if r["d_accept"]]
    beyond = sum(day > last for day in done)
    assert 0 < beyond < 42
    assert (data["sites_not_judged"], data["sites_observed"]) == (0, before["sites_observed"])
    (note,) = notes_on(Survey(gold.DISTRICT, gold.DAY))
    assert (note.key, note.facts["sites"], note.facts["until"]) == (
        "warning.tickets_end",
        beyond,
        last,
    )


def test_the_demo_is_judged_as_before_and_says_how_far_its_tickets_reach():
    data = told()
    assert (data["sites_not_judged"], data["silence_reason"]) == (0, None)
    assert (data["tickets_until"], said()) == ("2020-08-26", [])


def test_nothing_completed_is_a_reason_too():
    assert told(date(2020, 4, 30))["silence_reason"] == "no_sites"


def test_one_year_stays_itself_in_the_years_after():
    later = told(date(2021, 3, 1))
    assert (later["year"], later["years"]) == (2020, [2020])
    assert later["policy_version"] == told(date(2021, 3, 1), 2020)["policy_version"]
    assert later["sites_observed"] == 42
    assert later["text"].startswith("截至2021年3月1日")
    assert later == told(date(2021, 3, 1), 2020)


def test_several_years_are_listed_and_each_project_keeps_its_own_rules():
    """Half of the completed projects move to 2021, whose policy waits 30 days before judging."""
    survey = Survey(gold.DISTRICT, gold.DAY)
    numbers = [line.number for line in survey.completed][::2]
    Candidate.objects.filter(number__in=numbers).update(year=2021)
    day = date(2021, 1, 31)
    Ticket.objects.filter(number=gold.cells("tickets")[0]["工单编号"]).update(
        received_at=gold.NOW.replace(day=20, month=8)
    )
    data = told(day)
    assert (data["year"], data["years"]) == (None, [2020, 2021])
    assert data["policy_version"] == "tongzhou-2021.1"
    young = [n for n in numbers if line(n).used_on > day - timedelta(30)]
    assert (data["sites_too_early"], data["sites_not_judged"]) == (len(young), 0)
    assert told(day, 2020)["sites_not_judged"] == 0
    assert told(day, 2021)["year"] == 2021
    assert data["projects_started"] == 162


def test_on_the_day_of_use_a_site_is_too_early_even_where_the_policy_waits_no_day():
    """A project that is accepted on its day of use, in the year whose minimum age is 0 days."""
    survey = Survey(gold.DISTRICT, gold.DAY)
    silent = next(s for s in survey.silences if s.silence.verdict == "stopped" and s.site == 1)
    Works.objects.filter(filing__application__candidate__number=silent.number).update(
        accepted_on=silent.since
    )
    found = {}
    for day in (silent.since, silent.since + timedelta(1)):
        own = line(silent.number, day)
        told = silence_of(own, day)
        sites = [s for s in Survey(gold.DISTRICT, day).silences if s.number == silent.number]
        found[day] = (told["verdict"], told["observed_days"], [s.silence.observed for s in sites])
    next_day = (silent.since + timedelta(1)).isoformat()
    assert list(found.values()) == [
        ("too_early", None, [False]),
        ("stopped", [next_day, next_day], [True]),
    ]
