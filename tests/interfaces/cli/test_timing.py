"""Home of the tests of `work` and `nightly`."""

from __future__ import annotations

import pytest

from tests import asking, town
from tests.postbox import postbox
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.interfaces.jobs.timer import run_for_ever

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch, db):
    monkeypatch.setenv("XIAOWEI_TODAY", "2022-08-09")
    town.set_up()
    town.settle_places()
    person = Person.objects.create(username="bai", email="bai@example.invalid")
    where = {"region_code": town.WHITESTONE, "valid_from": asking.FRIDAY}
    Appointment.objects.create(person=person, role="village_secretary", **where)
    asking.ask(asking.project())


def test_one_round_reminds_and_sends_and_the_second_has_nothing_to_do(asked, settings, xiaowei):
    with postbox() as box:
        settings.SMTP_URL = box.url
        first, second = xiaowei("work", "--once"), xiaowei("work", "--once", "--json")
    assert "新超期通知 5 条" in first.printed  # two of the question, three of the step
    assert "发出 2 条" in first.printed
    assert (second.data["overdue"], second.data["sent"], second.data["down"]) == (0, 0, [])
    assert len(box.letters) == 2


def test_a_channel_that_is_down_is_exit_5(asked, settings, xiaowei):
    with postbox() as box:
        settings.SMTP_URL = box.url
    ran = xiaowei("work", "--once")
    assert ran.code == 5
    assert "没有收下信" in ran.printed


def test_a_night_of_its_own_day(asked, asked_of_day):
    assert asked_of_day("2022-08-08") == (1, 2)  # the step was due on the 4th
    assert asked_of_day("2022-08-09") == (0, 3)
    assert asked_of_day("2022-08-09") == (0, 0)


@pytest.fixture
def asked_of_day(xiaowei):
    def run(day: str) -> tuple[int, int]:
        data = xiaowei("nightly", "--on", day, "--json").data
        return data["reminded"], data["overdue"]

    return run


def test_the_timer_tells_only_what_it_did(asked, settings, tmp_path):
    settings.NOTICE_FILE = str(tmp_path / "notices.jsonl")
    told = []
    run_for_ever(0, told.append, rounds=3)
    assert [one["sent"] for one in told] == [2]
