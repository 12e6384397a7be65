"""`appoint` at the command line: a department's person may be narrowed to it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from tests import town
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.interfaces.clock import today

pytestmark = pytest.mark.django_db
WORDS = ("appoint", "zhujian", "--role", "department", "--region", town.DISTRICT)


@pytest.fixture(autouse=True)
def home(monkeypatch):
    town.set_up()
    monkeypatch.setattr("sys.stdin", io.StringIO("long-enough\n"))


@pytest.mark.parametrize("said", ["housing", "区住房城乡建设委"])
def test_a_department_is_named_by_code_or_name(asked, said):
    told = asked(*WORDS, "--department", said)
    assert told["department"] == said
    held = Appointment.objects.get(person__username="zhujian")
    assert (held.role, held.place_code) == ("department", "housing")


@pytest.mark.parametrize(
    ("more", "says"),
    [(("--department", "教委"), "housing 区住房城乡建设委"),
     (("--department", "housing", "--place", "V1"), "--place")],
)  # fmt: skip
def test_with_an_unknown_department_nobody_is_appointed(xiaowei, more, says):
    ran = xiaowei(*WORDS, *more)
    assert ran.code == 3 and says in ran.logged
    assert not Person.objects.filter(username="zhujian").exists()


def test_without_a_department_they_speak_for_any(asked):
    asked(*WORDS)
    assert Appointment.objects.get(person__username="zhujian").place_code == ""


def test_other_roles_take_no_department(xiaowei):
    ran = xiaowei("appoint", "jingban", "--role", "town_clerk", "--region", town.WHITESTONE,
                  "--department", "housing")  # fmt: skip
    assert ran.code == 3
    assert not Person.objects.filter(username="jingban").exists()


def test_an_administrator_needs_no_region_and_everybody_else_does(xiaowei, asked):
    asked("appoint", "keeper", "--role", "system_admin")
    assert Appointment.objects.get(person__username="keeper").region_code == ""
    ran = xiaowei("appoint", "jingban", "--role", "town_clerk")
    assert ran.code == 3 and "地区代码" in ran.logged
    assert not Person.objects.filter(username="jingban").exists()


def test_a_short_code_is_echoed_in_words_with_the_day(xiaowei):
    told = xiaowei("appoint", "jingban", "--role", "town_clerk", "--region", "990101100").printed
    assert "白石镇 990101100" in told and f"自 {today()} 起" in told


def test_an_unknown_region_appoints_nobody(xiaowei):
    ran = xiaowei("appoint", "jingban", "--role", "town_clerk", "--region", "977777")
    assert ran.code == 3 and "977777" in ran.logged
    assert not Person.objects.filter(username="jingban").exists()


def test_who_holds_what_is_listed_and_ended(asked, xiaowei):
    asked(*WORDS, "--department", "housing")
    (held,) = (one for one in asked("appointments") if one["username"] == "zhujian")
    assert (held["region_code"], held["place_code"], held["valid_to"]) == (
        town.DISTRICT, "housing", None,
    )  # fmt: skip
    assert "zhujian" in xiaowei("appointments").printed
    day = today() + timedelta(days=9)
    told = asked(*WORDS, "--department", "区住房城乡建设委", "--until", day.isoformat())
    assert told["until"] == day.isoformat()
    assert Appointment.objects.get(person__username="zhujian").valid_to == day
    ran = xiaowei(*WORDS, "--until", day.isoformat())
    assert ran.code == 3 and "zhujian" in ran.logged
