"""`appoint` at the command line: a department's person may be narrowed to it."""

from __future__ import annotations

import io

import pytest

from tests import town
from xiaowei.base.accounts.models import Appointment, Person

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
