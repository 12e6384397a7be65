"""Home of the tests of the outbox: sent once, tried again, never lost, against a real server."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import asking, town
from tests.postbox import postbox
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.messages.models import Notice, Sending
from xiaowei.base.messages.operations import read_all
from xiaowei.base.trail.queries import story
from xiaowei.connectors.mail.parse import read_address
from xiaowei.connectors.mail.send import MailChannel
from xiaowei.connectors.notice_file.send import FileChannel
from xiaowei.interfaces.jobs.outbox import channels, send_waiting

LATER = timedelta(minutes=6)


class Killed(BaseException):
    """The process is gone."""


class Dying(MailChannel):
    """Hands the letter over, then the process is killed before it can be marked."""

    def send(self, letter):
        super().send(letter)
        raise Killed


def hire(name: str, role: str, place: str = "", email: str | None = None) -> Person:
    told = f"{name}@example.invalid" if email is None else email
    person = Person.objects.create(username=name, display_name=name, email=told)
    where = {"region_code": town.WHITESTONE, "place_code": place}
    Appointment.objects.create(person=person, role=role, valid_from=date(2020, 1, 1), **where)
    return person


@pytest.fixture
def asked(db):
    town.set_up()
    town.settle_places()
    hire("secretary", "village_secretary", "V1")
    hire("neighbour", "village_secretary", "V2")
    hire("silent", "village_secretary", "V1", email="")
    hire("clerk", "town_clerk")
    asking.ask(asking.project(), on=town.TODAY)


def send(way, later: timedelta = timedelta(0)):
    at = town.NOW + later
    return send_waiting([way], by=town.OPERATOR, on=town.TODAY, clock=lambda: at)


@pytest.mark.django_db
def test_each_of_the_desk_gets_one_letter_however_often_it_is_sent(asked):
    with postbox() as box:
        way = MailChannel(read_address(box.url))
        assert [send(way).sent, send(way).sent, send(way, LATER).sent] == [1, 0, 0]
    assert [letter["To"] for letter in box.letters] == ["secretary@example.invalid"]
    assert "同意" not in box.letters[0].get_content()
    sending = Sending.objects.get()
    assert (sending.tries, sending.sent_at) == (1, town.NOW)
    assert story(f"notice:{sending.notice_id}")[0]["action"] == "messages.send"


@pytest.mark.django_db
def test_killed_between_sending_and_marking_it_comes_again_under_the_same_id(asked):
    with postbox() as box:
        server = read_address(box.url)
        with pytest.raises(Killed):
            send(Dying(server))
        assert Sending.objects.get().sent_at is None
        assert send(MailChannel(server)).sent == 0  # another worker may still hold it
        assert send(MailChannel(server), LATER).sent == 1
        assert send(MailChannel(server), LATER * 2).sent == 0
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db
def test_a_server_that_is_down_loses_nothing(asked):
    with postbox() as box:
        url = box.url
    down = send(MailChannel(read_address(url)))
    assert (down.sent, down.failed, len(down.down)) == (0, 1, 1)
    assert "mail" not in Sending.objects.get().failed_why.split()[0]
    with postbox() as box:
        way = MailChannel(read_address(box.url))
        assert send(way).sent == 0
        assert send(way, LATER).sent == 1


@pytest.mark.django_db
def test_a_refused_receiver_stops_nobody_else(asked):
    hire("second", "village_secretary", "V1")
    with postbox() as box:
        box.refused.add("secretary@example.invalid")
        told = send(MailChannel(read_address(box.url)))
    assert (told.sent, told.failed, told.down) == (1, 1, ())
    assert [letter["To"] for letter in box.letters] == ["second@example.invalid"]


@pytest.mark.django_db
def test_what_is_read_or_old_is_not_sent(asked, tmp_path):
    way = FileChannel(tmp_path / "notices.jsonl")
    Notice.objects.update(created_on=town.TODAY - timedelta(days=7))
    assert send(way).sent == 0
    Notice.objects.update(created_on=town.TODAY)
    assert send(way).sent == 2  # the file asks for no address
    read_all(**town.acting(town.SECRETARY))
    hire("third", "village_secretary", "V1")
    assert send(way).sent == 0


@pytest.mark.django_db
def test_channels_are_what_the_settings_open(settings, tmp_path):
    assert channels() == []
    settings.SMTP_URL = "smtp://127.0.0.1?from=a@example.invalid"
    settings.NOTICE_FILE = str(tmp_path / "n.jsonl")
    assert [way.name for way in channels()] == ["mail", "file"]
